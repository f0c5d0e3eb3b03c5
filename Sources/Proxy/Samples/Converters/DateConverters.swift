internal import Diagnostics
internal import LinuxSystem

/// Dates as text and back.
extension ConverterKeyword {
    static let dates: [ConverterKeyword] = [
        formatted("ltime", per: 1, inUTC: false), formatted("utime", per: 1, inUTC: true),
        formatted("ms_ltime", per: 1000, inUTC: false),
        formatted("ms_utime", per: 1000, inUTC: true),
        formatted("us_ltime", per: 1_000_000, inUTC: false),
        formatted("us_utime", per: 1_000_000, inUTC: true),
        ConverterKeyword(
            "http_date",
            .init(required: 0, .number, .text),
            .sint,
            .str,
            check: { draft throws(Diagnostic) in try draft.readTimeUnit(1) },
            { input, arguments, context in
                let unit = max(1, arguments.number(1))
                let time = input.integer &+ arguments.number(0)
                let date = WallTime(seconds: (time / unit) & 0x7F_FFFF_FFFF_FFFF).utc
                return httpDate(date, fraction: unit > 1 ? time % unit : nil, &context.arena)
            }
        ),
        ConverterKeyword("date", .none, .str, .sint) { input, _, _ in
            HTTPDate.seconds(input.bytes).map { .integer($0) }
        },
    ]

    private static func formatted(
        _ name: String,
        per unit: Int64,
        inUTC: Bool
    ) -> ConverterKeyword {
        ConverterKeyword(name, .init(required: 1, .text, .number), .sint, .str) {
            input,
            arguments,
            context in
            var seconds = input.integer
            var nanoseconds: Int64 = 0
            if unit > 1 {
                nanoseconds = seconds % unit * (1_000_000_000 / unit)
                seconds /= unit
            } else {
                seconds &= 0x7F_FFFF_FFFF_FFFF
            }
            seconds = seconds &+ arguments.number(1)
            let format = String(decoding: arguments.text(0), as: UTF8.self)
            let spelled = unit > 1 ? fractions(in: format, nanoseconds) : format
            let text = WallTime(seconds: seconds).formatted(spelled, inUTC: inUTC)
            return context.arena.store(text.utf8).map { .text($0) }
        }
    }

    /// `%N` and `%3N` replaced by that many digits of the fraction.
    private static func fractions(in format: String, _ nanoseconds: Int64) -> String {
        var text = ""
        var rest = format[...]
        while let percent = rest.firstIndex(of: "%") {
            text += rest[..<percent]
            let after = rest[rest.index(after: percent)...]
            let digits = after.prefix { $0.isASCII && $0.isNumber }
            let next = after[digits.endIndex...]
            guard next.first == "N", digits.count <= 1 else {
                text += "%" + after.prefix(1)
                rest = after.dropFirst()
                continue
            }
            let count = min(9, max(1, Int(digits) ?? 9))
            let padded =
                String(repeating: "0", count: 9 - String(abs(nanoseconds)).count)
                + String(abs(nanoseconds))
            text += padded.prefix(count)
            rest = next.dropFirst()
        }
        return text + rest
    }

    private static func httpDate(
        _ date: CalendarTime,
        fraction: Int64?,
        _ arena: inout SampleArena
    ) -> Sample? {
        let names: StaticString = "SunMonTueWedThuFriSat"
        let start = max(0, min(6, date.weekday)) * 3
        var writer = ArenaWriter(&arena, limit: 64)
        writer.write(UnsafeRawBufferPointer(start: names.utf8Start + start, count: 3))
        writer.write(", ")
        writer.write(decimal: Int64(date.day), digits: 2)
        writer.write(0x20)
        writer.writeMonth(date.month)
        writer.write(0x20)
        writer.write(decimal: Int64(date.year), digits: 4)
        writer.write(0x20)
        writer.writeTime(date)
        if let fraction {
            writer.write(0x2E)
            writer.write(decimal: fraction)
        }
        writer.write(" GMT")
        return .text(writer.finish(&arena))
    }
}

/// The three forms of a date in HTTP [RFC 9110 5.6.7].
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since the epoch; nil when the text is no date.
    static func seconds(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.split { $0 == " " || $0 == "-" || $0 == "," }.map(String.init)
        if words.count == 6, words[5] == "GMT" {
            // Sun, 06 Nov 1994 08:49:37 GMT; Sunday, 06-Nov-94 08:49:37 GMT.
            return seconds(day: words[1], month: words[2], year: words[3], time: words[4])
        }
        // Sun Nov  6 08:49:37 1994.
        guard words.count == 5 else { return nil }
        return seconds(day: words[2], month: words[1], year: words[4], time: words[3])
    }

    private static func seconds(
        day: String,
        month: String,
        year: String,
        time: String
    ) -> Int64? {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard let day = Int64(day), (1...31).contains(day),
            let month = months.firstIndex(of: month),
            var year = Int64(year), (0...9999).contains(year), parts.count == 3,
            let hour = parts[0], (0...23).contains(hour), let minute = parts[1],
            (0...59).contains(minute), let second = parts[2], (0...60).contains(second)
        else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        let days = days(year: year, month: Int64(month + 1), day: day)
        return days * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// Days since the epoch.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
