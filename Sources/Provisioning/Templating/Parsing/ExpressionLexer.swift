/// Cuts an expression into tokens, up to the delimiter that ends it.
///
/// Works on bytes; names are ASCII, texts may hold anything.
struct ExpressionLexer {
    let bytes: [UInt8]
    /// Whether `\` in a text stands for itself, as in expressions of a playbook.
    let keepsBackslashes: Bool
    private(set) var index: Int
    private var openBrackets: [(symbol: String, offset: Int)] = []

    init(_ bytes: [UInt8], at index: Int, keepsBackslashes: Bool) {
        self.bytes = bytes
        self.index = index
        self.keepsBackslashes = keepsBackslashes
    }

    /// The tokens up to `delimiter`, which is passed; nil when the text ends before it.
    mutating func tokens(
        until delimiter: [UInt8]
    ) throws(SyntaxComplaint) -> (tokens: [ExpressionToken], control: UInt8?)? {
        var tokens: [ExpressionToken] = []
        while true {
            skipBlanks()
            guard index < bytes.count else { return nil }
            if openBrackets.isEmpty, let control = takeEnd(delimiter) {
                tokens.append(endToken)
                return (tokens, control == 0 ? nil : control)
            }
            tokens.append(try token())
        }
    }

    /// The tokens up to the end of the text.
    mutating func tokensToEnd() throws(SyntaxComplaint) -> [ExpressionToken] {
        var tokens: [ExpressionToken] = []
        while true {
            skipBlanks()
            guard index < bytes.count else {
                if let open = openBrackets.last { throw unclosed(open) }
                tokens.append(endToken)
                return tokens
            }
            tokens.append(try token())
        }
    }

    private var endToken: ExpressionToken { ExpressionToken(kind: .end, start: index, end: index) }

    private func unclosed(_ open: (symbol: String, offset: Int)) -> SyntaxComplaint {
        let close = Self.closing[open.symbol] ?? ""
        return SyntaxComplaint(
            message: "'\(open.symbol)' is never closed",
            offset: open.offset,
            expected: "'\(close)'"
        )
    }

    private static let closing = ["(": ")", "[": "]", "{": "}"]

    /// Takes the delimiter, with a `-` or `+` before it; 0 stands for neither.
    private mutating func takeEnd(_ delimiter: [UInt8]) -> UInt8? {
        if bytes[index...].starts(with: delimiter) {
            index += delimiter.count
            return 0
        }
        let control = bytes[index]
        guard control == UInt8(ascii: "-") || control == UInt8(ascii: "+"),
            bytes[(index + 1)...].starts(with: delimiter)
        else { return nil }
        index += 1 + delimiter.count
        return control
    }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
    }

    private mutating func token() throws(SyntaxComplaint) -> ExpressionToken {
        let start = index
        let byte = bytes[index]
        let kind: ExpressionToken.Kind
        if byte.isNameStart {
            while index < bytes.count, bytes[index].isNamePart { index += 1 }
            kind = .name(text(start..<index))
        } else if byte.isDigit {
            kind = try number()
        } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
            kind = .string(try string(quote: byte))
        } else {
            kind = .symbol(try symbol())
        }
        return ExpressionToken(kind: kind, start: start, end: index)
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private mutating func symbol() throws(SyntaxComplaint) -> String {
        let start = index
        let pair = text(index..<min(index + 2, bytes.count))
        if ["==", "!=", ">=", "<=", "//", "**"].contains(pair) {
            index += 2
            return pair
        }
        let single = String(pair.prefix(1))
        guard "+-*/%~()[]{}.,:|<>=;".contains(single), !single.isEmpty else {
            throw SyntaxComplaint(
                message: "unexpected character '\(unexpectedCharacter)' in an expression",
                offset: start,
                hint: single == "&" || single == "!" ? "write 'and', 'or', 'not'" : nil
            )
        }
        index += 1
        try balance(single, at: start)
        return single
    }

    private var unexpectedCharacter: String {
        String(decoding: bytes[index...].prefix(4), as: UTF8.self).prefix(1).description
    }

    private mutating func balance(_ symbol: String, at offset: Int) throws(SyntaxComplaint) {
        if Self.closing[symbol] != nil {
            openBrackets.append((symbol, offset))
        } else if [")", "]", "}"].contains(symbol) {
            guard let open = openBrackets.popLast() else {
                throw SyntaxComplaint(
                    message: "nothing is open that '\(symbol)' closes",
                    offset: offset
                )
            }
            guard Self.closing[open.symbol] == symbol else {
                throw SyntaxComplaint(
                    message: "'\(symbol)' does not close '\(open.symbol)'",
                    offset: offset,
                    expected: "'\(Self.closing[open.symbol] ?? "")'"
                )
            }
        }
    }

    private mutating func number() throws(SyntaxComplaint) -> ExpressionToken.Kind {
        let start = index
        if let radix = radixPrefix() {
            index += 2
            let digits = digits { $0.isHexDigit }
            guard let value = Int(digits, radix: radix) else {
                throw SyntaxComplaint(message: "this is no number", offset: start)
            }
            return .integer(value)
        }
        var digits = digits(where: \.isDigit)
        var isFloat = false
        if index + 1 < bytes.count, bytes[index] == UInt8(ascii: "."), bytes[index + 1].isDigit {
            index += 1
            digits += "." + self.digits(where: \.isDigit)
            isFloat = true
        }
        if let exponent = exponent() {
            digits += exponent
            isFloat = true
        }
        if isFloat { return .float(Double(digits) ?? 0) }
        guard let value = Int(digits) else {
            throw SyntaxComplaint(
                message: "the number '\(digits)' does not fit into 64 bits",
                offset: start
            )
        }
        return .integer(value)
    }

    private func radixPrefix() -> Int? {
        guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "0") else { return nil }
        switch bytes[index + 1] | 0x20 {
        case UInt8(ascii: "x"): return 16
        case UInt8(ascii: "o"): return 8
        case UInt8(ascii: "b"): return 2
        default: return nil
        }
    }

    private mutating func digits(where isDigit: (UInt8) -> Bool) -> String {
        let start = index
        while index < bytes.count, isDigit(bytes[index]) || bytes[index] == UInt8(ascii: "_") {
            index += 1
        }
        return text(start..<index).filter { $0 != "_" }
    }

    private mutating func exponent() -> String? {
        guard index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") else { return nil }
        var end = index + 1
        if end < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[end]) {
            end += 1
        }
        guard end < bytes.count, bytes[end].isDigit else { return nil }
        while end < bytes.count, bytes[end].isDigit { end += 1 }
        defer { index = end }
        return text(index..<end)
    }

    private mutating func string(quote: UInt8) throws(SyntaxComplaint) -> String {
        let start = index
        index += 1
        while index < bytes.count, bytes[index] != quote {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < bytes.count else {
            let mark = String(UnicodeScalar(quote))
            throw SyntaxComplaint(
                message: "this text is never closed",
                offset: start,
                expected: mark == "'" ? "\"'\"" : "'\"'"
            )
        }
        let raw = text(start + 1..<index)
        index += 1
        return keepsBackslashes ? raw : pythonUnescaped(raw)
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isHexDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }

    var isNameStart: Bool {
        self == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
            || self >= 0x80
    }

    var isNamePart: Bool { isNameStart || isDigit }
}
