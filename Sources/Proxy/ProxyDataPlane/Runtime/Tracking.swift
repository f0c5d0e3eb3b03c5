internal import ProxyConfiguration
internal import Synchronization

/// `track`: servers that take the state of others for their own.
extension Generation {
    /// The server that another one tracks; nil when it tracks none.
    public func tracked(
        by server: ServerRuntime,
        in backend: BackendRuntime
    ) -> ServerRuntime? {
        guard let tracked = server.settings.tracked else { return nil }
        return self.backend(named: tracked.backend ?? backend.name)?.server(named: tracked.server)
    }

    /// The server whose checks judge one: itself, or the last of those that it tracks.
    public func judged(_ server: ServerRuntime, in backend: BackendRuntime) -> ServerRuntime {
        chain(of: server, in: backend).last ?? server
    }

    /// The servers that one tracks: the next first, the one whose checks judge all of them last.
    private func chain(of server: ServerRuntime, in backend: BackendRuntime) -> [ServerRuntime] {
        var chain: [ServerRuntime] = []
        var current = (server: server, backend: backend)
        // What the configuration lets through has no loops.
        while chain.count < 100, let tracked = current.server.settings.tracked,
            let owner = self.backend(named: tracked.backend ?? current.backend.name),
            let next = owner.server(named: tracked.server)
        {
            chain.append(next)
            current = (next, owner)
        }
        return chain
    }

    /// The servers that track one, the last declared first, as HAProxy goes through them.
    func trackers(
        of server: ServerRuntime,
        in backend: BackendRuntime
    ) -> [(server: ServerRuntime, backend: BackendRuntime)] {
        guard hasTrackers else { return [] }
        let name = "\(backend.name)/\(server.settings.name)"
        return backends.reversed().flatMap { owner in
            owner.servers.reversed()
                .filter { $0.settings.tracked?.name(in: owner.name) == name }
                .map { (server: $0, backend: owner) }
        }
    }

    /// Gives servers that have begun to track others the state of those, without a word.
    func alignTrackers() {
        guard hasTrackers else { return }
        for backend in backends {
            for server in backend.servers where server.settings.tracked != nil {
                align(server, in: backend)
            }
        }
    }

    private func align(_ server: ServerRuntime, in backend: BackendRuntime) {
        let chain = chain(of: server, in: backend)
        guard let root = chain.last else { return }
        var admin = AdminState.ready
        for next in chain where next.ownAdmin.rawValue > admin.rawValue { admin = next.ownAdmin }
        let verdict = root.check == .unchecked ? CheckVerdict.up : root.check
        guard server.inheritedAdmin != admin || server.check != verdict else { return }
        server.cell.setInheritedAdmin(admin)
        server.cell.verdict.store(verdict, ordering: .relaxed)
        backend.cell.refresh(server)
    }
}
