internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// The state of a server as it was when another process ended.
public struct SavedServerState: Sendable {
    /// Whether it served, and whether it took new clients.
    public enum Operation: Int, Sendable {
        /// It did not serve.
        case stopped = 0
        /// It had just come up.
        case starting = 1
        /// It served.
        case running = 2
        /// It served, but no new clients.
        case stopping = 3
    }

    /// Whether it served.
    public var operation: Operation
    /// Whether an operator had put it into maintenance, whether the configuration had, and whether it was
    /// in drain mode.
    public var isInMaintenance: Bool
    /// See `isInMaintenance`.
    public var wasDisabled: Bool
    /// See `isInMaintenance`.
    public var isDraining: Bool
    /// The weight, and the one of the configuration.
    public var weight: Int
    /// See `weight`.
    public var initialWeight: Int
    /// Seconds since the state had changed.
    public var seconds: Int
    /// HAProxy's word of the last check.
    public var checkStatus: String
    /// Successes or failures in a row.
    public var checkHealth: Int
    /// Whether an operator had its checks stopped, and its agent.
    public var areChecksStopped: Bool
    /// See `areChecksStopped`.
    public var isAgentStopped: Bool

    /// A server that did well.
    public init() {
        operation = .running
        (isInMaintenance, wasDisabled, isDraining) = (false, false, false)
        (weight, initialWeight, seconds, checkHealth) = (1, 1, 0, 0)
        checkStatus = "UNK"
        (areChecksStopped, isAgentStopped) = (false, false)
    }
}

extension ProxyRuntime {
    /// Gives a server the state that it had, before traffic runs.
    ///
    /// Where the configuration has changed since, it is right.
    public func restore(
        _ state: SavedServerState,
        of server: ServerRuntime,
        in backend: BackendRuntime
    ) {
        let cell = server.cell
        if let check = server.settings.check {
            restore(check, state, cell)
        } else if state.operation == .stopped, !state.isInMaintenance, !state.wasDisabled {
            cell.verdict.store(.down, ordering: .relaxed)
        } else if state.operation == .stopping {
            cell.verdict.store(.stopping, ordering: .relaxed)
        }
        let isDisabled = server.settings.isDisabled
        if state.wasDisabled == isDisabled {
            cell.setOwnAdmin(state.isInMaintenance ? .maintenance : .ready)
        }
        if state.isDraining, server.admin == .ready,
            state.initialWeight > 0 || server.initialWeight == 0
        {
            cell.setOwnAdmin(.drain)
        }
        if state.initialWeight == server.initialWeight {
            cell.weight.store(state.weight, ordering: .relaxed)
        }
        if server.address == nil { cell.setOwnAdmin(.maintenance) }
        cell.lastChange.set(Int(WallTime.now.seconds) - state.seconds)
        if state.areChecksStopped { cell.areProbesEnabled.store(false, ordering: .relaxed) }
        if state.isAgentStopped { server.agent?.enable(false) }
        backend.cell.refresh(server)
    }

    private func restore(_ check: ServerCheck, _ state: SavedServerState, _ cell: ServerCell) {
        let (rise, fall) = (check.thresholds.rise, check.thresholds.fall)
        let health: Int
        switch state.operation {
        case .stopped: health = 0
        case .starting, .running: health = rise + fall - 1
        case .stopping: health = fall == 1 ? 0 : rise
        }
        let isDown = health == 0 && !state.isInMaintenance && !state.wasDisabled
        let verdict: CheckVerdict =
            isDown ? .down : state.operation == .stopping ? .stopping : .up
        cell.verdict.store(verdict, ordering: .relaxed)
        cell.details.withLock { details in
            details.lastCheck.health = health
            details.lastCheck.status = state.checkStatus
        }
    }
}
