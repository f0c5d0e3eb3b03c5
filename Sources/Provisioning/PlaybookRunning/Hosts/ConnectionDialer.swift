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

    private func open(_ settings: TargetSettings) throws(ConnectionFailure) -> any TargetConnection {
        throw ConnectionFailure(settings.name, .local("no connection of this kind"))
    }
}
