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
        var current = (server: server, backend: backend)
        // What the configuration lets through has no loops.
        for _ in 0..<100 {
            guard let tracked = current.server.settings.tracked,
                let owner = self.backend(named: tracked.backend ?? current.backend.name),
                let next = owner.server(named: tracked.server)
            else { break }
            current = (next, owner)
        }
        return current.server
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
        var admin = AdminState.ready
        var current = (server: server, backend: backend)
        // What the configuration lets through has no loops.
        for _ in 0..<100 {
            guard let tracked = current.server.settings.tracked,
                let owner = self.backend(named: tracked.backend ?? current.backend.name),
                let next = owner.server(named: tracked.server)
            else { break }
            if next.ownAdmin.rawValue > admin.rawValue { admin = next.ownAdmin }
            current = (next, owner)
        }
        let root = current.server
        guard root !== server else { return }
        let verdict = root.check == .unchecked ? CheckVerdict.up : root.check
        guard server.inheritedAdmin != admin || server.check != verdict else { return }
        server.cell.setInheritedAdmin(admin)
        server.cell.verdict.store(verdict, ordering: .relaxed)
        backend.cell.refresh(server)
    }
}
