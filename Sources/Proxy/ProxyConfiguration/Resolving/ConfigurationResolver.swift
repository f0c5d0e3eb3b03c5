internal import Diagnostics
internal import HealthChecking
internal import Samples

/// Puts the sections together: numbers, references, defaults of TLS, and the checks that need more
/// than one line.
struct ConfigurationResolver {
    let environment: ConfigurationEnvironment
    let found: DiagnosticCollection

    func resolve(_ draft: ConfigurationDraft) -> ProxyConfiguration {
        var draft = draft
        for problem in draft.resolveErrorAnswers() { found.add(problem) }
        for problem in draft.resolveHealthChecks() { found.add(problem) }
        var global = draft.global.settings
        global.bindTLSDefaults = TLSLimitsDraft().limits(
            over: draft.global.bindTLS,
            unsaidMinimum: .tls12
        )
        global.serverTLSDefaults = TLSLimitsDraft().limits(
            over: draft.global.serverTLS,
            unsaidMinimum: .tls12
        )
        for index in global.statsSockets.indices {
            let socket = global.statsSockets[index]
            (global.statsSockets[index].address, global.statsSockets[index].file) =
                draft.global.unixSockets.applied(to: socket.address, socket.file)
        }
        global.logTargets = global.logTargets.map { $0.named(global.logHostName) }
        var proxies: [ProxySettings] = []
        let certificates = CertificateCollection(
            draft.global.certificates,
            environment,
            warn: found.add
        )
        for proxy in numbered(draft.proxies, hasSocket: !draft.global.settings.statsSockets.isEmpty)
        {
            var defaults = draft.global
            defaults.bindTLS = proxy.bindTLS
            defaults.serverTLS = proxy.serverTLS
            let tls = TLSResolver(global: defaults, certificates: certificates)
            proxies.append(resolve(proxy, global, tls))
        }
        var configuration = ProxyConfiguration(
            global: global,
            certificates: certificates.declared,
            proxies: proxies,
            resolvers: draft.resolvers.map(\.settings)
        )
        if let samples = draft.samples {
            configuration.patterns = samples.patterns
            configuration.tables = samples.tables
            checkTables(draft.proxies, samples.tables)
            keepServers(&configuration)
            configuration.referredServers = samples.servers.names
            draft.declareUserLists(samples.users)
            for problem in samples.users.undeclared { found.add(problem) }
        }
        checkResolvers(draft)
        checkNames(draft.proxies)
        checkReferences(draft.proxies, configuration)
        checkServerRules(draft.proxies)
        checkTracking(draft.proxies, configuration)
        checkAddresses(configuration)
        return configuration
    }

    /// Gives the proxies their numbers: automatic ones leave out those given, and one when operators have a
    /// socket, which counts as a proxy.
    private func numbered(_ proxies: [ProxyDraft], hasSocket: Bool) -> [ProxyDraft] {
        var taken = Set(proxies.compactMap(\.explicitID))
        if taken.count < proxies.compactMap(\.explicitID).count {
            reportTwiceUsedNumbers(proxies)
        }
        var next = hasSocket ? 2 : 1
        return proxies.map { proxy in
            var proxy = proxy
            if let id = proxy.explicitID {
                proxy.settings.id = id
            } else {
                while taken.contains(next) { next += 1 }
                taken.insert(next)
                proxy.settings.id = next
            }
            return proxy
        }
    }

    private func reportTwiceUsedNumbers(_ proxies: [ProxyDraft]) {
        var owners: [Int: String] = [:]
        for proxy in proxies {
            guard let id = proxy.explicitID else { continue }
            if let owner = owners[id] {
                found.add(
                    Diagnostic(
                        "'\(proxy.settings.name)' has the same id as '\(owner)': \(id)",
                        at: proxy.place
                    )
                )
            }
            owners[id] = proxy.settings.name
        }
    }

    private func resolve(
        _ draft: ProxyDraft,
        _ global: GlobalSettings,
        _ tls: TLSResolver
    ) -> ProxySettings {
        var tls = tls
        var settings = draft.settings
        settings.logTargets = logTargets(draft, global)
        dropWhatNeedsHTTP(draft, &settings)
        resolveCheck(draft, &settings)
        if !draft.certificates.isEmpty {
            collect { () throws(Diagnostic) in
                tls.shared = try tls.certificates.list(of: settings.name, draft.certificates)
            }
        }
        for (index, bind) in draft.binds.enumerated() {
            collect { () throws(Diagnostic) in
                for address in bind.addresses {
                    var resolved = try tls.bind(bind, address, name: "\(index + 1)")
                    (resolved.address, resolved.file) = tls.global.unixSockets.applied(
                        to: resolved.address,
                        resolved.file
                    )
                    settings.binds.append(resolved)
                }
            }
        }
        if settings.hasBackend { resolveServers(draft, tls, &settings) }
        warnAboutTimeouts(draft, settings)
        warnAboutUnusedServers(draft, settings)
        if settings.kind != .backend, settings.binds.isEmpty, draft.binds.isEmpty,
            !settings.isDisabled, !draft.failures.contains("bind")
        {
            found.add(
                Diagnostic(
                    "\(settings.kind.rawValue) '\(settings.name)' has no 'bind' line",
                    at: draft.place,
                    hint: settings.kind == .listen
                        ? "declare a 'backend' when it shall only own servers" : nil,
                    severity: .warning
                )
            )
        }
        return settings
    }

