/// One address of a `bind` line; a line with several addresses gives several.
public struct BindSettings: Sendable, Hashable {
    /// Where it listens.
    public var address: BindAddress

    /// `name`, shown in statistics; the number of the bind within its proxy otherwise.
    public var name: String

    /// `ssl`; nil is plain text.
    public var tls: BindTLS?

    /// `backlog` of this bind; nil takes the proxy's.
    public var backlog: Int?

    /// `v6only` is true, `v4v6` is false, nil leaves the system's default.
    public var onlyVersion6: Bool?

    /// What its sockets are told.
    public var tuning = SocketTuning()

    /// `accept-proxy`: a header of the PROXY protocol stands before everything else.
    public var acceptsProxyHeader = false

    /// The rights and the owner of a unix socket's file.
    public var file = SocketFile()

    /// `proto`: what is spoken whatever is agreed on; nil unless said.
    public var spoken: BindProtocol?

    /// Where it was declared.
    public var place = DeclarationPlace()

    /// A bind of plain text.
    public init(address: BindAddress, name: String) {
        self.address = address
        self.name = name
    }

    /// Whether clients have to speak HTTP/2 from their first byte.
    public var speaksHTTP2: Bool { spoken == .h2 }

    /// Whether HTTP/2 may not begin where HTTP/1 was expected.
    public var speaksOnlyHTTP1: Bool { spoken == .h1 }

    /// Whether connections stay what they are.
    public var staysRaw: Bool { spoken == BindProtocol.none }
}

/// What `proto` of a bind says.
public enum BindProtocol: String, Sendable, Hashable {
    /// HTTP/1, and never HTTP/2.
    case h1
    /// HTTP/2 from the first byte on.
    case h2
    /// Bytes, which never become HTTP.
    case none
}
