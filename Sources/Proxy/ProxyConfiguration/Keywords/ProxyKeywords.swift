internal import Diagnostics
internal import Samples

/// The keywords of proxies that are about connections, logs and times.
enum ProxyKeywords {
    static let all: [Keyword] =
        identity + clients + logs + timeouts + options + [ForwardedKeyword.keyword]

    private static let identity: [Keyword] = [
        .proxy("mode", "http|tcp", in: .proxies) { arguments, proxy, _ throws(Diagnostic) in
            let word = try arguments.need("a mode")
            guard let mode = ProxySettings.Mode(rawValue: word.text) else {
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: "mode",
                    among: ["http", "tcp"],
                    unsupported: [
                        "health": "use 'monitor-uri'", "log": nil, "spop": nil, "haterm": nil,
                    ]
                )
            }
            proxy.settings.mode = mode
        },
        .proxy("id", "<number>", in: [.frontend, .backend, .listen]) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            proxy.explicitID = try arguments.number("a number", in: 1...Int(Int32.max))
        },
        .proxy("description", "<text>", in: [.frontend, .backend, .listen]) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            proxy.settings.description = arguments.takeRest().map(\.text).joined(separator: " ")
        },
        .proxy("disabled", in: .proxies) { arguments, proxy, _ throws(Diagnostic) in
            try arguments.end()
            proxy.settings.isDisabled = true
        },
        .proxy("enabled", in: .proxies) { arguments, proxy, _ throws(Diagnostic) in
            try arguments.end()
            proxy.settings.isDisabled = false
        },
    ]

    private static let clients: [Keyword] = [
        .proxy("bind", "[<address>]:<port>[,...] [option...]", in: [.frontend, .listen]) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            var draft = BindDraft(place: arguments.place)
            try draft.readAddresses(arguments.need("an address"), tools.environment)
            try arguments.readOptions(of: "bind", into: &draft, tools) { $0.isForBinds }
            proxy.binds.append(draft)
        },
        .proxy("maxconn", "<number>", in: .clientSide) { arguments, proxy, _ throws(Diagnostic) in
            let limit = try arguments.number("connections", in: 0...Int(Int32.max))
            proxy.settings.maximumConnections = limit == 0 ? nil : limit
        },
        .proxy("backlog", "<number>", in: .clientSide) { arguments, proxy, _ throws(Diagnostic) in
            proxy.settings.backlog = try arguments.number("connections", in: 0...Int(Int32.max))
        },
        .proxy("default_backend", "<backend>", in: .clientSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            let word = try arguments.need("a backend")
            proxy.settings.defaultBackend = word.text
            proxy.defaultBackendPlace = word.place
        },
        .proxy("use_backend", "<backend> [if|unless <condition>]", in: [.frontend, .listen]) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            let word = try arguments.need("a backend")
            let reader = LogFormatReader(tools.samples, at: [.chooseBackend], for: .plain)
            let backend = try reader.format(word.text, at: word.place)
            let condition = try proxy.condition(&arguments, tools, at: [.chooseBackend])
            var rule = BackendRule(backend: backend, when: condition)
            rule.place = DeclarationPlace(word.place)
            proxy.settings.backendRules.append(rule)
        },
        .proxy("monitor-uri", "<uri>", in: .clientSide) { arguments, proxy, _ throws(Diagnostic) in
            proxy.settings.monitorURI = try arguments.need("a URI").text
        },
        .proxy("monitor fail", "if|unless <condition>", in: [.frontend, .listen]) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            guard let condition = try proxy.condition(&arguments, tools, at: [.requestHead])
            else {
                throw Diagnostic("'monitor fail' needs a condition", at: arguments.place)
            }
            proxy.settings.monitorFailures.append(condition)
        },
    ]

    private static let logs: [Keyword] = [
        .proxy(
            "log",
            "global | <address> [len <n>] [format <format>] <facility> [<max> [<min>]]",
            in: .proxies,
            canBeNegated: true
        ) { arguments, proxy, tools throws(Diagnostic) in
            if arguments.isNegated {
                proxy.logLines = []
            } else if arguments.take("global") {
                proxy.logLines.append(.global)
            } else {
                proxy.logLines.append(.target(try arguments.readLogTarget(tools.environment)))
            }
        },
        .proxy("log-tag", "<text>", in: .proxies) { arguments, proxy, _ throws(Diagnostic) in
            proxy.settings.logTag = try arguments.need("a tag").text
        },
        .proxy("option httplog", in: .proxies, canBeNegated: true) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            try arguments.end()
            proxy.settings.logFormat = arguments.isNegated ? .connection : .http
            proxy.httpLogPlace = arguments.place
        },
        .proxy("option httpslog", in: .proxies, canBeNegated: true) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            try arguments.end()
            let format = try LogFormatReader(tools.samples, at: [.logs], for: .log)
                .format(LogFormatKeywords.https, at: arguments.place)
            proxy.settings.logFormat = arguments.isNegated ? .connection : .https(format)
            proxy.httpLogPlace = arguments.place
        },
        .flag("option tcplog", in: .proxies) { $0.logFormat = $1 ? .tcp : .connection },
        .flag("option dontlognull", in: .clientSide) { $0.skipsEmptyConnections = $1 },
        .flag("option dontlog-normal", in: .clientSide) { $0.skipsNormalExchanges = $1 },
        .flag("option logasap", in: .clientSide) { $0.logsEarly = $1 },
        .flag("option log-separate-errors", in: .clientSide) { $0.raisesErrorLevel = $1 },
    ]

    private static let timeouts: [Keyword] = [
        timeout("client", .clientSide, \.client),
        timeout("http-request", .proxies, \.httpRequest),
        timeout("http-keep-alive", .proxies, \.httpKeepAlive),
        timeout("server", .serverSide, \.server),
        timeout("connect", .serverSide, \.connect),
        timeout("queue", .serverSide, \.queue),
        timeout("check", .serverSide, \.check),
        timeout("tarpit", .proxies, \.tarpit),
        timeout("tunnel", .serverSide, \.tunnel),
        timeout("client-fin", .clientSide, \.clientFin),
        timeout("server-fin", .serverSide, \.serverFin),
    ]

    private static func timeout(
        _ name: String,
        _ sections: Sections,
        _ path: any WritableKeyPath<Timeouts, Duration?> & Sendable
    ) -> Keyword {
        .proxy("timeout \(name)", "<time>", in: sections) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            let time = try arguments.duration("a time")
            proxy.settings.timeouts[keyPath: path] = time == .zero ? nil : time
        }
    }

    private static let options: [Keyword] = [
        .flag("option http-keep-alive", in: .proxies) { proxy, _ in
            proxy.connectionMode = .keepAlive
        },
        .flag("option http-server-close", in: .proxies) {
            $0.connectionMode = $1 ? .serverClose : .keepAlive
        },
        .flag("option httpclose", in: .proxies) { $0.connectionMode = $1 ? .close : .keepAlive },
        .flag("option idle-close-on-response", in: .clientSide) {
            $0.keepsIdleClientsWhenStopping = $1
        },
        .flag("option clitcpka", in: .clientSide) { $0.probesIdleClients = $1 },
        .flag("option srvtcpka", in: .serverSide) { $0.probesIdleServers = $1 },
        .flag("option tcpka", in: .proxies) {
            $0.probesIdleClients = $1
            $0.probesIdleServers = $1
        },
        .flag("option abortonclose", in: .serverSide) { $0.abortsWhenClientCloses = $1 },
        .flag("option allbackups", in: .serverSide) { $0.usesAllBackups = $1 },
        .flag("option persist", in: .serverSide) { $0.persistsToDownServers = $1 },
        .proxy(
            "option forwardfor",
            "[except <network>] [header <name>] [if-none]",
            in: .proxies,
            canBeNegated: true
        ) { arguments, proxy, _ throws(Diagnostic) in
            proxy.settings.forwardedFor = try arguments.readForwardedFor(ForwardedFor())
        },
        .proxy(
            "option originalto",
            "[except <network>] [header <name>]",
            in: .proxies,
            canBeNegated: true
        ) { arguments, proxy, _ throws(Diagnostic) in
            var setting = ForwardedFor()
            setting.header = "X-Original-To"
            proxy.settings.originalTo = try arguments.readForwardedFor(setting)
        },
        .flag("option http-buffer-request", in: .proxies) { $0.buffersRequests = $1 },
        .flag("option http-ignore-probes", in: .clientSide) { $0.ignoresProbes = $1 },
        .flag("option http-pretend-keepalive", in: .proxies) { $0.pretendsKeepAlive = $1 },
        .flag("option disable-h2-upgrade", in: .clientSide) { $0.disablesHTTP2Upgrade = $1 },
        .proxy(
            "option http-restrict-req-hdr-names",
            "preserve|delete|reject",
            in: .proxies,
            canBeNegated: true
        ) { arguments, proxy, _ throws(Diagnostic) in
            if arguments.isNegated { return proxy.settings.restrictedNames = nil }
            let policies = RestrictedNames.allCases.map { ($0.rawValue, $0) }
            proxy.settings.restrictedNames = try arguments.need("a policy").choice(
                "policy",
                Dictionary(uniqueKeysWithValues: policies)
            )
        },
    ]
}

