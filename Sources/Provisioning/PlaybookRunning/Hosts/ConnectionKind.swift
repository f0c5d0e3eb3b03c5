internal import HostConnections
internal import IncusConnections
internal import SSHConnections

/// A kind of connection: what playbooks call it, what it takes of the controller, how it is opened.
public struct ConnectionKind: Sendable {
    /// The name that messages use.
    public let name: String
    /// The other names that mean it.
    let aliases: [String]
    /// The descriptors of a connection with one shell.
    let descriptorCount: Int
    /// Whether it goes through the connection of another host, which has an Incus daemon.
    var needsIncusHost = false
    /// Opens a connection.
    let open:
        @Sendable (ConnectionDialer, TargetSettings) throws(ConnectionFailure)
            -> ConnectionDialer.Link
}

extension ConnectionKind: Hashable {
    /// Kinds are known by their names.
    public static func == (left: ConnectionKind, right: ConnectionKind) -> Bool {
        left.name == right.name
    }

    /// Kinds are known by their names.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension ConnectionKind {
    /// All kinds.
    public static let all: [ConnectionKind] = [.ssh, .local, .incus]

    /// The kind of a name; `ansible.builtin` may stand before it.
    static func named(_ name: String) -> ConnectionKind? {
        let own = "ansible.builtin."
        let short = name.hasPrefix(own) ? String(name.dropFirst(own.count)) : name
        return all.first { $0.name == short || $0.aliases.contains(short) }
    }

    /// SSH to the host itself.
    public static let ssh = ConnectionKind(
        name: "ssh",
        aliases: ["smart", "paramiko"],
        descriptorCount: 6,
        open: { (dialer, settings) throws(ConnectionFailure) in
            let transport = try SSHConnection(settings: settings.ssh, name: settings.name)
            return ConnectionDialer.Link(connection: dialer.target(settings, over: transport))
        }
    )

    /// The controller itself.
    public static let local = ConnectionKind(
        name: "local",
        aliases: [],
        descriptorCount: 6,
        open: { (dialer, settings) throws(ConnectionFailure) in
            let transport = LocalTransport(name: settings.name)
            return ConnectionDialer.Link(connection: dialer.target(settings, over: transport))
        }
    )

    /// The Incus daemon of the host's Incus host.
    public static let incus = ConnectionKind(
        name: "incus",
        aliases: ["lxd", "community.general.incus", "community.general.lxd"],
        descriptorCount: 12,
        needsIncusHost: true,
        open: { (dialer, settings) throws(ConnectionFailure) in try dialer.container(settings) }
    )
}
