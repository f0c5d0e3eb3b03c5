public import Diagnostics

/// Reads JSON text into a ``Value``.
///
/// Follows RFC 8259; also reads Python's `NaN` and `Infinity`. Duplicate keys take the last value,
/// as Python does. Nesting is limited.
public struct JSONReader {
    /// How deep lists and objects may nest.
    public static let depthLimit = 512

    private let source: SourceText
    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    private init(_ source: SourceText) {
        self.source = source
        bytes = Array(source.text.utf8)
    }

    /// The value that the text holds; a diagnostic at the place where it is no JSON.
    public static func read(_ source: SourceText) throws(Diagnostic) -> Value {
        var reader = JSONReader(source)
        let value = try reader.value()
        reader.skipBlanks()
        guard reader.index == reader.bytes.count else {
            throw reader.diagnostic("unexpected text after the JSON value")
        }
        return value
    }

    /// The value of a text that has no name, as a filter's input.
    public static func read(_ text: String, name: String = "<json>") throws(Diagnostic) -> Value {
        try read(SourceText(name: name, text: text))
    }

    private func diagnostic(
        _ message: String,
        expected: String? = nil,
        at offset: Int? = nil
    ) -> Diagnostic {
        let before = String(decoding: bytes.prefix(offset ?? index), as: UTF8.self)
        let place = SourcePlace(source, offset: before.count)
        return Diagnostic(message, at: place, expected: expected)
    }

    private mutating func skipBlanks() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func value() throws(Diagnostic) -> Value {
        skipBlanks()
        guard index < bytes.count else {
            throw diagnostic("the JSON text ends too early", expected: "a JSON value")
        }
        switch bytes[index] {
        case UInt8(ascii: "{"):
            return try nested { (reader) throws(Diagnostic) in try reader.map() }
        case UInt8(ascii: "["):
            return try nested { (reader) throws(Diagnostic) in try reader.list() }
        case UInt8(ascii: "\""): return .string(try text())
        default: return try word()
        }
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(Diagnostic) -> Value
    ) throws(Diagnostic) -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw diagnostic("the JSON text nests deeper than \(Self.depthLimit) levels")
        }
        index += 1
        return try read(&self)
    }

    private mutating func list() throws(Diagnostic) -> Value {
        var values: [Value] = []
        if taken("]") { return .list([]) }
        repeat { values.append(try value()) } while taken(",")
        try expect("]", "',' or ']'")
        return .list(values)
    }

    private mutating func map() throws(Diagnostic) -> Value {
        var map = ValueMap()
        if taken("}") { return .map(map) }
        repeat {
            skipBlanks()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw diagnostic("this is no key of a JSON object", expected: "a text in '\"'")
            }
            let key = try text()
            try expect(":", "':' after the key")
            map[key] = try value()
        } while taken(",")
        try expect("}", "',' or '}'")
        return .map(map)
    }

    private mutating func taken(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func expect(
        _ character: Unicode.Scalar,
        _ expected: String
    ) throws(Diagnostic) {
        guard taken(character) else {
            let message =
                index < bytes.count ? "this is no valid JSON" : "the JSON text ends too early"
            throw diagnostic(message, expected: expected)
        }
    }

    private mutating func word() throws(Diagnostic) -> Value {
        let start = index
        while index < bytes.count, isWordByte(bytes[index]) { index += 1 }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        if let constant = Self.constants[word] { return constant }
        if let value = Int(word), !word.hasPrefix("+") { return .integer(value) }
        let startsAsNumber = word.first.map { $0 == "-" || $0.isNumber } ?? false
        if startsAsNumber, let value = Double(word) { return .float(value) }
        throw diagnostic("this is no valid JSON", expected: "a JSON value", at: start)
    }

    private static let constants: [String: Value] = [
        "null": .null, "true": .bool(true), "false": .bool(false), "NaN": .float(.nan),
        "Infinity": .float(.infinity), "-Infinity": .float(-.infinity),
    ]

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private mutating func text() throws(Diagnostic) -> String {
        let start = index
        index += 1
        var units: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): units += try escape()
            default: units.append(byte)
            }
        }
        throw diagnostic("this text is never closed", expected: "'\"'", at: start)
    }

    private mutating func escape() throws(Diagnostic) -> [UInt8] {
        guard index < bytes.count else { throw diagnostic("the JSON text ends too early") }
        let byte = bytes[index]
        index += 1
        if let plain = Self.escapes[byte] { return [plain] }
        guard byte == UInt8(ascii: "u"), let unit = hexadecimalUnit() else {
            index -= 1
            throw diagnostic("unknown escape in a JSON text")
        }
        guard unit & 0xFC00 == 0xD800, index + 1 < bytes.count,
            bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
        else { return Array(String(decoding: [unit], as: UTF16.self).utf8) }
        let beforePair = index
        index += 2
        guard let low = hexadecimalUnit(), low & 0xFC00 == 0xDC00 else {
            index = beforePair
            return Array("\u{FFFD}".utf8)
        }
        return Array(String(decoding: [unit, low], as: UTF16.self).utf8)
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F,
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
        UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]

    private mutating func hexadecimalUnit() -> UInt16? {
        guard index + 4 <= bytes.count else { return nil }
        let digits = String(decoding: bytes[index..<index + 4], as: UTF8.self)
        guard digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16) else {
            return nil
        }
        index += 4
        return unit
    }
}
