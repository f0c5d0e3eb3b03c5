internal import Diagnostics

/// A `resolvers` section while it is read.
struct ResolversDraft {
    var settings: ResolversSettings
    var place: SourcePlace
}

/// The `resolvers` section.
enum ResolversKeywords {
    static let section = OtherSection("resolvers", "<name>", .resolvers) {
        arguments,
        draft,
        _ throws(Diagnostic) in
        let name = try arguments.need("a name")
        if let other = draft.resolvers.first(where: { $0.settings.name == name.text }) {
            throw Diagnostic(
                "the resolvers '\(name.text)' are declared twice",
                at: name.place,
                hint: "the first ones are at \(other.place)"
            )
        }
        draft.resolvers.append(
            ResolversDraft(settings: ResolversSettings(name: name.text), place: name.place)
        )
    }

    static let all: [Keyword] = [
        keyword("nameserver", "<name> <address>[:<port>]") {
            arguments,
            settings,
            tools throws(Diagnostic) in
            let name = try arguments.need("a name and an address")
            let address = try arguments.need("an address")
            try settings.add(try address.nameServer(named: name.text, tools), at: name.place)
        },
        keyword("parse-resolv-conf") { arguments, settings, tools throws(Diagnostic) in
            try settings.addSystemsServers(tools, at: arguments.place)
        },
        keyword("hold", "nx|refused|timeout|other|valid|obsolete <time>") {
            arguments,
            settings,
            _ throws(Diagnostic) in
            let word = try arguments.need("a status and a time")
            let time = try arguments.duration("a time")
            switch word.text {
            case "nx": settings.patience.noSuchName = time
            case "refused": settings.patience.refused = time
            case "timeout": settings.patience.timeout = time
            case "other": settings.patience.other = time
            case "obsolete": settings.patience.obsolete = time
            // It is for 'do-resolve' alone, which is refused where it stands.
            case "valid": break
            default:
                throw .unknown(
                    "status",
                    word.text,
                    among: ["nx", "refused", "timeout", "other", "valid", "obsolete"],
                    at: word.place
                )
            }
        },
        keyword("resolve_retries", "<count>") { arguments, settings, _ throws(Diagnostic) in
            settings.attempts = try arguments.number("attempts", in: 1...Int(Int32.max))
        },
        keyword("accepted_payload_size", "<bytes>") { arguments, settings, _ throws(Diagnostic) in
            settings.payloadSize = try arguments.number("bytes", in: 512...65_535)
        },
        keyword("timeout resolve", "<time>") { arguments, settings, _ throws(Diagnostic) in
            settings.interval = try ServerOption.positive(&arguments)
        },
        keyword("timeout retry", "<time>") { arguments, settings, _ throws(Diagnostic) in
            settings.retryInterval = try ServerOption.positive(&arguments)
        },
    ]

    private typealias Reader =
        @Sendable (inout Arguments, inout ResolversSettings, ReadingTools) throws(Diagnostic) ->
        Void

    private static func keyword(
        _ name: String,
        _ arguments: String = "",
        _ read: @escaping Reader
    ) -> Keyword {
        .section(name, arguments, in: .resolvers, manual: "5.3.2") {
            arguments,
            draft,
            tools throws(Diagnostic) in
            guard let last = draft.resolvers.indices.last else { return }
            try read(&arguments, &draft.resolvers[last].settings, tools)
        }
    }
}

extension ResolversSettings {
    fileprivate mutating func add(_ server: NameServer, at place: SourcePlace) throws(Diagnostic) {
        if servers.contains(where: { $0.name == server.name }) {
            throw Diagnostic(
                "the nameserver '\(server.name)' is declared twice in '\(name)'",
                at: place
            )
        }
        servers.append(server)
    }

    /// Adds the servers of `/etc/resolv.conf`, named by their addresses.
    fileprivate mutating func addSystemsServers(
        _ tools: ReadingTools,
        at place: SourcePlace
    ) throws(Diagnostic) {
        let path = "/etc/resolv.conf"
        let text = String(
            decoding: try Word(text: path, place: place).contents(tools.environment),
            as: UTF8.self
        )
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard words.count >= 2, words[0] == "nameserver" else { continue }
            // An address may name the interface that it is reached by.
            guard let address = IPAddress(words[1].prefix { $0 != "%" }) else {
                tools.warn(
                    Diagnostic(
                        "'\(words[1])' in \(path) is no address of a nameserver",
                        at: place,
                        severity: .warning
                    )
                )
                continue
            }
            let server = NameServer(
                name: String(words[1]),
                address: address,
                port: 53,
                usesConnections: false
            )
            if !servers.contains(where: { $0.name == server.name }) { servers.append(server) }
        }
    }
}

extension Word {
    /// A name server at the address that the word is: `10.0.0.1:53`, `tcp@10.0.0.1`.
    fileprivate func nameServer(
        named name: String,
        _ tools: ReadingTools
    ) throws(Diagnostic) -> NameServer {
        var rest = text[...]
        var usesConnections = false
        for (prefix, isStream) in [
            ("tcp@", true), ("tcp4@", true), ("tcp6@", true), ("udp@", false), ("udp4@", false),
            ("udp6@", false),
        ] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
            usesConnections = isStream
        }
        let word = Word(text: String(rest), place: place)
        switch try ServerDraft.address(word, tools.environment) {
        case .ip(let address, .fixed(let port)):
            return NameServer(
                name: name,
                address: address,
                port: port,
                usesConnections: usesConnections
            )
        case .ip(let address, .clients(offset: 0)):
            return NameServer(
                name: name,
                address: address,
                port: 53,
                usesConnections: usesConnections
            )
        case .ip, .host, .unix, .abstract:
            throw Diagnostic(
                "'\(text)' is no address of a nameserver",
                at: place,
                expected: "[tcp@]<address>[:<port>]"
            )
        }
    }
}

extension ServerOption {
    /// Options of servers about the lookup of their names.
    static let resolution: [ServerOption] = [
        ServerOption("resolvers", "<section>") { arguments, server, _ throws(Diagnostic) in
            let word = try arguments.need("a section")
            server.resolversPlace = word.place
            server.resolution.resolvers = word.text
        },
        ServerOption("resolve-prefer", "ipv4|ipv6") { arguments, server, _ throws(Diagnostic) in
            server.resolution.prefersVersion6 = try arguments.need("a version").choice(
                "version",
                ["ipv4": false, "ipv6": true]
            )
        },
        ServerOption("resolve-net", "<network>[,<network>]...") {
            arguments,
            server,
            _ throws(Diagnostic) in
            let word = try arguments.need("networks")
            for part in word.text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let network = NetworkRange(part) else {
                    throw Diagnostic(
                        "'\(part)' is no network",
                        at: word.place,
                        expected: "an address or a network as 10.0.0.0/8"
                    )
                }
                server.resolution.networks.append(network)
            }
        },
        ServerOption("resolve-opts", "allow-dup-ip,prevent-dup-ip,ignore-weight") {
            arguments,
            server,
            _ throws(Diagnostic) in
            let word = try arguments.need("options")
            for part in word.text.split(separator: ",", omittingEmptySubsequences: false) {
                switch part {
                case "allow-dup-ip": server.resolution.allowsDuplicates = true
                case "prevent-dup-ip": server.resolution.allowsDuplicates = false
                case "ignore-weight": server.resolution.ignoresWeight = true
                default:
                    throw .unknown(
                        "option of 'resolve-opts'",
                        String(part),
                        among: ["allow-dup-ip", "prevent-dup-ip", "ignore-weight"],
                        at: word.place
                    )
                }
            }
        },
    ]
}
