internal import Certificates
public import ProxyConfiguration
internal import Samples
internal import Synchronization

/// Servers that operators add and take away while traffic runs.
extension ProxyRuntime {
    /// Adds a server to a backend, in maintenance and not probed; what is wrong with it otherwise.
    public func addServer(
        _ settings: ServerSettings,
        to backend: BackendRuntime
    ) -> AddedServer {
        let serial = nextSerial()
        guard let address = settings.address.knownAddress else {
            return .refused("a server is added by its address, not by a name")
        }
        let certificates = generation.certificates
        let encryptions = Array(backend.settings.encryptions(towards: settings))
        if !encryptions.isEmpty,
            let fault = certificates.add(encryptions, generation.configuration)
        {
            return .refused(fault)
        }
        var settings = settings
        settings.isDisabled = true
        settings.id = backend.unusedServerID(preferred: settings.id)
        let checkAddress = settings.check?.address?.knownAddress
        let cell = ServerCell(
            settings,
            number: serial,
            address: address,
            ownCheckAddress: checkAddress,
            threadCount: threadCount
        )
        cell.areProbesEnabled.store(false, ordering: .relaxed)
        settings.isDisabled = false
        let server = ServerRuntime(
            settings,
            index: backend.servers.count,
            serial: serial,
            cell: cell,
            checkAddress: checkAddress,
            agentAddress: settings.agent?.address?.knownAddress,
            tlsContext: (settings.tls ?? settings.spareTLS).flatMap(certificates.plan.context),
            isAddedByOperator: true
        )
        server.agent?.enable(false)
        replace(backend, by: backend.servers + [server])
        return .added
    }

    /// Takes a server that serves nobody out of its backend.
    public func removeServer(_ server: ServerRuntime, from backend: BackendRuntime) {
        let rest = backend.servers.filter { !$0.isSamePlace(as: server) }
        replace(
            backend,
            by: rest.enumerated().map { index, other in
                other.index == index ? other : ServerRuntime(other, index: index)
            }
        )
    }

    /// Whether a server can be taken out: nil when it can; otherwise HAProxy's sentence, and whether that may
    /// change by itself.
    public func obstacle(
        toRemoving server: ServerRuntime
    ) -> (sentence: String, mayPass: Bool)? {
        if isReferred(to: server) {
            return (
                "This server cannot be removed at runtime due to other configuration elements "
                    + "pointing to it.", false
            )
        }
        if server.admin != .maintenance {
            return ("Only servers in maintenance mode can be deleted.", false)
        }
        let isUsed =
            server.servedStreams > 0 || server.queue.current > 0
            || server.idleConnections.current > 0
        guard isUsed else { return nil }
        return ("Server still has connections attached to it, cannot remove it.", true)
    }

    /// Whether rules or other servers name it.
    private func isReferred(to server: ServerRuntime) -> Bool {
        let generation = self.generation
        guard
            let backend = generation.backends.first(where: { backend in
                backend.servers.contains { $0.isSamePlace(as: server) }
            })
        else { return false }
        if !generation.trackers(of: server, in: backend).isEmpty { return true }
        if backend.settings.serverRules.contains(where: {
            $0.server.literal == server.settings.name
        }) {
            return true
        }
        let names = generation.configuration.referredServers
        return names.contains("\(backend.name)/\(server.settings.name)")
            || names.contains(server.settings.name)
    }

    /// Why a server that is added cannot track what it shall, in HAProxy's words; nil when it can.
    public func trackingObstacle(
        of settings: ServerSettings,
        in backend: BackendRuntime
    ) -> String? {
        guard let tracked = settings.tracked else { return nil }
        let name = tracked.name(in: backend.name)
        guard let owner = generation.backend(named: tracked.backend ?? backend.name) else {
            return
                "unable to find required proxy '\(tracked.backend ?? backend.name)' for tracking."
        }
        guard let server = owner.server(named: tracked.server) else {
            return "unable to find required server '\(tracked.server)' for tracking."
        }
        if server.isAddedByOperator {
            return "unable to use \(name) for tracking as it is a dynamic server."
        }
        let hasState =
            server.settings.check != nil || server.agent != nil || server.settings.tracked != nil
        return hasState
            ? nil
            : "unable to use \(name) for tracking as it does not have any check nor agent enabled."
    }

    private func replace(_ backend: BackendRuntime, by servers: [ServerRuntime]) {
        let successor = BackendRuntime(
            backend.settings,
            servers: servers,
            threadCount: threadCount,
            continuing: backend,
            isChangedByOperator: true
        )
        run(Generation(generation, replacing: backend, by: successor))
    }
}

/// What adding a server came to.
public enum AddedServer: Sendable {
    /// It is there.
    case added
    /// It is not, for this reason.
    case refused(String)
}

extension BackendRuntime {
    /// That number, or where a server has it the lowest that none has.
    fileprivate func unusedServerID(preferred: Int) -> Int {
        let used = Set(servers.map(\.settings.id))
        if preferred > 0, !used.contains(preferred) { return preferred }
        return (1...).first { !used.contains($0) } ?? 1
    }
}
