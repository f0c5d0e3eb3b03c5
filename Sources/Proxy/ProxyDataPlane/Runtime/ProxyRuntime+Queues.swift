internal import Synchronization

/// Tells the workers what became of their streams that wait.
extension ProxyRuntime {
    /// Takes a stream off a server; whoever waits for the place gets it.
    func release(_ server: ServerRuntime, of backend: BackendRuntime) {
        deliver(backend.release(server))
    }

    /// Lets streams that wait go to a server as far as it has room.
    func wakeWaiting(for server: ServerRuntime, in backend: BackendRuntime) {
        deliver(backend.inviteWaiting(to: server))
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

    /// Puts the backends of a generation in the place of those of the one before; streams that wait
    /// there are placed anew.
    func replaceBackends(of old: Generation, by new: Generation) {
        let workers = workers
        let kept = Set(new.backends.flatMap { $0.servers.map(\.serial) })
        for server in old.backends.flatMap(\.servers) where !kept.contains(server.serial) {
            server.isRetired.store(true, ordering: .relaxed)
        }
        for backend in old.backends {
            guard let successor = new.backend(named: backend.name), successor !== backend else {
                continue
            }
            for entry in backend.giveWay(to: successor) {
                workers[entry.worker].post(.placeAnew(entry.token, ticket: entry.ticket))
            }
        }
    }
}
