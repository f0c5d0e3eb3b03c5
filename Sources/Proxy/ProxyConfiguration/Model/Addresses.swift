/// An address of version 4 or 6, without a port.
public enum IPAddress: Sendable, Hashable {
    /// Four bytes, the first in the highest bits.
    case v4(UInt32)
    /// Sixteen bytes, the first in the highest bits.
    case v6(high: UInt64, low: UInt64)

    /// The bytes in network order: four or sixteen.
    public var bytes: [UInt8] {
        switch self {
        case .v4(let word):
            return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
        case .v6(let high, let low):
            return [high, low].flatMap { word in
                stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
            }
        }
    }

    /// Whether all bits are zero: any address of the machine.
    public var isAny: Bool { self == .v4(0) || self == .v6(high: 0, low: 0) }
}

/// Where a proxy or a stats socket listens.
public enum BindAddress: Sendable, Hashable {
    /// An address of the machine and a port; `*` and an empty address are any of version 4.
    case ip(IPAddress, port: Int)
    /// A unix stream socket at a path.
    case unix(path: String)
    /// A unix stream socket of a name in the abstract namespace.
    case abstract(name: String)
    /// A socket that already listens, handed over as this descriptor.
    case descriptor(Int32)
}

/// Where a server is reached.
public enum ServerAddress: Sendable, Hashable {
    /// A number; the port is nil when the client's port is used.
    case ip(IPAddress, port: PortChoice)
    /// A name, looked up at start and in the order of `init-addr`.
    case host(String, family: AddressFamily?, port: PortChoice)
    /// A unix stream socket at a path.
    case unix(path: String)
    /// A unix stream socket of a name in the abstract namespace.
    case abstract(name: String)
}

/// How the port of a server is chosen.
public enum PortChoice: Sendable, Hashable {
    /// This one.
    case fixed(Int)
    /// The one the client connected to, plus an offset: no port, or `+n`, or `-n`.
    case clients(offset: Int)
}

/// A version of the internet protocol, forced by `ipv4@` or `ipv6@`.
public enum AddressFamily: Sendable, Hashable {
    /// Version 4.
    case v4
    /// Version 6.
    case v6
}

/// A network in CIDR form, as an ACL compares addresses with.
public struct NetworkRange: Sendable, Hashable {
    /// Any address of the network.
    public var address: IPAddress

    /// How many leading bits must be equal.
    public var prefixLength: Int

    /// A network.
    public init(address: IPAddress, prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }

    /// Whether an address is in the network; one of the other version is not, except that a
    /// version 4 address mapped into version 6 counts as version 4.
    public func contains(_ candidate: IPAddress) -> Bool {
        switch (address, candidate.unmapped) {
        case (.v4(let network), .v4(let word)):
            return prefixLength == 0 || (network ^ word) >> UInt32(32 - prefixLength) == 0
        case (.v6(let high, let low), .v6(let otherHigh, let otherLow)):
            if prefixLength == 0 { return true }
            if prefixLength <= 64 { return (high ^ otherHigh) >> UInt64(64 - prefixLength) == 0 }
            return high == otherHigh && (low ^ otherLow) >> UInt64(128 - prefixLength) == 0
        case (.v4, .v6), (.v6, .v4):
            return false
        }
    }
}

extension IPAddress {
    /// The version 4 address inside `::ffff:a.b.c.d`; itself otherwise.
    public var unmapped: IPAddress {
        guard case .v6(high: 0, let low) = self, low >> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: low))
    }
}
