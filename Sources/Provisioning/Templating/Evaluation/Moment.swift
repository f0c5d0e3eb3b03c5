internal import DocumentValues
internal import LinuxSystem

/// What `to_datetime` gives: a moment that can be compared, taken apart, and subtracted.
final class Moment: TemplateObject {
    private let time: WallTime

    init(_ time: WallTime) {
        self.time = time
    }

    var typeName: String { "datetime" }

    /// As Python prints it; in the order of texts is the order of moments.
    var plainValue: Value? { .string(time.formatted("%Y-%m-%d %H:%M:%S", inUTC: true)) }

    private static let parts = [
        "year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S",
    ]

    func attribute(_ name: String) -> Item? {
        if let format = Self.parts[name] {
            return Int(time.formatted(format, inUTC: true)).map { .value(.integer($0)) }
        }
        guard name == "strftime" else { return nil }
        return .function(
            TemplateFunction(name: name) { [time] site, arguments in
                let parameters = Parameters(names: ["format"], required: 1)
                let bound = try BoundArguments(arguments, to: parameters, of: "'strftime'", site)
                return .string(time.formatted(try bound.text("format", default: ""), inUTC: true))
            }
        )
    }

    /// The time between two moments; nil when they are none.
    static func difference(_ left: Item, _ right: Item) -> Item? {
        guard case .object(let left as Moment) = left, case .object(let right as Moment) = right
        else { return nil }
        return .object(TimeSpan(seconds: Int(left.time.seconds - right.time.seconds)))
    }
}

/// The time between two moments, as Python's `timedelta`: whole days, and seconds within one.
final class TimeSpan: TemplateObject {
    private let total: Int

    init(seconds: Int) {
        total = seconds
    }

    var typeName: String { "timedelta" }

    private var days: Int { Int((Double(total) / 86_400).rounded(.down)) }
    private var seconds: Int { total - days * 86_400 }

    var plainValue: Value? {
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock =
            "\(seconds / 3600):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
        if days == 0 { return .string(clock) }
        return .string("\(days) day\(abs(days) == 1 ? "" : "s"), \(clock)")
    }

    func attribute(_ name: String) -> Item? {
        switch name {
        case "days": return .value(.integer(days))
        case "seconds": return .value(.integer(seconds))
        case "microseconds": return .value(.integer(0))
        case "total_seconds":
            return .function(
                TemplateFunction(name: name) { [total] _, _ in .value(.float(Double(total))) }
            )
        default: return nil
        }
    }
}
