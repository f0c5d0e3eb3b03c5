internal import Balancing
internal import Diagnostics

extension ConfigurationResolver {
    /// Takes out of a proxy of mode tcp what only HTTP has, each with a warning as HAProxy's.
    func dropWhatNeedsHTTP(_ draft: ProxyDraft, _ settings: inout ProxySettings) {
        for bind in draft.binds where bind.spoken == BindProtocol.none && settings.mode == .http {
            found.add(
                Diagnostic(
                    "'proto none' is not usable for \(settings.kind.rawValue) '\(settings.name)'",
                    at: bind.place,
                    expected: "it in a proxy of mode tcp"
                )
            )
        }
        // What a refused line has left unsaid is no mistake of its own.
        guard settings.mode == .tcp, !draft.failures.contains("mode") else { return }
        // Its connections may become those of HTTP.
        if settings.kind == .frontend, settings.byteRules.switchesToHTTP { return }
        let section = "\(settings.kind.rawValue) '\(settings.name)'"
        func drop(_ text: String, isThere: Bool, at place: SourcePlace? = nil) {
            guard isThere else { return }
            found.add(Diagnostic(text, at: place ?? draft.place, severity: .warning))
        }
        drop(
            "cookie will be ignored for \(section) (needs 'mode http')",
            isThere: settings.hasBackend && settings.cookie != nil
        )
        settings.cookie = nil
        drop(
            "monitor-uri will be ignored for \(section) (needs 'mode http')",
            isThere: settings.hasFrontend && settings.monitorURI != nil
        )
        settings.monitorURI = nil
        if settings.hasBackend && settings.balance.needsHTTP {
            drop(
                "Layer 7 hash not possible for \(section) (needs 'mode http'). "
                    + "Falling back to round robin",
                isThere: true
            )
            settings.balance = .roundRobin
        }
        if settings.logFormat == .http {
            drop(
                "'option httplog' not usable with \(section) (needs 'mode http'). "
                    + "Falling back to 'option tcplog'",
                isThere: settings.hasFrontend,
                at: draft.httpLogPlace
            )
            settings.logFormat = .tcp
        }
        drop(
            "'stats' statement ignored for \(section) as it requires HTTP mode",
            isThere: settings.statsPage != nil
        )
        settings.statsPage = nil
        dropRules(section, draft, &settings)
        drop(
            "'option forwardfor' ignored for \(section) as it requires HTTP mode",
            isThere: settings.forwardedFor != nil
        )
        settings.forwardedFor = nil
        for server in draft.servers where server.settings.cookie != nil {
            drop(
                "\(section): ignoring cookie for server '\(server.settings.name)' "
                    + "as HTTP mode is disabled",
                isThere: true,
                at: server.place
            )
        }
    }

    private func dropRules(
        _ section: String,
        _ draft: ProxyDraft,
        _ settings: inout ProxySettings
    ) {
        let kinds = [
            ("http-request", settings.requestRules.isEmpty),
            ("http-response", settings.responseRules.isEmpty),
            ("http-after-response", settings.afterResponseRules.isEmpty),
            ("redirect", settings.redirectRules.isEmpty),
        ]
        for (name, isEmpty) in kinds where !isEmpty {
            found.add(
                Diagnostic(
                    "'\(name)' rules ignored for \(section) as they require HTTP mode",
                    at: draft.place,
                    severity: .warning
                )
            )
        }
        settings.requestRules = []
        settings.responseRules = []
        settings.afterResponseRules = []
        settings.redirectRules = []
    }
}

extension BalanceMethod {
    /// Whether it goes by something of a request.
    fileprivate var needsHTTP: Bool {
        switch self {
        case .uri, .header, .urlParameter: true
        case .roundRobin, .staticRoundRobin, .leastConnections, .first, .random, .source: false
        }
    }
}
