public import HostConnections
internal import IncusConnections
internal import LinuxSystem
internal import SSHConnections
internal import Synchronization

/// Opens the connections of a run and keeps them: one to each host, however many tasks use it.
///
/// Containers share the SSH connection of their Incus host. A connection that has ended, or whose
/// Incus host's has, is never given out again: the next call opens another one. Where descriptors
/// are few, connections that nobody uses are closed, and opened again when they are needed.
public final class ConnectionDialer: TargetDialer {
    /// The place of one connection; whoever comes while it is opened waits.
    private final class Slot: Sendable {
        let link = Mutex<Link?>(nil)
    }

    /// An open connection, and the one that it goes through.
    struct Link: Sendable {
        let connection: any TargetConnection
        var below: (any TargetConnection)?

        var isAlive: Bool { connection.isAlive && below?.isAlive ?? true }
    }

    private let slots = Mutex<[TargetSettings: Slot]>([:])
    private let budget: Mutex<ConnectionBudget>

    /// A dialer without connections.
    public init() {
        let limit = Int(clamping: CurrentProcess.openFileLimit.current)
        budget = Mutex(ConnectionBudget(limit: limit))
    }

    /// The connection to a host, opened at the first call.
    public func connection(
        to settings: TargetSettings
    ) throws(ConnectionFailure) -> any TargetConnection {
        try using(settings) { _ in }
        return HeldConnection(settings, of: self)
    }

    /// Uses the connection to a host; it is not closed in the meantime.
    func using<Result: Sendable>(
        _ settings: TargetSettings,
        _ body: (any TargetConnection) throws(ConnectionFailure) -> Result
    ) throws(ConnectionFailure) -> Result {
        let key = settings.withoutTimes
        let victims = budget.withLock { $0.enter(key) }
        defer { budget.withLock { $0.leave(key) } }
        for victim in victims {
            forget(victim)
            budget.withLock { $0.leave(victim) }
        }
        return try body(try opened(settings, key))
    }

    private func opened(
        _ settings: TargetSettings,
        _ key: TargetSettings
    ) throws(ConnectionFailure) -> any TargetConnection {
        let slot = slots.withLock { slots in
            if let slot = slots[key] { return slot }
            let slot = Slot()
            slots[key] = slot
            return slot
        }
        return try slot.link.withLock { known throws(ConnectionFailure) in
            if let known, known.isAlive { return known.connection }
            known?.connection.close()
            known = nil
            do throws(ConnectionFailure) {
                let opened = try settings.kind.open(self, settings)
                known = opened
                return opened.connection
            } catch {
                budget.withLock { $0.noteClosed(key) }
                throw error
            }
        }
    }

    /// Whether the connection to a host stands, or may be opened.
    func isAlive(_ settings: TargetSettings) -> Bool {
        let slot = slots.withLock { $0[settings.withoutTimes] }
        return slot?.link.withLock { $0?.isAlive } ?? true
    }

    /// Keeps the connection to a host open from now on.
    func pin(_ settings: TargetSettings) {
        budget.withLock { $0.pin(settings.withoutTimes) }
    }

    /// Forgets the connection to a host.
    public func reset(_ settings: TargetSettings) {
        forget(settings.withoutTimes)
        budget.withLock { $0.noteClosed(settings.withoutTimes) }
    }

    private func forget(_ key: TargetSettings) {
        let slot = slots.withLock { $0[key] }
        slot?.link.withLock { known in
            known?.connection.close()
            known = nil
        }
    }

    /// Ends all connections, containers before their hosts.
    public func close() {
        let all = slots.withLock { slots in
            defer { slots = [:] }
            return slots.sorted { $0.key.incusHost.count > $1.key.incusHost.count }
        }
        for (_, slot) in all { slot.link.withLock { $0?.connection.close() } }
    }

    /// A target whose own Incus daemon is reached through it.
    func target(
        _ settings: TargetSettings,
        over transport: some TargetTransport
    ) -> ShellTarget {
        let daemon = IncusDaemon(
            hostName: settings.name,
            socketPaths: settings.socketPaths,
            diagnose: { IncusSockets.problem(among: $0, of: settings.name, seenBy: transport) },
            open: { (path) throws(ConnectionFailure) in try transport.openStream(.unix(path: path))
            }
        )
        return ShellTarget(
            name: settings.name,
            transport: transport,
            incus: daemon,
            timeout: settings.shellTimeout,
            keepsOneShell: { [weak self] in self?.budget.withLock { $0.isTight } ?? false }
        )
    }

    /// A container, through the daemon of its Incus host.
    func container(
        _ settings: TargetSettings
    ) throws(ConnectionFailure) -> Link {
        guard let hostSettings = settings.incusHost.first else {
            fatalError("a container's settings name its Incus host")
        }
        // What the container hangs on is this connection, not one that is opened later.
        pin(hostSettings)
        let host = try using(hostSettings) { $0 }
        let paths = settings.incusSocket.map { [$0] } ?? hostSettings.socketPaths
        let daemon = IncusDaemon(
            hostName: hostSettings.name,
            socketPaths: paths,
            diagnose: { IncusSockets.problem(among: $0, of: hostSettings.name, seenBy: host) },
            open: { (path) throws(ConnectionFailure) in try host.openStream(.unix(path: path)) }
        )
        let transport = IncusTransport(
            name: settings.name,
            instance: settings.instance,
            project: settings.project,
            daemon: daemon
        )
        let target = ShellTarget(
            name: settings.name,
            transport: transport,
            incus: IncusDaemon(
                hostName: settings.name,
                diagnose: { .incusMissing(host: settings.name, paths: $0) },
                open: { (path) throws(ConnectionFailure) in
                    try transport.openStream(.unix(path: path))
                }
            ),
            timeout: settings.shellTimeout,
            keepsOneShell: { [weak self] in self?.budget.withLock { $0.isTight } ?? false }
        )
        return Link(connection: target, below: host)
    }
}

extension TargetSettings {
    /// What tells connections apart: two tasks that wait for a different time use the same one.
    fileprivate var withoutTimes: TargetSettings {
        var settings = self
        settings.timeout = .zero
        settings.incusHost = incusHost.map(\.withoutTimes)
        return settings
    }

    /// How long a shell may take to start: a host under load is slow and no less there for it.
    fileprivate var shellTimeout: Duration { max(timeout, .seconds(60)) }

    /// Where the daemon of this host may listen.
    fileprivate var socketPaths: [String] {
        incusSocket.map { [$0] } ?? IncusDaemon.usualSocketPaths
    }

    /// What SSH is told; what is not set comes from the client configuration.
    var ssh: SSHSettings {
        var ssh = SSHSettings(host: address)
        ssh.port = port.flatMap { UInt16(exactly: $0) }
        ssh.user = user
        ssh.identityFiles = keyFile.map { [$0] } ?? []
        ssh.password = password
        ssh.knownHostsFiles = knownHostsFile.map { [$0] }
        ssh.hostKeyChecking = acceptsNewHostKeys ? .acceptNew : nil
        ssh.configurationFile = configurationFile
        ssh.arguments = sshArguments
        ssh.connectTimeout = timeout
        return ssh
    }
}
