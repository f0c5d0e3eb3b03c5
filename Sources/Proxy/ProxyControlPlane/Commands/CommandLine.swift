/// A line of the runtime API, taken apart by HAProxy's rules: bytes, as they came.
struct CommandLine {
    /// The commands between semicolons, each as its words.
    var commands: [[[UInt8]]]
    /// What ends the payload that follows the line; nil when none does.
    var payloadEnd: [UInt8]?

    /// The longest word that ends a payload.
    private static let payloadEndLimit = 64

    init(_ line: some BidirectionalCollection<UInt8>) {
        var bytes = Array(line)
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        let last = bytes.lastIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let word = bytes[(last.map { $0 + 1 } ?? 0)...]
        if word.starts(with: "<<".utf8), word.count - 2 <= Self.payloadEndLimit {
            payloadEnd = Array(word.dropFirst(2))
            bytes.removeLast(word.count)
        }
        commands = Self.split(bytes).map(Self.words)
        if commands.count > 1, commands.last?.isEmpty == true { commands.removeLast() }
    }

    /// Splits at semicolons that no backslash protects.
    private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        var isEscaped = false
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: ";"), !isEscaped {
                parts.append(bytes[start..<index])
                start = index + 1
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return parts + [bytes[start...]]
    }

    /// The words of a command; a backslash protects what follows it.
    private static func words(_ command: ArraySlice<UInt8>) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var current: [UInt8] = []
        var isEscaped = false
        for byte in command {
            if isEscaped {
                current.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                if !current.isEmpty { words.append(current) }
                current = []
            } else {
                current.append(byte)
            }
        }
        if !current.isEmpty { words.append(current) }
        return words
    }
}
