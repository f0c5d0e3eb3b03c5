/// What follows a line that ends with `<<`, or `<<` and a word: lines until an empty one, or until
/// that word.
struct ControlPayload {
    /// The most bytes, the end included.
    static let limit = 131_072
    /// The longest word after `<<`.
    private static let wordLimit = 64

    /// The line before it, without the mark.
    let line: String
    private let end: [UInt8]
    private(set) var bytes: [UInt8] = []

    /// Begins one when a line ends with the mark.
    init?(after line: String) {
        let text = line.hasSuffix("\r") ? line.dropLast() : line[...]
        guard let blank = text.lastIndex(where: { $0 == " " || $0 == "\t" }),
            text[blank...].dropFirst().hasPrefix("<<")
        else { return nil }
        let word = text[blank...].dropFirst(3)
        guard word.utf8.count <= Self.wordLimit else { return nil }
        end = Array(word.utf8)
        self.line = String(text[..<blank])
    }

    /// Whether it has become too long.
    var isTooLong: Bool { bytes.count > Self.limit }

    /// Takes the next line; true when that was the end.
    mutating func take(_ line: ArraySlice<UInt8>) -> Bool {
        let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        if text.elementsEqual(end) { return true }
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "\n")) }
        bytes += text
        return false
    }
}
