/// How a host is reached by SSH, as the inventory says it.
///
/// What is nil is taken from the OpenSSH client configuration, and from OpenSSH's defaults where
/// that says nothing either.
public struct SSHSettings: Sendable, Hashable {
    /// What to do about a host key that is not on record; a changed one is always refused.
    public enum HostKeyChecking: Sendable, Hashable {
        /// It is refused.
        case strict
        /// It is recorded in the first known_hosts file and accepted.
        case acceptNew
    }

    /// The host's name or address, or an alias of the client configuration.
    public var host: String
    /// The port.
    public var port: UInt16?
    /// The user.
    public var user: String?
    /// Private key files, tried before all others.
    public var identityFiles: [String] = []
    /// The password, tried when no key was accepted.
    public var password: String?
    /// Where host keys are on record.
    public var knownHostsFiles: [String]?
    /// What to do about unknown host keys.
    public var hostKeyChecking: HostKeyChecking?
    /// The client configuration; nil is `~/.ssh/config`, read if it is there.
    public var configurationFile: String?
    /// Options of the command `ssh`, which come before what a client configuration says.
    public var arguments: [ClientArguments] = []
    /// Whether a client configuration is read at all.
    public var usesConfiguration = true
    /// The longest wait for each step of connecting.
    public var connectTimeout: Duration?
    /// How often the server is asked whether it is still there; zero is never.
    public var keepAliveInterval: Duration?
    /// The hosts to go through, `[user@]host[:port]`, with commas between; `none` for none.
    public var proxyJump: String?
    /// The socket of the agent; nil is what `SSH_AUTH_SOCK` says, an empty one is no agent.
    public var agentSocket: String?
    /// The hosts to go through when they are known already, as for a host in between.
    var via: [SSHSettings] = []

    /// Reaches a host by the client configuration and the defaults.
    public init(host: String) {
        self.host = host
    }
}
