/// What is asked of a name.
public enum DNSRecordKind: UInt16, Sendable, Hashable {
    /// Its addresses of version 4.
    case address4 = 1
    /// What it is another name for.
    case alias = 5
    /// Its addresses of version 6.
    case address6 = 28
    /// Where a service of it is.
    case service = 33
}

/// One question to a name server.
public struct DNSQuery: Sendable, Hashable {
    /// The name.
    public var name: DNSName
    /// What is asked of it.
    public var kind: DNSRecordKind
    /// What tells the answer from others.
    public var number: UInt16

    /// A question.
    public init(_ name: DNSName, _ kind: DNSRecordKind, number: UInt16) {
        self.name = name
        self.kind = kind
        self.number = number
    }

    /// The message, which says how large a datagram may be that answers it [RFC 6891].
    public func message(payloadSize: UInt16) -> [UInt8] {
        // Recursion is desired; one question, one record besides.
        var bytes = number.bigEndianBytes + [0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1]
        bytes += name.bytes + kind.rawValue.bigEndianBytes + [0, 1]
        return bytes + [0, 0, 41] + payloadSize.bigEndianBytes + [0, 0, 0, 0, 0, 0]
    }
}

extension UInt16 {
    var bigEndianBytes: [UInt8] { [UInt8(self >> 8), UInt8(truncatingIfNeeded: self)] }
}
