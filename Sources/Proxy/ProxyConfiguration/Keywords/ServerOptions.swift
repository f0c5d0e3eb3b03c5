internal import Diagnostics
internal import HealthChecking
internal import Samples

/// An option of a `server` or `default-server` line.
struct ServerOption: Sendable {
    typealias Reader =
        @Sendable (inout Arguments, inout ServerDraft, ReadingTools) throws(Diagnostic) -> Void

    let name: String
    /// The arguments, for messages and the documentation.
    let arguments: String
    /// Whether `default-server` takes it too.
    let isForDefaults: Bool
    let read: Reader

    init(
        _ name: String,
        _ arguments: String = "",
        defaults: Bool = true,
        _ read: @escaping Reader
    ) {
        self.name = name
        self.arguments = arguments
        isForDefaults = defaults
        self.read = read
    }

    /// The options by name.
    static let byName: [String: ServerOption] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, $0) }
    )

    static let all: [ServerOption] =
        traffic + checks + observation + agent + switches + tls
        + proxyHeader + resolution + sockets

    private static let traffic: [ServerOption] = [
        ServerOption("weight", "<0-256>") { arguments, server, _ throws(Diagnostic) in
            server.settings.weight = try arguments.number("a weight", in: 0...256)
        },
        ServerOption("maxconn", "<number>") { arguments, server, _ throws(Diagnostic) in
            let limit = try arguments.number("streams", in: 0...Int(Int32.max))
            server.settings.maximumConnections = limit == 0 ? nil : limit
        },
        ServerOption("maxqueue", "<number>") { arguments, server, _ throws(Diagnostic) in
            let limit = try arguments.number("streams", in: 0...Int(Int32.max))
            server.settings.maximumQueue = limit == 0 ? nil : limit
        },
        ServerOption("slowstart", "<time>") { arguments, server, _ throws(Diagnostic) in
            let time = try arguments.duration("a time")
            server.settings.slowStart = time == .zero ? nil : time
        },
        ServerOption("cookie", "<value>", defaults: false) {
            arguments,
            server,
            _ throws(Diagnostic) in
            server.settings.cookie = try arguments.need("a value").text
        },
        ServerOption("id", "<number>", defaults: false) { arguments, server, _ throws(Diagnostic) in
            server.explicitID = try arguments.number("a number", in: 1...Int(Int32.max))
        },
        ServerOption("on-marked-down", "shutdown-sessions") {
            arguments,
            server,
            _ throws(Diagnostic) in
            server.settings.onMarkedDown = try arguments.need("an action").choice(
                "action",
                ["shutdown-sessions": .shutdownSessions]
            )
        },
        ServerOption("on-marked-up", "shutdown-backup-sessions") {
            arguments,
            server,
            _ throws(Diagnostic) in
            server.settings.cutsBackupsWhenUp = try arguments.need("an action").choice(
                "action",
                ["shutdown-backup-sessions": true]
            )
        },
        ServerOption("init-addr", "last,libc,none,<address>") {
            arguments,
            server,
            _ throws(Diagnostic) in
            server.settings.initialAddress = try initialAddresses(arguments.need("a method"))
        },
        ServerOption("pool-max-conn", "<number>") { arguments, server, _ throws(Diagnostic) in
            let limit = try arguments.number("connections", in: -1...Int(Int32.max))
            server.settings.maximumIdleConnections = limit < 0 ? nil : limit
        },
        ServerOption("pool-purge-delay", "<time>") { arguments, server, _ throws(Diagnostic) in
            server.settings.idleConnectionLifetime = try arguments.duration("a time")
        },
    ]

    private static let checks: [ServerOption] = [
        ServerOption("check") { _, server, _ throws(Diagnostic) in server.checks = true },
        ServerOption("no-check") { _, server, _ throws(Diagnostic) in server.checks = false },
        ServerOption("healthcheck", "<name>") { arguments, server, _ throws(Diagnostic) in
            server.healthCheckName = try arguments.need("a section")
        },
        ServerOption("track", "[<backend>/]<server>") { arguments, server, _ throws(Diagnostic) in
            let word = try arguments.need("a server")
            server.settings.tracked = TrackedServer(word.text)
            server.trackPlace = word.place
        },
        ServerOption("inter", "<time>") { arguments, server, _ throws(Diagnostic) in
            server.check.intervals.steady = try positive(&arguments)
        },
        ServerOption("fastinter", "<time>") { arguments, server, _ throws(Diagnostic) in
            server.check.intervals.changing = try positive(&arguments)
        },
        ServerOption("downinter", "<time>") { arguments, server, _ throws(Diagnostic) in
            server.check.intervals.down = try positive(&arguments)
        },
        ServerOption("rise", "<count>") { arguments, server, _ throws(Diagnostic) in
            server.check.thresholds.rise = try arguments.number("probes", in: 1...Int(Int32.max))
        },
        ServerOption("fall", "<count>") { arguments, server, _ throws(Diagnostic) in
            server.check.thresholds.fall = try arguments.number("probes", in: 1...Int(Int32.max))
        },
        ServerOption("port", "<port>") { arguments, server, _ throws(Diagnostic) in
            server.check.port = try arguments.number("a port", in: 1...65535)
        },
        ServerOption("addr", "<address>") { arguments, server, tools throws(Diagnostic) in
            let word = try arguments.need("an address")
            server.check.address = try ServerDraft.address(word, tools.environment)
        },
        ServerOption("check-ssl") { _, server, _ throws(Diagnostic) in server.checkUsesTLS = true },
        ServerOption("no-check-ssl") { _, server, _ throws(Diagnostic) in
            server.checkUsesTLS = false
        },
        ServerOption("check-alpn", "<protocols>") { arguments, server, _ throws(Diagnostic) in
            server.check.protocols = try alpnProtocols(
                arguments.need("protocols"),
                allowing: "h2"
            )
        },
        ServerOption("check-proto", "h1|h2") { arguments, server, _ throws(Diagnostic) in
            server.check.speaksHTTP2 = try arguments.need("a protocol").choice(
                "protocol",
                ["h1": false, "h2": true]
            )
        },
        ServerOption("init-state", "fully-up|up|down|fully-down|none") {
            arguments,
            server,
            _ throws(Diagnostic) in
            server.check.initialState = try arguments.need("a state").choice(
                "state",
                [
                    "fully-up": .fullyUp, "up": .up, "down": .down, "fully-down": .fullyDown,
                    "none": nil,
                ]
            )
        },
        ServerOption("check-sni", "<name>") { arguments, server, _ throws(Diagnostic) in
            server.check.serverName = try arguments.need("a name").text
        },
    ]

    private static let switches: [ServerOption] = [
        ServerOption("backup") { _, server, _ throws(Diagnostic) in server.settings.isBackup = true
        },
        ServerOption("no-backup") { _, server, _ throws(Diagnostic) in
            server.settings.isBackup = false
        },
        ServerOption("disabled") { _, server, _ throws(Diagnostic) in
            server.settings.isDisabled = true
        },
        ServerOption("enabled") { _, server, _ throws(Diagnostic) in
            server.settings.isDisabled = false
        },
    ]

    private static let tls: [ServerOption] =
        [
            ServerOption("ssl") { _, server, _ throws(Diagnostic) in
                (server.usesTLS, server.refusesTLS) = (true, false)
            },
            ServerOption("no-ssl") { _, server, _ throws(Diagnostic) in
                (server.usesTLS, server.refusesTLS) = (false, true)
            },
            ServerOption("verify", "none|required") { arguments, server, _ throws(Diagnostic) in
                server.verification = try arguments.need("none or required")
            },
            ServerOption("verifyhost", "<name>") { arguments, server, _ throws(Diagnostic) in
                server.verifiedHost = try arguments.need("a name").text
            },
            ServerOption("ca-file", "<file>") { arguments, server, _ throws(Diagnostic) in
                server.authorities = try arguments.need("a file")
            },
            ServerOption("crl-file", "<file>") { arguments, server, _ throws(Diagnostic) in
                server.revocations = try arguments.need("a file")
            },
            ServerOption("ssl-reuse") { _, server, _ throws(Diagnostic) in
                server.resumesSessions = true
            },
            ServerOption("no-ssl-reuse") { _, server, _ throws(Diagnostic) in
                server.resumesSessions = false
            },
            ServerOption("crt", "<file>") { arguments, server, _ throws(Diagnostic) in
                server.certificate = try arguments.need("a file")
            },
            ServerOption("sni", "<expression>") { arguments, server, tools throws(Diagnostic) in
                let word = try arguments.need("an expression")
                let reader = SampleReader(tools.samples, at: [.serverConnect])
                server.serverName = try reader.expression(word.text, at: word.place)
            },
            ServerOption("sni-auto") { arguments, server, tools throws(Diagnostic) in
                server.automaticServerName = try SampleReader(tools.samples, at: [.serverConnect])
                    .expression("req.hdr(host),field(1,:)", at: arguments.place)
            },
            ServerOption("no-sni-auto") { _, server, _ throws(Diagnostic) in
                server.automaticServerName = nil
            },
            ServerOption("no-check-sni-auto") { _, _, _ throws(Diagnostic) in
                // A check asks for a name where 'check-sni' says one, and nowhere else.
            },
            ServerOption("alpn", "<protocols>") { arguments, server, _ throws(Diagnostic) in
                server.protocols = try alpnProtocols(arguments.need("protocols"), allowing: "h2")
            },
            ServerOption("proto", "h1|h2") { arguments, server, _ throws(Diagnostic) in
                server.settings.speaksHTTP2 = try arguments.need("h1 or h2").choice(
                    "protocol",
                    ["h1": false, "h2": true]
                )
            },
        ]
        + TLSLimitKeyword.all.filter { !$0.isForBindsOnly }.map { limit in
            ServerOption(limit.name, limit.arguments) { arguments, server, _ throws(Diagnostic) in
                try limit.read(&arguments, &server.limits)
            }
        }

    /// A time that is more than nothing.
    static func positive(_ arguments: inout Arguments) throws(Diagnostic) -> Duration {
        let word = try arguments.need("a time")
        let time = try word.duration()
        if time == .zero {
            throw Diagnostic("the interval must not be zero", at: word.place, expected: "a time")
        }
        return time
    }

    private static func initialAddresses(
        _ word: Word
    ) throws(Diagnostic) -> [ServerSettings.InitialAddress] {
        var methods: [ServerSettings.InitialAddress] = []
        for part in word.text.split(separator: ",") {
            switch part {
            // Without a state file, which is refused where it is named, nothing is known from before.
            case "last": break
            case "libc": methods.append(.systemResolver)
            case "none": methods.append(.none)
            default:
                guard let address = IPAddress(part) else {
                    throw Diagnostic(
                        "invalid init-addr '\(part)'",
                        at: word.place,
                        expected: "libc, none or an address, separated by commas"
                    )
                }
                methods.append(.address(address))
            }
        }
        return methods
    }
}

extension Arguments {
    /// Reads options of a server until the words end.
    mutating func readOptions(
        into server: inout ServerDraft,
        forDefaults: Bool,
        _ tools: ReadingTools
    ) throws(Diagnostic) {
        while let word = take() {
            // What one of them is about stands in parentheses: 'set-proxy-v2-tlv-fmt(0xE1)'.
            let name = String(word.text.prefix { $0 != "(" })
            guard let option = ServerOption.byName[name],
                option.arguments.hasPrefix("(") || name == word.text
            else {
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: "server option",
                    among: Array(ServerOption.byName.keys),
                    unsupported: UnsupportedKeywords.serverOptions
                )
            }
            if forDefaults, !option.isForDefaults {
                throw Diagnostic(
                    "'\(word.text)' is not allowed in 'default-server'",
                    at: word.place
                )
            }
            try option.read(&self, &server, tools)
        }
    }
}