extension Word {
    /// The bytes of the file that the word names.
    func contents(_ environment: ConfigurationEnvironment) throws(Diagnostic) -> [UInt8] {
        switch environment.readFile(text) {
        case .bytes(let bytes): return bytes
        case .directory:
            throw Diagnostic("cannot read '\(text)': it is a directory", at: place)
        case .unreadable(let reason):
            throw Diagnostic("cannot read '\(text)': \(reason)", at: place)
        }
    }
}

extension Arguments {
    fileprivate mutating func readForwardedFor(
        _ initial: ForwardedFor
    ) throws(Diagnostic) -> ForwardedFor? {
        if isNegated { return nil }
        var setting = initial
        while let word = take() {
            switch word.text {
            case "header": setting.header = try need("a header").text
            case "if-none" where initial.header == "X-Forwarded-For": setting.onlyIfAbsent = true
            case "except":
                let network = try need("a network")
                guard let range = NetworkRange(network.text) else {
                    throw Diagnostic(
                        "'\(network.text)' is no network",
                        at: network.place,
                        expected: "an address or a network as 10.0.0.0/8"
                    )
                }
                setting.exceptNetwork = range
            default:
                throw .unknown(
                    "argument of '\(keyword)'",
                    word.text,
                    among: ["except", "header", "if-none"],
                    at: word.place
                )
            }
        }
        return setting
    }
}
