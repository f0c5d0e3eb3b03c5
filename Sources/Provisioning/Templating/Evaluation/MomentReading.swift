/// Reads a moment by a format of Python's `strptime`, as seconds since 1970 in UTC.
struct MomentReading {
    private var fields: [Character: Int] = [:]

    private static let widths: [Character: Int] = [
        "Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2, "y": 2,
    ]
    private static let ranges: [Character: ClosedRange<Int>] = [
        "Y": 1...9999, "m": 1...12, "d": 1...31, "H": 0...23, "M": 0...59, "S": 0...59, "y": 0...99,
    ]
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Reads a text; nil when it does not fit the format, or is no day of the calendar.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - format: the format: numbers of dates and times, `%b`, `%%` and texts.
    /// - Throws: when the format asks for something else.
    init?(_ text: String, format: String) throws {
        var rest = Substring(text)
        var pattern = Substring(format)
        while let character = pattern.popFirst() {
            guard character == "%", let kind = pattern.popFirst(), kind != "%" else {
                if rest.popFirst() != character { return nil }
                continue
            }
            if kind == "b" {
                let word = rest.prefix(3).lowercased()
                guard let index = Self.months.firstIndex(of: word) else { return nil }
                fields["m"] = index + 1
                rest = rest.dropFirst(3)
                continue
            }
            guard let width = Self.widths[kind], let range = Self.ranges[kind] else {
                throw OperationFailure(
                    "'%\(kind)' of a format of times is not supported",
                    expected: "%Y %m %d %H %M %S %y %b %%"
                )
            }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }.prefix(width)
            guard let number = Int(digits), range.contains(number) else { return nil }
            fields[kind] = number
            rest = rest.dropFirst(digits.count)
        }
        guard rest.isEmpty, fields["d"] ?? 1 <= lengthOfMonth else { return nil }
    }

    private var year: Int {
        fields["Y"] ?? fields["y"].map { $0 < 69 ? 2000 + $0 : 1900 + $0 } ?? 1900
    }

    private var isLeap: Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private var lengthOfMonth: Int {
        let month = fields["m"] ?? 1
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// The seconds since 1970.
    var seconds: Int {
        let month = fields["m"] ?? 1
        // Years that begin in March have the odd day at their end.
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + (fields["d"] ?? 1) - 1
        let days =
            365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        let time = (fields["H"] ?? 0) * 3600 + (fields["M"] ?? 0) * 60 + (fields["S"] ?? 0)
        return days * 86_400 + time
    }
}
