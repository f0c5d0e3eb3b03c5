internal import ProxyConfiguration
internal import Synchronization

/// Tells the workers what became of their streams that wait.
extension ProxyRuntime {
    /// Takes a stream off a server; whoever waits for the place gets it.
    func release(_ server: ServerRuntime, of backend: BackendRuntime) {
        deliver(backend.release(server))
    }

    /// Lets streams that wait go to a server as far as it has room.
    func wakeWaiting(for server: ServerRuntime, in backend: BackendRuntime) {
        deliver(backend.cell.inviteWaiting(to: server))
    }

    /// Tells streams that they have a place.
    func deliver(_ invitations: [Invitation]) {
        guard !invitations.isEmpty else { return }
        let workers = workers
        for invitation in invitations {
            workers[invitation.guest.worker].post(.invited(invitation))
        }
    }

    /// The server that these streams waited for is gone: they choose another one.
    func strand(_ entries: [WaitingStreams.Entry]) {
        let workers = workers
        for entry in entries {
            workers[entry.worker].post(.chooseAgain(entry.token, ticket: entry.ticket))
        }
    }

    /// Has the backends follow the plans of a generation, over the same state; streams that wait for a
    /// server that is gone choose again.
    func followPlans(of new: Generation, since old: Generation) {
        let kept = Set(new.backends.flatMap { $0.servers.map(\.serial) })
        for server in old.backends.flatMap(\.servers) where !kept.contains(server.serial) {
            server.isRetired.store(true, ordering: .relaxed)
        }
        for backend in new.backends {
            for server in backend.servers {
                followSettings(of: server, in: backend.name, since: old)
            }
            let (stranded, invited) = backend.cell.follow(backend.plan)
            strand(stranded)
            deliver(invited)
        }
    }

    private func followSettings(of server: ServerRuntime, in backend: String, since old: Generation)
    {
        guard
            let before = old.predecessor(ofBackend: backend)?.predecessor(of: server.settings),
            before.cell === server.cell, before.settings != server.settings
        else { return }
        server.cell.follow(server, since: before)
    }
}
