/// The attributes of a version 2 header, each with a type, a length and a value, in their order.
///
/// They are kept as they stand in the header: a type byte, two bytes of length, the value.
public struct ProxyAttributes: Sendable, Hashable {
    /// What an attribute is about.
    public struct Kind: RawRepresentable, Sendable, Hashable {
        /// The byte in the header.
        public let rawValue: UInt8

        /// A kind by its byte.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// The protocol that was agreed on, as ALPN names it.
        public static let applicationProtocol = Kind(rawValue: 0x01)
        /// The name that the client asked for.
        public static let authority = Kind(rawValue: 0x02)
        /// CRC32c of the header.
        public static let checksum = Kind(rawValue: 0x03)
        /// Nothing: it fills the header up.
        public static let padding = Kind(rawValue: 0x04)
        /// What tells the connection from all others.
        public static let uniqueID = Kind(rawValue: 0x05)
        /// What was agreed on with a client that speaks TLS.
        public static let encryption = Kind(rawValue: 0x20)
        /// The network namespace's name.
        public static let networkNamespace = Kind(rawValue: 0x30)

        /// Within `encryption`: the version, as `TLSv1.3`.
        public static let tlsVersion = Kind(rawValue: 0x21)
        /// Within `encryption`: the common name of the client's certificate.
        public static let commonName = Kind(rawValue: 0x22)
        /// Within `encryption`: the cipher.
        public static let cipher = Kind(rawValue: 0x23)
        /// Within `encryption`: how the proxy's certificate was signed.
        public static let signatureAlgorithm = Kind(rawValue: 0x24)
        /// Within `encryption`: the key of the proxy's certificate, as `RSA2048`.
        public static let keyAlgorithm = Kind(rawValue: 0x25)
    }

    /// One attribute.
    public struct Attribute: Sendable, Hashable {
        /// What it is about.
        public var kind: Kind
        /// What it says.
        public var value: ArraySlice<UInt8>
    }

    /// The bytes as in the header.
    public private(set) var bytes: [UInt8] = []

    /// No attributes.
    public init() {}

    /// The attributes of bytes that were found well-formed.
    init(wellFormed bytes: UnsafeRawBufferPointer) {
        self.bytes = Array(bytes)
    }

    /// The attributes of some bytes; nil when their lengths do not add up.
    public init?(_ bytes: some Collection<UInt8>) {
        self.bytes = Array(bytes)
        guard self.bytes.withUnsafeBytes({ Self.isWellFormed($0) }) else { return nil }
    }

    /// How many bytes all attributes of a header have at most: its length has 16 bits, and the addresses
    /// of unix sockets are 216 bytes of it.
    static let byteLimit = 0xFFFF - 216

    /// Adds an attribute; one that has no room any more is left out.
    public mutating func append(_ kind: Kind, _ value: some Collection<UInt8>) {
        let count = value.count
        guard bytes.count + 3 + count <= Self.byteLimit else { return }
        bytes.append(kind.rawValue)
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: count))
        bytes.append(contentsOf: value)
    }

    /// Adds the place of the checksum, which is filled when the header is written.
    public mutating func appendChecksum() {
        append(.checksum, [0, 0, 0, 0])
    }

    /// The value of the first attribute of a kind; nil when there is none.
    public subscript(kind: Kind) -> ArraySlice<UInt8>? {
        first { $0.kind == kind }?.value
    }

    /// Whether lengths add up to the bytes that there are.
    static func isWellFormed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var offset = 0
        while offset < bytes.count {
            guard let next = end(of: offset, in: bytes) else { return false }
            offset = next
        }
        return true
    }

    /// Where the attribute that begins at an offset ends; nil when the bytes end before.
    static func end(of offset: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard offset + 3 <= bytes.count else { return nil }
        let end = offset + 3 + (Int(bytes[offset + 1]) << 8 | Int(bytes[offset + 2]))
        return end <= bytes.count ? end : nil
    }
}

extension ProxyAttributes: Sequence {
    /// Goes through the attributes.
    public func makeIterator() -> AnyIterator<Attribute> {
        var rest = bytes[...]
        return AnyIterator {
            guard rest.count >= 3 else { return nil }
            let start = rest.startIndex
            let count = Int(rest[start + 1]) << 8 | Int(rest[start + 2])
            let value = rest.dropFirst(3).prefix(count)
            let kind = Kind(rawValue: rest[start])
            rest = rest.dropFirst(3 + count)
            return Attribute(kind: kind, value: value)
        }
    }
}
