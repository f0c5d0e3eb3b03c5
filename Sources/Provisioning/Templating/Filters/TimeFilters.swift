internal import DocumentValues
internal import LinuxSystem

/// Filters over times.
enum TimeFilters {
    static let entries: [FilterEntry] = [
        FilterEntry(
            "strftime",
            parameters: ["second", "utc"],
            about: "a time, now unless given in seconds, by the format that the input is"
        ) { call in
            let seconds = try call["second"].flatMap { value in
                PythonNumber(value)?.double ?? value.string.flatMap(Double.init)
            }
            if let seconds, !(abs(seconds) < 9e18) {
                throw OperationFailure("'second' is no moment that a clock can show")
            }
            let time = seconds.map { WallTime(seconds: Int64($0)) } ?? .now
            return .string(
                time.formatted(try call.text(), inUTC: try call.arguments.flag("utc"))
            )
        }
    ]
}
