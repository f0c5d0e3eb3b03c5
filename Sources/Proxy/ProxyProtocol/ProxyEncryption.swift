/// What a header tells of the TLS between client and sender: the value of one attribute.
///
///     1 byte   which of the following is so
///     4 bytes  0 when the client's certificate was verified
///     rest     attributes: version, common name, cipher, ...
public struct ProxyEncryption: Sendable, Hashable {
    /// What is so of the connection.
    public struct Facts: OptionSet, Sendable, Hashable {
        /// The bits of the header.
        public let rawValue: UInt8

        /// Facts by their bits.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// The client speaks TLS.
        public static let isEncrypted = Facts(rawValue: 1)
        /// It showed a certificate on this connection.
        public static let certificateOnConnection = Facts(rawValue: 2)
        /// It showed one in the session that this connection belongs to.
        public static let certificateInSession = Facts(rawValue: 4)
    }

    /// What is so.
    public var facts: Facts
    /// The result of verifying the client's certificate, zero when it is good.
    public var verification: UInt32
    /// Version, cipher and names.
    public var details: ProxyAttributes

    /// What is told of a connection; one without TLS has no facts.
    public init(
        _ facts: Facts = [],
        verification: UInt32 = 0,
        details: ProxyAttributes = ProxyAttributes()
    ) {
        self.facts = facts
        self.verification = verification
        self.details = details
    }

    /// Reads the value of the attribute; nil when it is too short or its details do not add up.
    public init?(_ value: some Collection<UInt8>) {
        guard value.count >= 5, let first = value.first,
            let details = ProxyAttributes(value.dropFirst(5))
        else { return nil }
        facts = Facts(rawValue: first)
        verification = value.dropFirst().prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        self.details = details
    }

    /// The value of the attribute.
    public var value: [UInt8] {
        let number = withUnsafeBytes(of: verification.bigEndian) { Array($0) }
        return [facts.rawValue] + number + details.bytes
    }
}
