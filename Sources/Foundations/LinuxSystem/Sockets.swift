internal import CLinux
internal import Glibc

/// An option of a socket that is on or off, or a size.
public enum SocketOption: Int32, Sendable {
    /// Bind although old connections linger (SO_REUSEADDR).
    case reuseAddress = 0
    /// Several listeners share an address, and the kernel spreads connections (SO_REUSEPORT).
    case reusePort = 1
    /// Small writes leave at once (TCP_NODELAY).
    case noDelay = 2
    /// Probe idle connections (SO_KEEPALIVE).
    case keepAlive = 3
    /// An IPv6 listener takes no IPv4 (IPV6_V6ONLY).
    case v6Only = 4
    /// Bytes of the receive buffer (SO_RCVBUF).
    case receiveBuffer = 5
    /// Bytes of the send buffer (SO_SNDBUF).
    case sendBuffer = 6
    /// Accept only when data is there (TCP_DEFER_ACCEPT).
    case deferAccept = 7
    /// Closing resets the connection (SO_LINGER of zero).
    case lingerReset = 8
    /// Bind an address that this machine does not have yet (IP_FREEBIND).
    case freeBind = 9
    /// Acknowledge at once (TCP_QUICKACK).
    case quickAcknowledge = 10
    /// Milliseconds until a connection ends whose bytes are not acknowledged (TCP_USER_TIMEOUT).
    case userTimeout = 11
    /// Bytes of a segment at most (TCP_MAXSEG).
    case maximumSegment = 12
    /// Connections whose first bytes come with them, so many at once (TCP_FASTOPEN).
    case fastOpen = 13
    /// Probes of an idle connection until it is given up (TCP_KEEPCNT).
    case keepAliveCount = 14
    /// Seconds until an idle connection is probed (TCP_KEEPIDLE).
    case keepAliveIdle = 15
    /// Seconds between the probes (TCP_KEEPINTVL).
    case keepAliveInterval = 16
    /// What the kernel's routing and filters know packets by (SO_MARK).
    case mark = 17
    /// Closing says nothing to the peer (TCP_REPAIR).
    case repair = 18
    /// The field of packets that tells routers how to treat them (IP_TOS, IPV6_TCLASS).
    case typeOfService = 19
    /// How many routers packets pass (IP_TTL, IPV6_UNICAST_HOPS).
    case timeToLive = 20
}

/// What the kernel knows of a TCP connection.
public enum ConnectionNumber: Int32, Sendable, CaseIterable {
    /// The round-trip time and its variance in microseconds.
    case roundTrip = 0, roundTripVariance
    /// Segments that were not acknowledged, were so selectively, were lost, were sent again.
    case unacknowledged, selectivelyAcknowledged, lost, retransmitted
    /// How far segments come out of order.
    case reordering
}

/// How a connection that is being made stands.
public enum ConnectionProgress: Equatable, Sendable {
    /// It is made.
    case connected
    /// It is under way; the socket becomes writable.
    case inProgress
}

extension FileDescriptor {
    /// A stream socket for addresses of that family.
    ///
    /// The C function is `socket`.
    public static func streamSocket(
        for address: SocketAddress,
        nonblocking: Bool
    ) throws(SystemError) -> FileDescriptor {
        let socket = try check("socket", address.description) {
            clinux_socket(address.family, 0, nonblocking ? 1 : 0)
        }
        return FileDescriptor(rawValue: socket)
    }

    /// A datagram socket of the unix family, as for `/dev/log`.
    public static func unixDatagramSocket() throws(SystemError) -> FileDescriptor {
        FileDescriptor(rawValue: try check("socket") { clinux_socket(AF_UNIX, 1, 1) })
    }

    /// A listening stream socket, not blocking.
    ///
    /// With `sharesPort`, other sockets of this program listen on the same address.
    public static func listening(
        on address: SocketAddress,
        backlog: Int = 4096,
        sharesPort: Bool = false,
        v6Only: Bool = false,
        tuning: (FileDescriptor) throws(SystemError) -> Void = { _ in }
    ) throws(SystemError) -> FileDescriptor {
        let socket = try streamSocket(for: address, nonblocking: true)
        do throws(SystemError) {
            if case .unix = address {
            } else {
                try socket.setOption(.reuseAddress, 1)
                if sharesPort { try socket.setOption(.reusePort, 1) }
                if case .v6 = address { try socket.setOption(.v6Only, v6Only ? 1 : 0) }
            }
            try tuning(socket)
            try socket.bind(to: address)
            try socket.listen(backlog: backlog)
        } catch {
            socket.close()
            throw error
        }
        return socket
    }

    /// Takes connections, so many waiting at most; again on a socket that does, with another number.
    ///
    /// The C function is `listen`.
    public func listen(backlog: Int) throws(SystemError) {
        try check("listen") { Glibc.listen(rawValue, Int32(clamping: backlog)) }
    }

