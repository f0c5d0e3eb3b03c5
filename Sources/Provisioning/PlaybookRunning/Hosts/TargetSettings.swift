internal import DocumentValues
public import HostConnections
public import SSHConnections

/// How a host is reached, read from its variables.
public struct TargetSettings: Sendable, Hashable {
    /// The host's name in the inventory.
    public var name: String
    /// The kind of connection.
    public var kind: ConnectionKind
    /// `ansible_host`; the name itself if not set.
    public var address: String
    /// `ansible_port`.
    public var port: Int?
    /// `ansible_user`.
    public var user: String?
    /// `ansible_password`.
    public var password: String?
    /// `ansible_ssh_private_key_file`.
    public var keyFile: String?
    /// `ansible_ssh_args`, `ansible_ssh_common_args` and `ansible_ssh_extra_args`.
    public var sshArguments: [ClientArguments]
    /// `ansible_ssh_config_file`, as `ssh -F`.
    public var configurationFile: String?
    /// `ansible_ssh_known_hosts_file`.
    public var knownHostsFile: String?
    /// Whether a host key that is not on record is accepted and recorded.
    public var acceptsNewHostKeys: Bool
    /// How long connecting may take.
    public var timeout: Duration
    /// `ansible_incus_instance`: the instance's name; the host's own if not set.
    public var instance: String
    /// `ansible_incus_project`.
    public var project: String
    /// `ansible_incus_socket`: the path of the daemon's socket, of an Incus host or of a container's;
    /// the usual ones are tried if not set.
    public var incusSocket: String?
    /// `switchyard_state_directory`: where the journal of handlers is; nil for the usual place.
    public var stateDirectory: String?
    /// How the Incus host is reached, when the kind goes through one.
    public var incusHost: [TargetSettings]

    /// Settings of a host that is reached by SSH with the defaults.
    public init(name: String, kind: ConnectionKind = .ssh) {
        self.name = name
        self.kind = kind
        address = name
        acceptsNewHostKeys = false
        timeout = .seconds(10)
        instance = name
        project = "default"
        incusHost = []
        sshArguments = []
    }
}

/// Opens connections to hosts; one that is open is given out again.
public protocol TargetDialer: Sendable {
    /// The connection to a host.
    func connection(to settings: TargetSettings) throws(ConnectionFailure) -> any TargetConnection

    /// Forgets the connection to a host, as `reset_connection` wants.
    func reset(_ settings: TargetSettings)

    /// Ends all connections.
    func close()
}
