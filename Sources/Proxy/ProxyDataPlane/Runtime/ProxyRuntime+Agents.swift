internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// What agents, and operators in their place, do to servers.
extension ProxyRuntime {
    /// Sets what an agent says as if it had said so: `set server B/S agent up|down`.
    public func setAgent(
        isUp: Bool,
        _ agent: AgentRuntime,
        of server: ServerRuntime,
        in backend: BackendRuntime
    ) {
        agent.say(isUp: isUp)
        setHealth(isUp ? server.verdictWhenUp : .down, of: server, in: backend)
    }

    /// Does what a report asks for: first the order, then weight and limit; what is wrong with them.
    func carryOut(
        _ report: AgentReport,
        on server: ServerRuntime,
        in backend: BackendRuntime
    ) -> String? {
        switch report.order {
        case .ready: setAdmin(.ready, of: server, in: backend)
        case .drain: setAdmin(.drain, of: server, in: backend)
        case .maintenance: setAdmin(.maintenance, of: server, in: backend)
        case nil: break
        }
        let weighing = report.weight.flatMap { changeWeight($0, of: server, in: backend) }
        let limiting = report.maximumConnections.flatMap {
            changeLimit($0, of: server, in: backend)
        }
        return weighing ?? limiting
    }

    /// Takes in what an agent says of the health of its server, for a reason that is told.
    ///
    /// It takes a server down alone; up comes one only when its checks agree.
    func agentFound(
        isUp: Bool,
        _ agent: AgentRuntime,
        of server: ServerRuntime,
        in backend: BackendRuntime,
        because reason: String
    ) {
        agent.say(isUp: isUp)
        guard isUp else {
            return setHealth(.down, of: server, in: backend, because: reason)
        }
        guard server.admin != .maintenance, server.check == .down, server.isProvenByChecks else {
            return
        }
        setHealth(server.verdictWhenUp, of: server, in: backend, because: reason)
    }
}

extension ServerRuntime {
    /// Where its agent is asked.
    var agentAddress: SocketAddress? {
        guard let agent else { return nil }
        return (agent.address ?? address)?.with(port: UInt16(clamping: agent.port))
    }

    /// The verdict on it when nothing speaks against it.
    fileprivate var verdictWhenUp: CheckVerdict { settings.check == nil ? .unchecked : .up }

    /// Whether its checks let it serve.
    fileprivate var isProvenByChecks: Bool {
        guard let check = settings.check else { return true }
        let last = lastCheck
        return !last.isEnabled || last.health >= check.thresholds.rise
    }
}
