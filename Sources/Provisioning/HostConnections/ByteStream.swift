/// A duplex stream of bytes to something on, or seen from, a target.
///
/// Calls block; each waits at most the time it is given. One thread may read while another
/// writes. Whoever opened the stream closes it.
public protocol ByteStream: AnyObject, Sendable {
    /// Reads what is there, at most `count` bytes, waiting for the first; empty at the end.
    func read(upTo count: Int, timeout: Duration?) throws(StreamFailure) -> [UInt8]

    /// Writes all the bytes; `timeout` is the longest wait in which none could be written.
    func writeAll(_ bytes: [UInt8], timeout: Duration?) throws(StreamFailure)

    /// Tells the other side that nothing more comes; reading goes on.
    func closeWriting()

    /// Ends the stream in both directions; a call that blocks in it returns.
    func close()
}

/// Why a byte stream stopped.
public enum StreamFailure: Error, Sendable, Hashable {
    /// No byte moved for so long.
    case timedOut(Duration)
    /// The other side, or the connection below, is gone.
    case closed(String)
    /// The TLS exchange on it failed.
    case insecure(String)
}

extension StreamFailure: CustomStringConvertible {
    /// The sentence, as `no answer within 5 s` or `the connection is closed: broken pipe`.
    public var description: String {
        switch self {
        case .timedOut(let duration): "no answer within \(secondsText(duration))"
        case .closed(let why): "the connection is closed: \(why)"
        case .insecure(let why): "TLS: \(why)"
        }
    }
}

/// Something that listens, as seen from a target.
public enum StreamEndpoint: Sendable, Hashable {
    /// A TCP port of a host.
    case tcp(host: String, port: UInt16)
    /// A unix socket.
    case unix(path: String)
}

extension StreamEndpoint: CustomStringConvertible {
    /// `127.0.0.1:80`, `[::1]:80` or the path.
    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}
