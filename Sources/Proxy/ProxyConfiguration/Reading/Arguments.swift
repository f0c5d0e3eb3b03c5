internal import Diagnostics

/// The words of a line after its keyword, read from left to right.
struct Arguments {
    /// The keyword as written, with its second word when it has one.
    let keyword: String
    /// Where the keyword stands.
    let place: SourcePlace
    /// Whether `no` stood before it.
    let isNegated: Bool
    /// How the keyword is used, for messages.
    let usage: String
    private let words: [Word]
    private var index = 0

    init(keyword: String, place: SourcePlace, words: [Word], isNegated: Bool, usage: String) {
        self.keyword = keyword
        self.place = place
        self.words = words
        self.isNegated = isNegated
        self.usage = usage
    }

    /// How many words were taken.
    var position: Int { index }

    /// The words taken since a position, as they were written but for quotes and blanks.
    func text(from position: Int) -> String {
        words[position..<index].map(\.text).joined(separator: "\u{0}")
    }

    /// The next word, without taking it.
    var upcoming: Word? { index < words.count ? words[index] : nil }

    /// The word that was taken last.
    var latest: Word? { index > 0 ? words[index - 1] : nil }

    /// Takes the next word if there is one.
    mutating func take() -> Word? {
        guard index < words.count else { return nil }
        index += 1
        return words[index - 1]
    }

    /// Takes the next word if it is this one.
    mutating func take(_ text: String) -> Bool {
        guard upcoming?.text == text else { return false }
        index += 1
        return true
    }

    /// Takes the next word, which must be there.
    mutating func need(_ what: String) throws(Diagnostic) -> Word {
        guard let word = take() else {
            throw Diagnostic("'\(keyword)' needs \(what)", at: place, expected: usage)
        }
        return word
    }

    /// Puts the word that was taken last back.
    mutating func unread() {
        index -= 1
    }

    /// Takes everything that is left.
    mutating func takeRest() -> [Word] {
        defer { index = words.count }
        return Array(words[index...])
    }

    /// Refuses words that are left.
    mutating func end() throws(Diagnostic) {
        guard let extra = upcoming else { return }
        throw Diagnostic(
            "'\(keyword)' does not take '\(extra.text)'",
            at: extra.place,
            expected: usage
        )
    }

    /// A number in a range.
    mutating func number(_ what: String, in range: ClosedRange<Int>) throws(Diagnostic) -> Int {
        try need(what).number(what, in: range)
    }

    /// A time with a unit; milliseconds without one.
    mutating func duration(
        _ what: String,
        unit: Duration = .milliseconds(1)
    ) throws(Diagnostic)
        -> Duration
    {
        try need(what).duration(defaultUnit: unit)
    }
}

extension Word {
    /// The number that the word is.
    func number(_ what: String, in range: ClosedRange<Int>) throws(Diagnostic) -> Int {
        guard let number = Int(text) else {
            throw Diagnostic("'\(text)' is not a number", at: place, expected: what)
        }
        guard range.contains(number) else {
            throw Diagnostic(
                "\(number) is out of range",
                at: place,
                expected: "\(what) from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// The time that the word is: a number and `us`, `ms`, `s`, `m`, `h` or `d`.
    func duration(defaultUnit: Duration = .milliseconds(1)) throws(Diagnostic) -> Duration {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units: [String: Duration] = [
            "": defaultUnit, "us": .microseconds(1), "ms": .milliseconds(1), "s": .seconds(1),
            "m": .seconds(60), "h": .seconds(3600), "d": .seconds(86400),
        ]
        guard let count = Int(digits), let unit = units[String(text.dropFirst(digits.count))] else {
            throw Diagnostic(
                "'\(text)' is not a time",
                at: place,
                expected: "a number with a unit of us, ms, s, m, h or d"
            )
        }
        let limit = Duration.milliseconds(Int(Int32.max))
        guard count <= Int(Int32.max), unit * count <= limit else {
            throw Diagnostic(
                "timer overflow in '\(text)'",
                at: place,
                expected: "at most 2147483647 ms (about 24.8 days)"
            )
        }
        return unit * count
    }

    /// The number of bytes that the word is: a number and `k`, `m` or `g`.
    func size(_ what: String) throws(Diagnostic) -> Int {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units = ["": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30]
        let unit = units[text.dropFirst(digits.count).lowercased()]
        guard let count = Int(digits), let unit, count <= Int(Int32.max) / unit else {
            throw Diagnostic(
                "'\(text)' is not a size",
                at: place,
                expected: "\(what): a number of bytes with k, m or g"
            )
        }
        return count * unit
    }

    /// The entry of a table that the word names.
    func choice<Value>(_ kind: String, _ table: [String: Value]) throws(Diagnostic) -> Value {
        guard let value = table[text] else {
            throw .unknown(kind, text, among: table.keys, at: place)
        }
        return value
    }

    /// The user that the word names.
    func user(_ environment: ConfigurationEnvironment) throws(Diagnostic) -> AccountName {
        if environment.userExists(text) { return .named(text) }
        throw Diagnostic("there is no user '\(text)' on this machine", at: place)
    }

    /// The group that the word names.
    func group(_ environment: ConfigurationEnvironment) throws(Diagnostic) -> AccountName {
        if environment.groupExists(text) { return .named(text) }
        throw Diagnostic("there is no group '\(text)' on this machine", at: place)
    }

    /// The number of a user or group.
    func accountNumber() throws(Diagnostic) -> AccountName {
        .number(UInt32(try number("a number", in: 0...Int(UInt32.max))))
    }
}

extension StringProtocol {
    /// The text without that character at its ends.
    func trimming(_ character: Character) -> SubSequence {
        var text = self[...]
        while text.first == character { text = text.dropFirst() }
        while text.last == character { text = text.dropLast() }
        return text
    }
}
