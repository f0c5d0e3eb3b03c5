/// One limit held against what was measured.
public struct LimitCheck: Sendable, Hashable {
    /// The limit's name, as in the drill file; of a single kind of traffic, after its name and a dot.
    public let name: String
    /// What was measured; nil when it never came to that.
    public let measure: Quantity?
    /// What was allowed.
    public let limit: Quantity
    /// Whether the measure stays within the limit.
    public let isMet: Bool
    /// Whether it would not stay within the limit without what the load held back itself either.
    public let isBrokenForCertain: Bool

    /// A limit held against a measure.
    public init(
        _ name: String,
        measured: Quantity?,
        allowed: Quantity,
        isBrokenForCertain: Bool? = nil
    ) {
        self.name = name
        measure = measured
        limit = allowed
        isMet = measured.map { $0.isWithin(allowed) } ?? false
        self.isBrokenForCertain = isBrokenForCertain ?? !isMet
    }

    /// What was measured, for people.
    public var measured: String { measure.map(\.text) ?? "not measured" }

    /// What was allowed, for people.
    public var allowed: String { limit.text }
}

extension Quantity {
    /// Whether it is no more than a limit of its kind.
    func isWithin(_ limit: Quantity) -> Bool {
        switch (self, limit) {
        case (.count(let count), .count(let allowed)): count <= allowed
        case (.duration(let duration), .duration(let allowed)): duration <= allowed
        case (.count, .duration), (.duration, .count): false
        }
    }

    /// The quantity for people.
    var text: String {
        switch self {
        case .count(let count): "\(count)"
        case .duration(let duration): duration.drillText
        }
    }
}