    /// Gives a socket its local address.
    ///
    /// The C function is `bind`.
    public func bind(to address: SocketAddress) throws(SystemError) {
        let result = try address.withRaw { pointer, length -> Errno? in
            Glibc.bind(rawValue, pointer, length) < 0 ? .last : nil
        }
        if let result { throw SystemError(result, call: "bind", subject: address.description) }
    }

    /// Starts a connection; a blocking socket waits for it.
    ///
    /// The C function is `connect`.
    public func connect(to address: SocketAddress) throws(SystemError) -> ConnectionProgress {
        let failure = try address.withRaw { pointer, length -> Errno? in
            Glibc.connect(rawValue, pointer, length) < 0 ? .last : nil
        }
        switch failure {
        case nil: return .connected
        case .inProgress?, .interrupted?: return .inProgress
        case let code?:
            throw SystemError(code, call: "connect", subject: address.description)
        }
    }

    /// Takes one waiting connection, not blocking; nil when there is none.
    ///
    /// The C function is `accept4`.
    public func accept() throws(SystemError) -> (socket: FileDescriptor, peer: SocketAddress)? {
        var storage = sockaddr_storage()
        var length = UInt32(MemoryLayout<sockaddr_storage>.size)
        let accepted = clinux_accept(rawValue, &storage, &length)
        guard accepted >= 0 else {
            let code = Errno.last
            // A connection that was gone before it was taken is no failure of the listener.
            if code == .wouldBlock || code.rawValue == ECONNABORTED { return nil }
            throw SystemError(code, call: "accept")
        }
        let peer = SocketAddress(storage, length: length) ?? .unix("")
        return (FileDescriptor(rawValue: accepted), peer)
    }

    /// Sets an option.
    ///
    /// The C function is `setsockopt`.
    public func setOption(_ option: SocketOption, _ value: Int32) throws(SystemError) {
        try check("setsockopt") { clinux_set_option(rawValue, option.rawValue, value) }
    }

    /// Lets a socket use one network interface only.
    ///
    /// The C function is `setsockopt` with SO_BINDTODEVICE.
    public func setInterface(_ name: String) throws(SystemError) {
        var bytes = Array(name.utf8)
        try check("setsockopt", name) {
            setsockopt(rawValue, SOL_SOCKET, SO_BINDTODEVICE, &bytes, socklen_t(bytes.count))
        }
    }

    /// A number that the kernel has of a TCP connection; nil when it has none.
    ///
    /// The C function is `getsockopt` of TCP_INFO.
    public func connectionNumber(_ number: ConnectionNumber) -> Int? {
        let value = clinux_tcp_number(rawValue, number.rawValue)
        return value < 0 ? nil : value
    }

    /// The failure that a connection under way ended with, and clears it.
    ///
    /// The C function is `getsockopt` of SO_ERROR.
    public func pendingError() -> Errno? {
        let code = clinux_socket_error(rawValue)
        if code < 0 { return .last }
        return code == 0 ? nil : Errno(rawValue: code)
    }

    /// The address this end has.
    ///
    /// The C function is `getsockname`.
    public func localAddress() -> SocketAddress? {
        address(by: getsockname)
    }

    /// The address the other end has.
    ///
    /// The C function is `getpeername`.
    public func peerAddress() -> SocketAddress? {
        address(by: getpeername)
    }

    private func address(
        by call: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call(rawValue, $0, &length)
            }
        }
        return result == 0 ? SocketAddress(storage, length: length) : nil
    }

    /// Tells the peer that nothing more will be written.
    ///
    /// The C function is `shutdown`.
    public func shutdownWriting() {
        _ = shutdown(rawValue, Int32(SHUT_WR))
    }

    /// Ends the connection in both directions: calls that wait for it return.
    ///
    /// The C function is `shutdown`.
    public func shutdownBoth() {
        _ = shutdown(rawValue, Int32(SHUT_RDWR))
    }

    /// Two unix stream sockets connected to each other.
    ///
    /// The C function is `socketpair`.
    public static func socketPair(
        nonblocking: Bool = false
    ) throws(SystemError) -> (FileDescriptor, FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        try check("socketpair") { clinux_socketpair(&ends, nonblocking ? 1 : 0) }
        return (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
    }

    /// Sends one datagram to a unix path without waiting; false when it could not be taken.
    public func sendDatagram(_ bytes: UnsafeRawBufferPointer, to path: String) -> Bool {
        clinux_send_to_path(rawValue, bytes.baseAddress, UInt(bytes.count), path) >= 0
    }
}

extension FileDescriptor {
    /// A datagram socket that sends to one address, not blocking.
    public static func datagramSocket(
        to address: SocketAddress
    ) throws(SystemError) -> FileDescriptor {
        let socket = FileDescriptor(
            rawValue: try check("socket", address.description) {
                clinux_socket(address.family, 1, 1)
            }
        )
        do throws(SystemError) {
            _ = try socket.connect(to: address)
        } catch {
            socket.close()
            throw error
        }
        return socket
    }
}