    private func warnAboutUnusedServers(_ draft: ProxyDraft, _ settings: ProxySettings) {
        guard settings.kind == .listen, !draft.servers.isEmpty,
            let backend = settings.defaultBackend, backend != settings.name
        else { return }
        found.add(
            Diagnostic(
                "the servers of '\(settings.name)' are never used: 'default_backend' has "
                    + "precedence over them",
                at: draft.defaultBackendPlace,
                severity: .warning
            )
        )
    }

    private func logTargets(_ draft: ProxyDraft, _ global: GlobalSettings) -> [LogTarget] {
        draft.logLines.flatMap { line in
            switch line {
            case .global: return global.logTargets
            case .target(let target): return [target.named(global.logHostName)]
            }
        }
    }

    private func resolveCheck(_ draft: ProxyDraft, _ settings: inout ProxySettings) {
        settings.check = draft.checks.program
        guard settings.hasBackend else { return }
        if let place = draft.checks.unaskedExpectations {
            found.add(
                Diagnostic(
                    "the checks of '\(settings.name)' expect an answer and send no request",
                    at: place,
                    hint: "a section's own 'http-check' rules replace those of 'defaults', its "
                        + "'option httpchk' too: repeat it here, or add 'http-check send'",
                    severity: .warning
                )
            )
        }
        for unused in draft.checks.unusedRules {
            found.add(
                Diagnostic(
                    "'\(unused.rules)' has no effect in '\(settings.name)' without "
                        + "'option \(unused.option)'",
                    at: unused.place,
                    hint: "add 'option \(unused.option)'",
                    severity: .warning
                )
            )
        }
    }

    private func resolveServers(
        _ draft: ProxyDraft,
        _ tls: TLSResolver,
        _ settings: inout ProxySettings
    ) {
        var taken = Set(draft.servers.compactMap(\.explicitID))
        var next = 1
        for server in draft.servers {
            var id = server.explicitID ?? 0
            if id == 0 {
                while taken.contains(next) { next += 1 }
                id = next
                taken.insert(id)
            }
            collect { () throws(Diagnostic) in
                var resolved = try tls.server(
                    server,
                    id: id,
                    encryptsChecks: (server.check.program ?? settings.check).encryptsConnections
                )
                if environment.facts.toleratesUnknownNames {
                    resolved.initialAddress.append(.none)
                }
                if let source = settings.source, resolved.sourceAddress == nil,
                    resolved.tuning.interface == nil
                {
                    resolved.sourceAddress = source.address
                    resolved.tuning.interface = source.interface
                }
                settings.servers.append(resolved)
            }
            warnAboutIdleOptions(server)
        }
        checkServers(draft, settings)
        checkDispatch(draft, &settings)
    }

    /// Where 'dispatch' says a place nothing is chosen, and connections stay with their clients.
    private func checkDispatch(_ draft: ProxyDraft, _ settings: inout ProxySettings) {
        guard settings.servers.contains(where: \.isDispatch) else { return }
        settings.connectionReuse = .never
        guard let server = draft.servers.first(where: { !$0.settings.isDispatch }) else { return }
        found.add(
            Diagnostic(
                "'\(settings.name)' has 'dispatch', and servers that nothing would go to",
                at: server.place,
                hint:
                    "write 'dispatch' as a server, those that only cookies lead to with 'weight 0'"
            )
        )
    }

    private func checkServers(_ draft: ProxyDraft, _ settings: ProxySettings) {
        for server in settings.servers {
            if settings.cookie != nil, server.cookie == nil, !server.isBackup {
                found.add(
                    Diagnostic(
                        "server '\(settings.name)/\(server.name)' has no 'cookie': "
                            + "clients are not led back to it",
                        at: server.place.place,
                        severity: .note
                    )
                )
            }
            checkPort(server)
        }
    }

    private func warnAboutIdleOptions(_ server: ServerDraft) {
        for (option, lacks) in server.idleOptions {
            found.add(
                Diagnostic(
                    "'\(option)' has no effect without '\(lacks)'",
                    at: server.place,
                    hint: "add '\(lacks)' to server '\(server.settings.name)'",
                    severity: .note
                )
            )
        }
    }

    private func checkPort(_ server: ServerSettings) {
        guard let check = server.check, check.port == nil else { return }
        let address = check.address ?? server.address
        switch address {
        case .ip(_, port: .clients), .host(_, _, port: .clients):
            found.add(
                Diagnostic(
                    "server '\(server.name)' has neither a service port nor a check port",
                    at: server.place.place,
                    hint: "add ':<port>' to its address, or 'port <port>' for its checks"
                )
            )
        case .ip, .host, .unix, .abstract: break
        }
    }

    private func warnAboutTimeouts(_ draft: ProxyDraft, _ settings: ProxySettings) {
        var missing: [String] = []
        if settings.hasFrontend, settings.timeouts.client == nil {
            missing.append("timeout client")
        }
        if settings.hasBackend, !settings.servers.isEmpty {
            if settings.timeouts.connect == nil { missing.append("timeout connect") }
            if settings.timeouts.server == nil { missing.append("timeout server") }
        }
        missing.removeAll { draft.failures.contains($0) }
        if missing.isEmpty || settings.isDisabled { return }
        found.add(
            Diagnostic(
                "missing timeouts for \(settings.kind.rawValue) '\(settings.name)'",
                at: draft.place,
                expected: missing.joined(separator: ", "),
                hint: "without them a connection may stay for ever",
                severity: .warning
            )
        )
    }

    /// Runs something that may fail and goes on.
    private func collect(_ body: () throws(Diagnostic) -> Void) {
        do throws(Diagnostic) { try body() } catch { found.add(error) }
    }
}
