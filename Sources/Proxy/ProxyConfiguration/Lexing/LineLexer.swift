internal import Diagnostics

/// Splits a line into words as chapter 2.2 of the manual says: backslashes, single and double
/// quotes, variables within double quotes, comments.
///
/// It looks at scalars: a combining mark after a quote or a blank does not hide it.
struct LineLexer {
    private let source: SourceText
    private let lineNumber: Int
    private let characters: [Unicode.Scalar]
    private let variable: @Sendable (String) -> String?
    private var index = 0
    private var words: [Word] = []
    private var current = String.UnicodeScalarView()
    private var start: Int?
    /// What was found that is no reason to stop.
    private(set) var warnings: [Diagnostic] = []

    init(
        _ line: Substring,
        number: Int,
        of source: SourceText,
        variable: @escaping @Sendable (String) -> String?
    ) {
        self.source = source
        lineNumber = number
        characters = Array(line.unicodeScalars)
        self.variable = variable
    }

    mutating func split() throws(Diagnostic) -> [Word] {
        while index < characters.count {
            switch characters[index] {
            case " ", "\t", "\r":
                finishWord()
                index += 1
            case "#":
                index = characters.count
            case "'":
                try readSingleQuoted()
            case "\"":
                try readDoubleQuoted()
            case "\\":
                begin()
                try readEscape(inDoubleQuotes: false)
            default:
                begin()
                current.append(characters[index])
                index += 1
            }
        }
        finishWord()
        for word in words where word.text.unicodeScalars.contains("\u{FFFD}") {
            throw Diagnostic("'\(word.text)' holds bytes that are no UTF-8", at: word.place)
        }
        return words
    }

    private func place(_ index: Int) -> SourcePlace {
        SourcePlace(source, line: lineNumber, column: index + 1)
    }

    private mutating func begin() {
        if start == nil { start = index }
    }

    private mutating func finishWord() {
        guard let first = start else { return }
        words.append(Word(text: String(current), place: place(first)))
        current = String.UnicodeScalarView()
        start = nil
    }

    private mutating func readSingleQuoted() throws(Diagnostic) {
        begin()
        let opening = index
        index += 1
        while index < characters.count, characters[index] != "'" {
            current.append(characters[index])
            index += 1
        }
        try closeQuote(opening)
    }

    private mutating func readDoubleQuoted() throws(Diagnostic) {
        begin()
        let opening = index
        index += 1
        while index < characters.count, characters[index] != "\"" {
            switch characters[index] {
            case "\\": try readEscape(inDoubleQuotes: true)
            case "$": try readVariable()
            default:
                current.append(characters[index])
                index += 1
            }
        }
        try closeQuote(opening)
    }

    private mutating func closeQuote(_ opening: Int) throws(Diagnostic) {
        guard index < characters.count else {
            throw Diagnostic(
                "this quote is never closed",
                at: place(opening),
                expected: "\(characters[opening]) before the end of the line"
            )
        }
        index += 1
    }

    private mutating func readEscape(inDoubleQuotes: Bool) throws(Diagnostic) {
        let backslash = index
        guard index + 1 < characters.count else {
            throw Diagnostic("a backslash at the end of the line escapes nothing", at: place(index))
        }
        let escaped = characters[index + 1]
        index += 2
        switch escaped {
        case "\\", "\"", "'", " ", "#": current.append(escaped)
        case "$" where inDoubleQuotes: current.append(escaped)
        case "r": current.append("\r")
        case "n": current.append("\n")
        case "t": current.append("\t")
        case "x": try readHexadecimal(backslash)
        default:
            // An unknown escape stands for itself, so that regular expressions need no doubling.
            current.append("\\")
            current.append(escaped)
        }
    }

    private mutating func readHexadecimal(_ backslash: Int) throws(Diagnostic) {
        let digits = characters[index..<min(index + 2, characters.count)].map { Character($0) }
        guard digits.count == 2, let byte = UInt8(String(digits), radix: 16), byte < 0x80 else {
            throw Diagnostic(
                "'\\x\(String(digits))' is no character",
                at: place(backslash),
                expected: "two hexadecimal digits after \\x, at most 7f"
            )
        }
        current.append(Unicode.Scalar(byte))
        index += 2
    }

    private mutating func readVariable() throws(Diagnostic) {
        let dollar = index
        index += 1
        let isBraced = index < characters.count && characters[index] == "{"
        if isBraced { index += 1 }
        let name = readName()
        guard !name.isEmpty else {
            throw Diagnostic(
                "a variable's name is missing after '$'",
                at: place(dollar),
                hint: "write \\$ for a dollar sign"
            )
        }
        var fallback: String?
        if isBraced {
            fallback = readDefault()
            guard index < characters.count, characters[index] == "}" else {
                throw Diagnostic("'${\(name)' is never closed", at: place(dollar), expected: "'}'")
            }
            index += 1
        }
        if let value = variable(name) ?? fallback {
            current += value.unicodeScalars
        } else {
            warnings.append(
                Diagnostic(
                    "the environment variable '\(name)' is not set and stands for nothing",
                    at: place(dollar),
                    hint: "write \"${\(name)-default}\" to give a default",
                    severity: .warning
                )
            )
        }
    }

    private mutating func readName() -> String {
        var name = String.UnicodeScalarView()
        while index < characters.count {
            let scalar = characters[index]
            guard
                scalar == "_"
                    || scalar.isASCII && (scalar.properties.isAlphabetic || scalar.isDigit)
            else { break }
            name.append(scalar)
            index += 1
        }
        return String(name)
    }

    private mutating func readDefault() -> String? {
        guard index < characters.count, characters[index] == "-" else { return nil }
        index += 1
        var text = String.UnicodeScalarView()
        while index < characters.count, characters[index] != "}", characters[index] != "\"" {
            text.append(characters[index])
            index += 1
        }
        return String(text)
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
