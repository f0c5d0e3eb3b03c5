/// Where a connection leads and who is trusted on the way: settings and configuration merged.
struct SSHRoute: Sendable, Hashable {
    /// The host's name or address.
    var hostName: String
    /// The port.
    var port: UInt16 = 22
    /// The user.
    var user: String
    /// Key files that were asked for; one that cannot be used is an error.
    var identityFiles: [String] = []
    /// Key files that OpenSSH tries by itself, when they are there.
    var usualIdentityFiles: [String] = []
    /// The agent's socket, if its keys are tried.
    var agentSocket: String?
    /// The password.
    var password: String?
    /// The files where host keys are on record, the first the one to add to.
    var knownHostsFiles: [String]
    /// The name under which the host key is on record, when it is not the host's.
    var hostKeyAlias: String?
    /// What to do about unknown host keys.
    var hostKeyChecking: SSHSettings.HostKeyChecking = .strict
    /// The longest wait for each step of connecting.
    var connectTimeout: Duration = .seconds(10)
    /// How often the server is asked whether it is still there; zero is never.
    var keepAliveInterval: Duration = .seconds(15)
    /// The addresses to use; both kinds if nil.
    var addressFamily: AddressFamily?
    /// The command line whose program is the way to the host.
    var proxyCommand: String?
    /// The hosts to go through, in order.
    var jumps: [SSHSettings] = []

    /// A kind of addresses.
    enum AddressFamily: String {
        /// IPv4.
        case inet
        /// IPv6.
        case inet6
    }

    /// `10.0.0.1:22`, for messages.
    var address: String {
        hostName.contains(":") ? "[\(hostName)]:\(port)" : "\(hostName):\(port)"
    }

    /// The name under which known_hosts has the host.
    var recordedName: String {
        if let hostKeyAlias { return hostKeyAlias.lowercased() }
        let name = hostName.lowercased()
        return port == 22 ? name : "[\(name)]:\(port)"
    }
}
