public import Diagnostics

/// Why a target could not be asked: the host is unreachable for this run.
public struct ConnectionFailure: Error, Sendable, Hashable {
    /// The target in the operator's words.
    public var target: String

    /// What happened.
    public var reason: Reason

    /// Says what happened with a target.
    public init(_ target: String, _ reason: Reason) {
        self.target = target
        self.reason = reason
    }

    /// What happened.
    public enum Reason: Error, Sendable, Hashable {
        /// Nothing listens there.
        case refused(address: String)
        /// The name does not resolve, or no way leads there.
        case unreachable(address: String, why: String)
        /// It did not answer in time.
        case timedOut(during: String, after: Duration)
        /// The other side speaks no SSH, or none that fits.
        case protocolFailed(address: String, why: String)
        /// The host's key is in no known_hosts file, and unknown keys are not accepted.
        case unknownHostKey(HostKeyProblem)
        /// The host shows another key than the one on record.
        case hostKeyChanged(HostKeyProblem)
        /// The server accepted none of the ways that were tried.
        case authenticationFailed(user: String, tried: [String], offered: [String])
        /// A key file cannot be used.
        case keyUnusable(path: String, why: String)
        /// What the operator configured cannot be used.
        case configuration(Diagnostic)
        /// The connection was lost while this was in flight.
        case lost(inFlight: String, why: String)
        /// The server refused one more channel, as sshd does above `MaxSessions`.
        case channelRefused(what: String, why: String)
        /// A stream to somewhere could not be opened from the target.
        case streamRefused(endpoint: String, why: String)
        /// The Incus socket is there but the user may not use it.
        case socketForbidden(path: String, user: String)
        /// The Incus socket is there and nobody listens on it.
        case incusSilent(host: String, path: String)
        /// No Incus daemon answers on the host.
        case incusMissing(host: String, paths: [String])
        /// There is no such instance.
        case instanceMissing(name: String, project: String, present: [String])
        /// The instance is not running.
        case instanceStopped(name: String, project: String, status: String)
        /// The Incus daemon refused something the connection needs.
        case incusRefused(code: Int, message: String)
        /// Acting as another user failed.
        case become(BecomeFailure)
        /// No program on the target can connect a socket.
        case connectorMissing(programs: [String])
        /// There is no working `sh` on the target.
        case shellUnusable(why: String)
        /// A call of the controller's own system failed.
        case local(String)
        /// The connection was closed before.
        case closed
    }
}

/// What is known about a host key that is not trusted.
public struct HostKeyProblem: Sendable, Hashable {
    /// The host as it is looked up in known_hosts: `10.0.0.1` or `[10.0.0.1]:2222`.
    public var host: String

    /// The kind of the shown key, as `ssh-ed25519`.
    public var keyType: String

    /// `SHA256:…` of the key shown now.
    public var shown: String

    /// `SHA256:…` of the key on record, when there is one.
    public var recorded: String?

    /// The known_hosts files that were read.
    public var files: [String]

    /// The file and line of the key on record.
    public var place: String?

    /// Describes the problem.
    public init(
        host: String,
        keyType: String,
        shown: String,
        recorded: String? = nil,
        files: [String],
        place: String? = nil
    ) {
        self.host = host
        self.keyType = keyType
        self.shown = shown
        self.recorded = recorded
        self.files = files
        self.place = place
    }
}

/// Why acting as another user failed.
public enum BecomeFailure: Sendable, Hashable {
    /// `sudo` wants a password and none is given.
    case passwordNeeded(user: String, method: String)
    /// `sudo` did not accept the password.
    case passwordWrong(user: String, method: String)
    /// The program is not on the target.
    case programMissing(program: String)
    /// The rules on the target do not allow it, or it failed otherwise: its own words.
    case refused(user: String, method: String, why: String)
}
