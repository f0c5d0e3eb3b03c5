internal import Certificates
public import Diagnostics
internal import HealthChecking
internal import LinuxSystem
public import ProxyConfiguration
internal import StickTables
internal import Synchronization

/// One configuration being run: immutable, shared by all threads, replaced as a whole by a reload.
public final class Generation: Sendable {
    /// What is run.
    public let configuration: ProxyConfiguration
    /// Its number, from one.
    public let number: Int
    /// The frontends and listens, in the order of the configuration.
    public let frontends: [FrontendRuntime]
    /// The backends and listens, in the order of the configuration.
    public let backends: [BackendRuntime]

    /// Backends that a reload has taken away and that still serve streams of before: one that comes back goes on
    /// counting them.
    let departed: [BackendRuntime]

    /// Whether a server tracks another.
    let hasTrackers: Bool

    /// What names of servers that live on stand for now; carried out when this is run.
    let moves: [ServerMove]

    /// Certificates, and what workers use of them.
    public let certificates: CertificateRuntime
    /// What is remarkable about the certificates and nothing to stop for.
    public let warnings: [Diagnostic]

    /// The tables of keys, in the order of the configuration.
    let tables: [StickTable]

    /// The backend of a name.
    public func backend(named name: String) -> BackendRuntime? {
        backends.first { $0.name == name }
    }

    /// What a backend of the next generation goes on as.
    func predecessor(ofBackend name: String) -> BackendRuntime? {
        backend(named: name) ?? departed.last { $0.name == name }
    }

    /// The frontend of a name.
    public func frontend(named name: String) -> FrontendRuntime? {
        frontends.first { $0.name == name }
    }

    /// Builds what runs a configuration; what did not change since `old` lives on.
    ///
    /// Reads certificates and resolves names, so it can fail on what the operator wrote.
    init(
        _ configuration: ProxyConfiguration,
        continuing old: Generation?,
        lookUp: @escaping NameLookup,
        nextSerial: () -> Int
    ) throws(DiagnosticList) {
        self.configuration = configuration
        number = (old?.number ?? 0) + 1
        var problems: [Diagnostic] = []
        certificates = CertificateRuntime(
            configuration,
            addedServers: old?.encryptions(where: \.isAddedByOperator) ?? [],
            continuing: old?.certificates,
            &problems
        )
        warnings = problems.filter { $0.severity != .error }
        var builder = GenerationBuilder(
            old: old,
            certificates.plan,
            configuration.global.threads,
            lookUp
        )
        builder.problems = problems.filter { $0.severity == .error }
        let backends = configuration.backends.map { settings in
            builder.makeBackend(settings, nextSerial: nextSerial)
        }
        self.backends = backends
        hasTrackers = backends.contains { $0.servers.contains { $0.settings.tracked != nil } }
        let byName = Dictionary(backends.map { ($0.name, $0) }) { first, _ in first }
        let serving = (old?.departed ?? []).filter { backend in
            backend.servers.contains { $0.cell.served.current > 0 }
        }
        departed = (serving + (old?.backends ?? [])).filter { byName[$0.name] == nil }
        frontends = configuration.frontends.map { settings in
            FrontendRuntime(
                settings,
                backends: byName,
                threadCount: configuration.global.threads,
                continuing: old?.frontend(named: settings.name)
            )
        }
        moves = builder.moves
        tables = StickTable.all(
            configuration.proxies.compactMap { settings in
                settings.stickTable.map { (settings.name, $0) }
            },
            continuing: old?.tables ?? []
        )
        configuration.tables.attach(
            Dictionary(tables.map { ($0.name, $0) }) { first, _ in first }
        )
        certificates.count(encryptions { _ in true }, configuration)
        if !builder.problems.isEmpty { throw DiagnosticList(builder.problems) }
    }

    /// The same configuration, with another plan for one backend.
    init(_ old: Generation, replacing backend: BackendRuntime, by successor: BackendRuntime) {
        configuration = old.configuration
        number = old.number
        let backends = old.backends.map { $0 === backend ? successor : $0 }
        self.backends = backends
        hasTrackers = backends.contains { $0.servers.contains { $0.settings.tracked != nil } }
        let byName = Dictionary(backends.map { ($0.name, $0) }) { first, _ in first }
        frontends = old.frontends.map { frontend in
            FrontendRuntime(
                frontend.settings,
                backends: byName,
                threadCount: old.configuration.global.threads,
                continuing: frontend
            )
        }
        departed = old.departed
        moves = []
        certificates = old.certificates
        tables = old.tables
        warnings = []
        certificates.count(encryptions { _ in true }, configuration)
    }
}

