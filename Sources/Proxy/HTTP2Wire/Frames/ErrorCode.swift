/// Why a stream or a connection ends [RFC 9113 7].
public struct ErrorCode: RawRepresentable, Hashable, Sendable {
    /// The number as it is sent.
    public let rawValue: UInt32

    /// Wraps a number; those that nobody knows are taken as they are.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Nothing is wrong.
    public static let none = ErrorCode(rawValue: 0)
    /// The peer did what the protocol forbids.
    public static let protocolError = ErrorCode(rawValue: 1)
    /// This side failed.
    public static let internalError = ErrorCode(rawValue: 2)
    /// More data than the window allows.
    public static let flowControl = ErrorCode(rawValue: 3)
    /// Settings were not acknowledged in time.
    public static let settingsTimeout = ErrorCode(rawValue: 4)
    /// A frame for a stream that was over.
    public static let streamClosed = ErrorCode(rawValue: 5)
    /// A frame of a size that it may not have.
    public static let frameSize = ErrorCode(rawValue: 6)
    /// The stream was not begun: it may be asked for again.
    public static let refusedStream = ErrorCode(rawValue: 7)
    /// Nobody wants the stream any more.
    public static let cancel = ErrorCode(rawValue: 8)
    /// A header block that cannot be read.
    public static let compression = ErrorCode(rawValue: 9)
    /// The connection of a CONNECT failed.
    public static let connect = ErrorCode(rawValue: 10)
    /// The peer asks too much.
    public static let enhanceYourCalm = ErrorCode(rawValue: 11)
    /// TLS is not good enough.
    public static let inadequateSecurity = ErrorCode(rawValue: 12)
    /// HTTP/1.1 is asked for.
    public static let http11Required = ErrorCode(rawValue: 13)
}
