public import Drilling

/// Earlier runs of a drill, the latest first.
public struct EarlierRuns: Sendable, Hashable {
    /// Their records.
    public let records: [DrillRecord]

    /// The runs among records that are of the same drill and began before it.
    public init(of record: DrillRecord, among records: [DrillRecord]) {
        self.records = records.filter { $0.name == record.name && $0.startedAt < record.startedAt }
            .sorted { $1.startedAt < $0.startedAt }
    }

    /// What they measured by one name.
    func values(of name: String) -> [Quantity] { records.compactMap { $0.figure(name) } }

    /// How a figure stands to them: the last one, and between what they all were.
    func text(of name: String) -> String {
        let values = values(of: name)
        guard let last = values.first else { return "" }
        let sorted = values.sorted { $0.magnitude < $1.magnitude }
        guard values.count > 1, let least = sorted.first, let most = sorted.last else {
            return last.text
        }
        return "\(last.text); \(least.text) to \(most.text) in \(values.count) runs"
    }

    /// How much more a figure is than the last time, in hundredths; nil when that says nothing.
    func change(of name: String, to value: Quantity?) -> Int? {
        guard let value, let last = values(of: name).first, last.magnitude > 0 else { return nil }
        return Int(((value.magnitude / last.magnitude - 1) * 100).rounded())
    }
}

extension Quantity {
    /// The bare number, for comparing.
    var magnitude: Double {
        switch self {
        case .count(let count): Double(count)
        case .duration(let duration): Double(duration.wholeMicroseconds)
        }
    }
}