extension Generation {
    /// TLS towards servers.
    fileprivate func encryptions(where isWanted: (ServerRuntime) -> Bool) -> [ServerTLS] {
        backends.flatMap { backend in
            backend.servers.filter(isWanted).flatMap { server in
                backend.settings.encryptions(towards: server.settings)
            }
        }
    }
}

/// Collects the parts of a generation and what is wrong with them.
private struct GenerationBuilder {
    let old: Generation?
    let threadCount: Int
    private let tls: TLSPlan
    var problems: [Diagnostic] = []
    var moves: [ServerMove] = []
    private var addresses: AddressBook

    init(
        old: Generation?,
        _ tls: TLSPlan,
        _ threadCount: Int,
        _ lookUp: @escaping NameLookup
    ) {
        self.old = old
        self.tls = tls
        self.threadCount = threadCount
        addresses = AddressBook(lookUp)
    }

    mutating func makeBackend(_ settings: ProxySettings, nextSerial: () -> Int) -> BackendRuntime {
        let before = old?.predecessor(ofBackend: settings.name)
        if let before, before.settings == settings, !before.isChangedByOperator,
            old?.backend(named: settings.name) === before
        {
            for server in before.servers { lookUpAgain(server, in: before) }
            return before
        }
        var servers = settings.servers.enumerated().map { index, server in
            makeServer(
                server,
                index: index,
                continuing: before?.predecessor(of: server),
                nextSerial: nextSerial
            )
        }
        // What an operator has added goes on, unless the configuration has the name by now.
        let added = (before?.servers ?? []).filter { server in
            server.isAddedByOperator
                && !settings.servers.contains { $0.name == server.settings.name }
        }
        for server in added { servers.append(ServerRuntime(server, index: servers.count)) }
        let backend = BackendRuntime(
            settings,
            servers: servers,
            threadCount: threadCount,
            continuing: before,
            isChangedByOperator: !added.isEmpty
        )
        for server in servers {
            let old = before?.server(named: server.settings.name)
            if old?.settings.address == server.settings.address { lookUpAgain(server, in: backend) }
        }
        return backend
    }

    private mutating func makeServer(
        _ settings: ServerSettings,
        index: Int,
        continuing old: ServerRuntime?,
        nextSerial: () -> Int
    ) -> ServerRuntime {
        if let old, old.settings == settings {
            let isThere = old.index == index && !old.isRetired.load(ordering: .relaxed)
            return isThere ? old : ServerRuntime(old, index: index)
        }
        let serial = nextSerial()
        let continued = old?.settings.address == settings.address ? old : nil
        let ownCheckAddress = settings.check?.address.flatMap {
            addresses.resolve($0, of: settings, &problems)
        }
        let cell =
            continued?.cell
            ?? ServerCell(
                settings,
                number: serial,
                address: addresses.resolve(settings.address, of: settings, &problems),
                ownCheckAddress: ownCheckAddress,
                threadCount: threadCount
            )
        return ServerRuntime(
            settings,
            index: index,
            serial: serial,
            cell: cell,
            checkAddress: ownCheckAddress,
            agentAddress: settings.agent?.address.flatMap {
                addresses.resolve($0, of: settings, &problems)
            },
            tlsContext: (settings.tls ?? settings.spareTLS).flatMap(tls.context),
            continuing: continued
        )
    }

    /// Looks the name of a server that lives on up again; where it stands for the same address as
    /// before nothing happens.
    private mutating func lookUpAgain(_ server: ServerRuntime, in backend: BackendRuntime) {
        guard case .host(let name, let family, let port) = server.settings.address,
            // Those are looked up while the proxy runs.
            server.settings.resolution == nil
        else { return }
        let found = addresses.find(name, family, port.fixedPort)
        if let before = server.lookedUp, found.contains(before) { return }
        if let first = found.first {
            moves.append(ServerMove(server: server, backend: backend, address: first))
        } else if !server.settings.initialAddress.contains(where: { $0 != .systemResolver }) {
            problems.append(AddressBook.unknownName(name, of: server.settings))
        }
    }
}
