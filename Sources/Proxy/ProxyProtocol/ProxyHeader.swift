public import LinuxSystem

/// What the PROXY protocol says of a connection before its first byte: where it really comes from, and
/// where it was going.
///
/// Only bytes and values: sockets belong to those who send and receive. HAProxy's document
/// `proxy-protocol.txt` is the specification.
public struct ProxyHeader: Sendable, Hashable {
    /// Whose connection it is.
    public enum Origin: Sendable, Hashable {
        /// `LOCAL`: the sender's own, as that of a health check; the real addresses count.
        case local
        /// `UNKNOWN`, or an unspecified family: relayed, from where cannot be said; the real addresses
        /// count.
        case unknown
        /// A relayed stream.
        case stream(source: SocketAddress, destination: SocketAddress)
        /// Relayed datagrams.
        case datagrams(source: SocketAddress, destination: SocketAddress)
    }

    /// Whose connection it is.
    public var origin: Origin

    /// What version 2 says beyond addresses; empty in version 1.
    public var attributes: ProxyAttributes

    /// A header.
    public init(_ origin: Origin, attributes: ProxyAttributes = ProxyAttributes()) {
        self.origin = origin
        self.attributes = attributes
    }

    /// A header about a stream between two addresses, as HAProxy writes it.
    ///
    /// Addresses of different versions are both told in version 6; of a unix socket nothing can be said.
    public init(
        from source: SocketAddress?,
        to destination: SocketAddress?,
        attributes: ProxyAttributes = ProxyAttributes()
    ) {
        self.attributes = attributes
        guard let source, let destination else {
            origin = .local
            return
        }
        if case .v4 = source, case .v4 = destination {
            origin = .stream(source: source, destination: destination)
        } else if let source = source.mappedIntoVersion6,
            let destination = destination.mappedIntoVersion6
        {
            origin = .stream(source: source, destination: destination)
        } else {
            origin = .local
        }
    }
}

/// Why bytes are no header of the PROXY protocol; the connection ends by it.
public enum ProxyHeaderFault: Error, Sendable, Hashable {
    /// They are something else.
    case notAHeader
    /// They begin as one and go on as none.
    case malformed
    /// Version 1 names a protocol that it does not have.
    case unknownProtocol
    /// It is longer than anybody needs.
    case tooLong
    /// Its checksum is another one than that of its bytes.
    case wrongChecksum

    /// HAProxy's sentence.
    public var sentence: String {
        switch self {
        case .notAHeader: "Received something which does not look like a PROXY protocol header"
        case .unknownProtocol: "Received an unhandled protocol in the PROXY protocol header"
        case .malformed, .tooLong, .wrongChecksum: "Received an invalid PROXY protocol header"
        }
    }
}

extension SocketAddress {
    /// The address in version 6; nil for a unix socket.
    fileprivate var mappedIntoVersion6: SocketAddress? {
        switch self {
        case .v4(let address, let port):
            .v6(high: 0, low: 0xFFFF_0000_0000 | UInt64(address), port: port)
        case .v6: self
        case .unix: nil
        }
    }
}
