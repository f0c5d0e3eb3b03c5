internal import Balancing
internal import EventLoops
internal import ProxyConfiguration
internal import Synchronization

/// What changes under a backend: its servers' states, and the plan itself.
extension BackendCell {
    /// Tells the balancer what became of a server.
    func refresh(_ server: ServerRuntime) {
        state.withLock { state in
            guard let position = state.position(of: server) else { return }
            takePicksBack(&state)
            state.update(position)
            publish(state)
        }
    }

    /// Follows the plan of another generation; those who wait go on waiting where their server is still
    /// there.
    ///
    /// Returns the streams whose server is gone, and those that have a place by the change.
    func follow(
        _ plan: BackendPlan
    ) -> (
        stranded: [WaitingStreams.Entry], invited: [Invitation]
    ) {
        state.withLock { state in
            guard state.plan !== plan else { return ([], []) }
            takePicksBack(&state)
            let old = state.plan
            state.plan = plan
            isByLeastConnections.store(plan.isByLeastConnections, ordering: .relaxed)
            if !old.balancesAs(plan) { state.balancer = Balancer(of: plan) }
            for position in plan.servers.indices { state.update(position) }
            publish(state)
            var stranded: [WaitingStreams.Entry] = []
            for server in old.servers where state.position(of: server) == nil {
                stranded += takeOut(waitingFor: server, &state)
            }
            var invited: [Invitation] = []
            for server in plan.servers { invited += invite(to: server, &state) }
            return (stranded, invited)
        }
    }

    /// Takes out the streams that wait for a server that went away.
    func removeAll(waitingFor server: ServerRuntime) -> [WaitingStreams.Entry] {
        state.withLock { takeOut(waitingFor: server, &$0) }
    }

    private func takeOut(
        waitingFor server: ServerRuntime,
        _ state: inout State
    ) -> [WaitingStreams.Entry] {
        let stranded = state.waiting.removeAll(waitingFor: server.cell)
        for _ in stranded { server.queue.leave() }
        return stranded
    }

    /// Puts the balancer to where the picks have come that were taken.
    func takePicksBack(_ state: inout State) {
        let left = window.close()
        guard let before = state.beforeWindow else { return }
        state.beforeWindow = nil
        guard left > 0 else { return }
        state.balancer = before
        let loads = RunningLoads(servers: state.plan.servers)
        for _ in left..<PickWindow.batch { _ = state.balancer.pick(loads: loads) }
    }

    private func publish(_ state: borrowing State) {
        published.publish(BalancingView(state.plan, state.balancer))
    }
}

extension BackendPlan {
    /// Whether a balancer of this plan can go on over the servers of another one.
    fileprivate func balancesAs(_ other: BackendPlan) -> Bool {
        settings.balance == other.settings.balance && settings.hash == other.settings.hash
            && settings.usesAllBackups == other.settings.usesAllBackups
            && settings.hashBalanceFactor == other.settings.hashBalanceFactor
            && settings.hashAffinity == other.settings.hashAffinity
            && servers.count == other.servers.count
            && zip(servers, other.servers).allSatisfy { mine, others in
                mine.cell === others.cell && mine.settings.id == others.settings.id
                    && mine.settings.isBackup == others.settings.isBackup
                    && mine.settings.weight == others.settings.weight
            }
    }
}
