/// What a client says before its first frame [RFC 9113 3.4].
public enum ConnectionPreface {
    /// Its bytes, which begin as a request of HTTP/1 that nobody answers.
    static let text = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

    /// How many bytes it has.
    public static let byteCount = 24

    /// How bytes compare with it.
    public enum Match: Equatable, Sendable {
        /// They begin with all of it.
        case whole
        /// They are its beginning, which may be none.
        case part
        /// They are something else.
        case none
    }

    /// Compares the first bytes of a connection with it.
    public static func match(_ bytes: UnsafeRawBufferPointer) -> Match {
        let count = min(bytes.count, byteCount)
        guard bytes.prefix(count).elementsEqual(text.utf8.prefix(count)) else { return .none }
        return count == byteCount ? .whole : .part
    }
}
