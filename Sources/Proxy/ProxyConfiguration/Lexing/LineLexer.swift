internal import Diagnostics
internal import Samples

/// Splits a line into words as chapters 2.2 and 2.3 of the manual say: backslashes, single and double
/// quotes, variables within double quotes, comments.
///
/// It looks at bytes: a combining mark after a quote or a blank does not hide it.
struct LineLexer {
    /// A word, and whether it came out empty.
    private struct Draft {
        var bytes: [UInt8] = []
        var start: Int
    }

    private let source: SourceText
    private let lineNumber: Int
    private let bytes: ArraySlice<UInt8>
    private let variables: LineVariables
    private let hasComments: Bool
    private var index: Int
    private var words: [Word] = []
    private var current: Draft?
    private var openQuote: (mark: UInt8, at: Int, mayBeWord: Bool)?
    private var unset: [(name: String, at: Int)] = []
    private var firstEmpty: (at: Int, unset: String?)?

    init(
        _ line: ArraySlice<UInt8>,
        number: Int,
        of source: SourceText,
        variables: LineVariables,
        hasComments: Bool = true
    ) {
        self.source = source
        lineNumber = number
        bytes = line
        index = line.startIndex
        self.variables = variables
        self.hasComments = hasComments
    }

    /// The words; an empty one is no error yet, since conditions may be empty.
    mutating func split() throws(Diagnostic) -> [Word] {
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\r") {
            let byte = bytes[index]
            switch (byte, openQuote?.mark) {
            case (UInt8(ascii: "#"), nil) where hasComments:
                index = bytes.endIndex
            case (UInt8(ascii: "'"), nil), (UInt8(ascii: "\""), nil):
                openQuote = (byte, index, true)
                index += 1
            case (let mark, let open?) where mark == open:
                closeQuote()
            case (UInt8(ascii: "\\"), let open) where open != UInt8(ascii: "'"):
                try readEscape()
            case (UInt8(ascii: "$"), UInt8(ascii: "\"")?):
                try readVariable()
            case (0, _):
                throw Diagnostic("a zero byte does not belong here", at: place(index))
            case (_, nil) where isBlank(byte):
                try finishWord()
                index += 1
            default:
                append(byte)
                index += 1
            }
        }
        if let openQuote {
            throw Diagnostic(
                "this quote is never closed",
                at: place(openQuote.at),
                expected: "\(Unicode.Scalar(openQuote.mark)) before the end of the line"
            )
        }
        try finishWord()
        return words
    }

    /// What is odd about the words and no reason to stop.
    var notes: [Diagnostic] {
        unset.map { name, at in
            Diagnostic(
                "the environment variable '\(name)' is not set and stands for nothing",
                at: place(at),
                hint: "write \"${\(name)-default}\" to give a default",
                severity: .note
            )
        }
    }

    /// Refuses a word that came out empty: it would end the arguments of its keyword.
    func refuseEmptyWords() throws(Diagnostic) {
        guard let firstEmpty else { return }
        var hint = "leave the word out"
        if let name = firstEmpty.unset {
            hint =
                "'\(name)' is not set: write \"${\(name)-default}\", or \"${\(name)[*]}\" where no "
                + "word may be meant"
        }
        throw Diagnostic("this word is empty", at: place(firstEmpty.at), hint: hint)
    }

    // MARK: Words

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private func place(_ index: Int) -> SourcePlace {
        // Columns count characters: bytes that go on with one are none of their own.
        let before = bytes[bytes.startIndex..<index]
        let column = before.count { $0 & 0xC0 != 0x80 } + 1
        return SourcePlace(source, line: lineNumber, column: column)
    }

    private mutating func append(_ byte: UInt8) {
        begin()
        current?.bytes.append(byte)
    }

    private mutating func begin() {
        if current == nil { current = Draft(start: openQuote?.at ?? index) }
    }

    private mutating func finishWord() throws(Diagnostic) {
        guard let word = current else { return }
        current = nil
        let text = String(decoding: word.bytes, as: UTF8.self)
        let place = place(word.start)
        if text.unicodeScalars.contains("\u{FFFD}") {
            throw Diagnostic("'\(text)' holds bytes that are no UTF-8", at: place)
        }
        if word.bytes.isEmpty, firstEmpty == nil {
            firstEmpty = (word.start, unset.last { $0.at >= word.start }?.name)
        }
        words.append(Word(text: text, place: place))
    }

    private mutating func closeQuote() {
        // Two quotes with nothing between them are a word, unless a list of no words stood there.
        if openQuote?.mayBeWord == true { begin() }
        openQuote = nil
        index += 1
    }

    // MARK: Escapes

    private mutating func readEscape() throws(Diagnostic) {
        let backslash = index
        begin()
        guard index + 1 < bytes.endIndex else {
            append(UInt8(ascii: "\\"))
            index += 1
            return
        }
        let escaped = bytes[index + 1]
        index += 2
        switch escaped {
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: " "):
            append(escaped)
        case UInt8(ascii: "#") where hasComments: append(escaped)
        case UInt8(ascii: "$") where openQuote != nil: append(escaped)
        case UInt8(ascii: "r"): append(0x0D)
        case UInt8(ascii: "n"): append(0x0A)
        case UInt8(ascii: "t"): append(0x09)
        case UInt8(ascii: "x"): try readHexadecimal(backslash)
        default:
            // An unknown escape stands for itself, so that regular expressions need no doubling.
            append(UInt8(ascii: "\\"))
            index -= 1
        }
    }

    private mutating func readHexadecimal(_ backslash: Int) throws(Diagnostic) {
        let digits = bytes[index..<min(index + 2, bytes.endIndex)]
        guard let byte = hexadecimalByte(digits), byte != 0 else {
            let digits = String(decoding: digits, as: UTF8.self)
            throw Diagnostic(
                "'\\x\(digits)' is no character",
                at: place(backslash),
                expected: "two hexadecimal digits after \\x, 01 or more"
            )
        }
        append(byte)
        index += 2
    }

    // MARK: Variables

    private mutating func readVariable() throws(Diagnostic) {
        let dollar = index
        index += 1
        let isBraced = upcoming == UInt8(ascii: "{")
        if isBraced { index += 1 }
        let name = try readName(dollar)
        let isList = isBraced && upcoming == UInt8(ascii: "[")
        if isList { try readListMark(dollar) }
        var fallback: String?
        if isBraced {
            fallback = readDefault()
            guard upcoming == UInt8(ascii: "}") else {
                throw Diagnostic("'${\(name)' is never closed", at: place(dollar), expected: "'}'")
            }
            index += 1
        }
        if isList { openQuote?.mayBeWord = false }
        let known = variables.value(of: name, file: source.name, line: lineNumber)
        if let value = known ?? fallback {
            try insert(value, asList: isList)
        } else if !isList {
            begin()
            unset.append((name, dollar))
        }
    }

    private var upcoming: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    private mutating func readName(_ dollar: Int) throws(Diagnostic) -> String {
        let start = index
        if upcoming == UInt8(ascii: ".") { index += 1 }
        while let byte = upcoming, byte == UInt8(ascii: "_") || isLetterOrDigit(byte) { index += 1 }
        let name = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else {
            throw Diagnostic(
                "a variable's name is missing after '$'",
                at: place(dollar),
                hint: "write \\$ for a dollar sign"
            )
        }
        if first == UInt8(ascii: "."), !LineVariables.places.contains(name) {
            throw .unknown("variable", name, among: LineVariables.places, at: place(dollar))
        }
        return name
    }

    private func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private mutating func readListMark(_ dollar: Int) throws(Diagnostic) {
        guard bytes[index...].prefix(3).elementsEqual("[*]".utf8) else {
            throw Diagnostic(
                "a list of words is not marked so",
                at: place(dollar),
                expected: "[*] behind the name, as in \"${NAME[*]}\""
            )
        }
        index += 3
    }

    private mutating func readDefault() -> String? {
        guard upcoming == UInt8(ascii: "-") else { return nil }
        let start = index + 1
        while let byte = upcoming, byte != UInt8(ascii: "}") { index += 1 }
        return String(decoding: bytes[min(start, index)..<index], as: UTF8.self)
    }

    /// Puts a value in the place of its variable; a list is cut at its blanks.
    private mutating func insert(_ value: String, asList: Bool) throws(Diagnostic) {
        guard asList else {
            begin()
            current?.bytes.append(contentsOf: value.utf8)
            return
        }
        for byte in value.utf8 {
            if isBlank(byte) { try finishWord() } else { append(byte) }
        }
    }
}
