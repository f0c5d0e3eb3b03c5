public import HostConnections
internal import IncusConnections
internal import SSHConnections
internal import Synchronization

/// Opens the connections of a run and keeps them: one to each host, however many tasks use it.
///
/// Containers share the SSH connection of their Incus host.
public final class ConnectionDialer: TargetDialer {
    /// The place of one connection; whoever comes while it is opened waits.
    private final class Slot: Sendable {
        let connection = Mutex<(any TargetConnection)?>(nil)
    }

    private let slots = Mutex<[TargetSettings: Slot]>([:])

    /// A dialer without connections.
    public init() {}

    /// The connection to a host, opened at the first call.
    public func connection(
        to settings: TargetSettings
    ) throws(ConnectionFailure) -> any TargetConnection {
        let slot = slots.withLock { slots in
            if let slot = slots[settings] { return slot }
            let slot = Slot()
            slots[settings] = slot
            return slot
        }
        return try slot.connection.withLock { known throws(ConnectionFailure) in
            if let known { return known }
            let opened = try open(settings)
            known = opened
            return opened
        }
    }

    /// Forgets the connection to a host.
    public func reset(_ settings: TargetSettings) {
        let slot = slots.withLock { $0.removeValue(forKey: settings) }
        slot?.connection.withLock { known in
            known?.close()
            known = nil
        }
    }

    /// Ends all connections, containers before their hosts.
    public func close() {
        let all = slots.withLock { slots in
            defer { slots = [:] }
            return slots.sorted { $0.key.incusHost.count > $1.key.incusHost.count }
        }
        for (_, slot) in all { slot.connection.withLock { $0?.close() } }
    }

    private func open(_ settings: TargetSettings) throws(ConnectionFailure) -> any TargetConnection
    {
        switch settings.kind {
        case .local:
            return target(settings, over: LocalTransport(name: settings.name))
        case .ssh:
            return target(
                settings,
                over: try SSHConnection(settings: settings.ssh, name: settings.name)
            )
        case .incus:
            return try container(settings)
        }
    }

    /// A target whose own Incus daemon is reached through it.
    private func target(
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
            timeout: settings.timeout
        )
    }

    /// A container, through the daemon of its Incus host.
    private func container(
        _ settings: TargetSettings
    ) throws(ConnectionFailure) -> any TargetConnection {
        guard let hostSettings = settings.incusHost.first else {
            fatalError("a container's settings name its Incus host")
        }
        let host = try connection(to: hostSettings)
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
        return ShellTarget(
            name: settings.name,
            transport: transport,
            incus: IncusDaemon(
                hostName: settings.name,
                diagnose: { .incusMissing(host: settings.name, paths: $0) },
                open: { (path) throws(ConnectionFailure) in
                    try transport.openStream(.unix(path: path))
                }
            ),
            timeout: max(settings.timeout, .seconds(30))
        )
    }
}

extension TargetSettings {
    /// Where the daemon of this host may listen.
    fileprivate var socketPaths: [String] {
        incusSocket.map { [$0] } ?? IncusDaemon.usualSocketPaths
    }

    /// What SSH is told; what is not set comes from the client configuration.
    fileprivate var ssh: SSHSettings {
        var ssh = SSHSettings(host: address)
        ssh.port = port.flatMap { UInt16(exactly: $0) }
        ssh.user = user
        ssh.identityFiles = keyFile.map { [$0] } ?? []
        ssh.password = password
        ssh.knownHostsFiles = knownHostsFile.map { [$0] }
        ssh.hostKeyChecking = acceptsNewHostKeys ? .acceptNew : nil
        ssh.configurationFile = configurationFile
        ssh.connectTimeout = timeout
        return ssh
    }
}
