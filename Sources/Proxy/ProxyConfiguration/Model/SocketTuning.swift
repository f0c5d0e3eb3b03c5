/// What a bind or a server says of its sockets to the kernel.
public struct SocketTuning: Sendable, Hashable {
    /// `tcp-ut`: how long bytes may stay without an acknowledgement.
    public var userTimeout: Duration?
    /// `mss`: bytes of a segment at most.
    public var maximumSegment: Int?
    /// `tfo`: a client's first bytes may come with its connection.
    public var takesFastOpen = false
    /// `defer-accept`: a connection is taken when its first bytes are there.
    public var defersAccepting = false
    /// `interface`: the only network interface that is used.
    public var interface: String?

    /// Nothing said.
    public init() {}
}

/// How the kernel probes idle connections where `option tcpka` and its like have it do so.
public struct KeepAliveProbing: Sendable, Hashable {
    /// `clitcpka-cnt`, `srvtcpka-cnt`: probes until a connection is given up; nil is the kernel's.
    public var count: Int?
    /// `clitcpka-idle`, `srvtcpka-idle`: how long nothing passes before the first.
    public var idle: Duration?
    /// `clitcpka-intvl`, `srvtcpka-intvl`: how long between them.
    public var interval: Duration?

    /// As the kernel does it.
    public init() {}
}

/// `source`: where connections to servers come from.
public struct SourceAddress: Sendable, Hashable {
    /// The address; nil leaves it to the kernel.
    public var address: IPAddress?
    /// `interface`: the only network interface that is used.
    public var interface: String?

    /// The kernel chooses.
    public init() {}
}
