internal import DocumentValues
internal import LinuxSystem

/// Filters over times.
enum TimeFilters {
    static let entries: [FilterEntry] = [
        FilterEntry("to_datetime", parameters: ["format"], about: "the moment that a text tells") {
            call in
            let format = try call.arguments.text("format", default: "%Y-%m-%d %H:%M:%S")
            let text = try call.text()
            guard let reading = try MomentReading(text, format: format) else {
                throw OperationFailure("time data '\(text)' does not match format '\(format)'")
            }
            return .object(Moment(WallTime(seconds: Int64(reading.seconds))))
        },
        FilterEntry(
            "strftime",
            parameters: ["second", "utc"],
            about: "a time, now unless given in seconds, by the format that the input is"
        ) { call in
            let given = try call["second"] ?? .null
            let seconds = PythonNumber(given)?.double ?? given.string.flatMap(Double.init)
            if given != .null, seconds == nil {
                throw OperationFailure("Invalid value for epoch value (\(given.pythonText))")
            }
            if let seconds, !(abs(seconds) < 9e18) {
                throw OperationFailure("'second' is no moment that a clock can show")
            }
            let time = seconds.map { WallTime(seconds: Int64($0)) } ?? .now
            return .string(
                time.formatted(try call.text(), inUTC: try call.arguments.flag("utc"))
            )
        },
    ]
}
