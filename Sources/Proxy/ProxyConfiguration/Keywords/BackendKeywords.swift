internal import Balancing
internal import Diagnostics

/// The keywords about servers and how one is chosen.
enum BackendKeywords {
    static let all: [Keyword] = servers + choice + failures

    private static let servers: [Keyword] = [
        .proxy("server", "<name> <address>[:<port>] [option...]", in: [.backend, .listen]) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            let name = try arguments.need("a name and an address")
            let address = try arguments.need("an address")
            var server = proxy.defaultServer
            server.place = name.place
            server.settings.address = try ServerDraft.address(address, tools.environment)
            try arguments.readOptions(into: &server, forDefaults: false, tools)
            try proxy.add(server, named: name)
        },
        .proxy(
            "server-template",
            "<prefix> <count>|<first>-<last> <name>[:<port>] [option...]",
            in: [.backend, .listen]
        ) { arguments, proxy, tools throws(Diagnostic) in
            let prefix = try arguments.need("a prefix, a count and a name")
            let numbers = try arguments.need("a count").templateNumbers()
            let address = try arguments.need("a name")
            var server = proxy.defaultServer
            server.place = prefix.place
            server.settings.address = try ServerDraft.address(address, tools.environment)
            try arguments.readOptions(into: &server, forDefaults: true, tools)
            for number in numbers {
                let name = Word(text: "\(prefix.text)\(number)", place: prefix.place)
                try proxy.add(server, named: name)
            }
        },
        .proxy("default-server", "<option>...", in: .serverSide) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            try arguments.readOptions(into: &proxy.defaultServer, forDefaults: true, tools)
            if proxy.defaultServer.usesTLS { proxy.defaultServer.hasDefaultTLS = true }
        },
        .proxy("dispatch", "<address>:<port>", in: [.backend, .listen]) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            let word = try arguments.need("an address and a port")
            try proxy.dispatch(to: word, tools)
        },
        .proxy("load-server-state-from-file", "global|local|none", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            let sources = ServerStateSource.allCases.map { ($0.rawValue, $0) }
            proxy.settings.serverStateSource = try arguments.need("a source").choice(
                "source",
                Dictionary(uniqueKeysWithValues: sources)
            )
        },
        .proxy("server-state-file-name", "[use-backend-name|<file>]", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            let word = arguments.takeRest().first?.text
            proxy.settings.serverStateFile = word == "use-backend-name" ? nil : word
        },
        .proxy("http-reuse", "never|safe|aggressive|always", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            let modes = ConnectionReuse.allCases.map { ($0.rawValue, $0) }
            proxy.settings.connectionReuse = try arguments.need("a mode").choice(
                "mode",
                Dictionary(uniqueKeysWithValues: modes)
            )
        },
    ]

    private static let choice: [Keyword] = [
        .proxy("balance", "<algorithm> [<arguments>]", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            proxy.settings.balance = try arguments.readBalance()
        },
        .proxy("hash-type", "map-based|consistent [<function> [avalanche]]", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            proxy.settings.hash = try arguments.readHashType()
        },
        .proxy("hash-preserve-affinity", "always|maxconn|maxqueue", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            let ways = HashAffinity.allCases.map { ($0.rawValue, $0) }
            proxy.settings.hashAffinity = try arguments.need("a way").choice(
                "way",
                Dictionary(uniqueKeysWithValues: ways)
            )
        },
        .proxy("hash-balance-factor", "<percent>", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            let word = try arguments.need("a percentage")
            let factor = try word.number("percent", in: 0...65535)
            if (1...100).contains(factor) {
                throw Diagnostic(
                    "'hash-balance-factor' must be 0 or greater than 100",
                    at: word.place
                )
            }
            proxy.settings.hashBalanceFactor = factor == 0 ? nil : factor
        },
        .proxy("cookie", "<name> [insert] [indirect] [nocache] ...", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            proxy.settings.cookie = try arguments.readCookie()
        },
    ]

    private static let failures: [Keyword] = [
        .proxy("retries", "<count>", in: .serverSide) { arguments, proxy, _ throws(Diagnostic) in
            proxy.settings.retries = try arguments.number("attempts", in: 0...100)
        },
        .proxy("retry-on", "none | <condition>...", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            proxy.settings.retryOn = try arguments.readRetryConditions()
        },
        .proxy("option redispatch", "[<interval>]", in: .serverSide, canBeNegated: true) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            if arguments.isNegated {
                proxy.settings.redispatch = .never
                return
            }
            guard let word = arguments.take() else {
                proxy.settings.redispatch = .lastAttempt
                return
            }
            let interval = try word.number("an interval", in: -100...100)
            switch interval {
            case 0: proxy.settings.redispatch = .never
            case -1: proxy.settings.redispatch = .lastAttempt
            case 1...: proxy.settings.redispatch = .every(interval)
            default: proxy.settings.redispatch = .beforeLast(-interval)
            }
        },
    ]
}

