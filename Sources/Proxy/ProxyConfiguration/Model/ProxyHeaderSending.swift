public import Samples

/// `send-proxy` and its like: what a server is told of the client before the first byte.
public struct ProxyHeaderSending: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt16

    /// A set from bits.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// `send-proxy`: a header of version 1.
    public static let text = ProxyHeaderSending(rawValue: 1 << 0)
    /// `send-proxy-v2`: a header of version 2, which goes before version 1.
    public static let binary = ProxyHeaderSending(rawValue: 1 << 1)
    /// `ssl`: what was agreed on with a client that speaks TLS.
    public static let encryption = ProxyHeaderSending(rawValue: 1 << 2)
    /// `cert-cn`: the common name of the client's certificate.
    public static let commonName = ProxyHeaderSending(rawValue: 1 << 3)
    /// `ssl-cipher`: the cipher.
    public static let cipher = ProxyHeaderSending(rawValue: 1 << 4)
    /// `cert-sig`: how the certificate that the client saw was signed.
    public static let signatureAlgorithm = ProxyHeaderSending(rawValue: 1 << 5)
    /// `cert-key`: the kind of its key.
    public static let keyAlgorithm = ProxyHeaderSending(rawValue: 1 << 6)
    /// `authority`: the name that the client asked for.
    public static let authority = ProxyHeaderSending(rawValue: 1 << 7)
    /// `crc32c`: a checksum of the header.
    public static let checksum = ProxyHeaderSending(rawValue: 1 << 8)

    /// `unique-id`: the stream's ID.
    public static let uniqueID = ProxyHeaderSending(rawValue: 1 << 9)

    /// Whether a header is sent at all.
    public var isSent: Bool { !isDisjoint(with: [.text, .binary]) }
}

/// `set-proxy-v2-tlv-fmt`: an attribute of an operator's own in headers of version 2.
public struct ProxyAttributeFormat: Sendable, Hashable {
    /// The byte that says what it is about.
    public var kind: UInt8
    /// What it says; nil is nothing.
    public var format: LogFormat?
}