extension Arguments {
    fileprivate mutating func readBalance() throws(Diagnostic) -> BalanceMethod {
        let word = try need("an algorithm")
        let (call, _) = try FunctionCall.first(in: word.text[...], word)
        switch call.name {
        case "roundrobin": return .roundRobin
        case "static-rr": return .staticRoundRobin
        case "leastconn": return .leastConnections
        case "first": return .first
        case "source": return .source
        case "random":
            try call.expectArguments(0...1, word)
            let draws = try call.number(0, word) ?? 2
            if draws < 1 {
                throw Diagnostic("'random' draws one server or more", at: word.place)
            }
            return .random(draws: draws)
        case "uri": return .uri(try readURIHashing())
        case "hdr":
            try call.expectArguments(1...1, word)
            return .header(call.arguments[0].lowercased(), domainOnly: take("use_domain_only"))
        case "url_param": return .urlParameter(try need("a parameter").text)
        default:
            throw UnsupportedKeywords.diagnostic(
                for: Word(text: call.name, place: word.place),
                kind: "balance algorithm",
                among: [
                    "roundrobin", "static-rr", "leastconn", "first", "source", "random", "uri",
                    "hdr", "url_param",
                ],
                unsupported: ["rdp-cookie": nil, "hash": "use uri, hdr(<name>) or url_param"]
            )
        }
    }

    private mutating func readURIHashing() throws(Diagnostic) -> URIHashing {
        var rule = URIHashing()
        while let word = take() {
            switch word.text {
            case "whole": rule.includesQuery = true
            case "path-only": rule.pathOnly = true
            case "len": rule.maximumLength = try number("characters", in: 1...Int(Int32.max))
            case "depth": rule.maximumDepth = try number("directories", in: 1...Int(Int32.max))
            default:
                throw .unknown(
                    "argument of 'balance uri'",
                    word.text,
                    among: ["len", "depth", "whole", "path-only"],
                    at: word.place
                )
            }
        }
        return rule
    }

    fileprivate mutating func readHashType() throws(Diagnostic) -> HashSettings {
        var settings = HashSettings()
        settings.method = try need("map-based or consistent").choice(
            "hash type",
            ["map-based": .mapBased, "consistent": .consistent]
        )
        guard let word = take() else {
            return settings.method == .consistent ? .consistent : settings
        }
        let functions = HashFunction.allCases.map { ($0.rawValue, $0) }
        settings.function = try word.choice(
            "hash function",
            Dictionary(uniqueKeysWithValues: functions)
        )
        if take("avalanche") { settings.isAvalanched = true }
        return settings
    }

    fileprivate mutating func readCookie() throws(Diagnostic) -> PersistenceCookie {
        var cookie = PersistenceCookie(name: try need("a name").text)
        while let word = take() {
            switch word.text {
            case "insert": cookie.inserts = true
            case "indirect": cookie.isIndirect = true
            case "nocache": cookie.preventsCaching = true
            case "postonly": cookie.onlyAfterPost = true
            case "preserve": cookie.preservesServers = true
            case "httponly": cookie.isHTTPOnly = true
            case "secure": cookie.isSecure = true
            case "domain": cookie.domains.append(try need("a domain").text)
            case "attr": cookie.attributes.append(try need("an attribute").text)
            default:
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: "cookie option",
                    among: [
                        "insert", "indirect", "nocache", "postonly", "preserve", "httponly",
                        "secure", "domain", "attr",
                    ],
                    unsupported: UnsupportedKeywords.cookieOptions
                )
            }
        }
        if cookie.isIndirect, !cookie.inserts {
            throw Diagnostic(
                "'indirect' needs 'insert': the proxy has to set the cookie that servers do not see",
                at: place
            )
        }
        return cookie
    }

    fileprivate mutating func readRetryConditions() throws(Diagnostic) -> RetryConditions {
        let known: [String: RetryConditions] = [
            "none": [], "conn-failure": .connectionFailure, "empty-response": .emptyResponse,
            "junk-response": .junkResponse, "response-timeout": .responseTimeout,
            "401": .status401, "403": .status403, "404": .status404, "408": .status408,
            "425": .status425, "500": .status500, "501": .status501, "502": .status502,
            "503": .status503, "504": .status504,
            "all-retryable-errors": [
                .connectionFailure, .emptyResponse, .junkResponse, .responseTimeout, .status500,
                .status502, .status503, .status504,
            ],
        ]
        var conditions: RetryConditions = []
        conditions.formUnion(try need("a condition").choice("retry condition", known))
        while let word = take() {
            conditions.formUnion(try word.choice("retry condition", known))
        }
        return conditions
    }
}

extension ProxyDraft {
    /// Adds a server under a name that no other one has.
    fileprivate mutating func add(_ server: ServerDraft, named name: Word) throws(Diagnostic) {
        if let other = servers.first(where: { $0.settings.name == name.text }) {
            throw Diagnostic(
                "the server '\(name.text)' is declared twice in '\(settings.name)'",
                at: name.place,
                hint: "the first one is at \(other.place.map(String.init(describing:)) ?? "")"
            )
        }
        var server = server
        server.settings.name = name.text
        servers.append(server)
    }
}

extension Word {
    /// The numbers of a template's servers: `5` is 1 to 5.
    fileprivate func templateNumbers() throws(Diagnostic) -> ClosedRange<Int> {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        let most = 65_536
        if ends.count == 1, let last = ends[0], (1...most).contains(last) { return 1...last }
        if ends.count == 2, let first = ends[0], let last = ends[1], first >= 0, last >= first,
            last - first < most
        {
            return first...last
        }
        throw Diagnostic(
            "'\(text)' is no number of servers",
            at: place,
            expected: "a count from 1 to \(most), or <first>-<last>"
        )
    }
}
