internal import Diagnostics

/// An option of a `bind` or `stats socket` line.
struct BindOption: Sendable {
    typealias Reader =
        @Sendable (inout Arguments, inout BindDraft, ReadingTools) throws(Diagnostic) -> Void

    let name: String
    /// The arguments, for messages and the documentation.
    let arguments: String
    /// Whether it may stand on a `bind` line, a `stats socket` line.
    let isForBinds: Bool
    let isForSockets: Bool
    /// Why it changes nothing, of one that does not.
    private(set) var inertReason: String?
    let read: Reader

    /// One that tunes how HAProxy is made and means nothing here; see ``InertKeyword``.
    private static func inert(
        _ name: String,
        _ arguments: String,
        _ reason: String
    ) -> BindOption {
        var option = BindOption(name, arguments, sockets: true) {
            words,
            _,
            tools throws(Diagnostic) in
            let word = try words.need("a value")
            tools.warn(
                Diagnostic(
                    "'\(name)' changes nothing: \(reason)",
                    at: word.place,
                    severity: .note
                )
            )
        }
        option.inertReason = reason
        return option
    }

    private static let inertOptions: [BindOption] = [
        inert("thread", "<threads>", "every thread accepts on every bind"),
        inert("process", "<threads>", "every thread accepts on every bind"),
        inert("shards", "<count>", "each thread has its own listening socket"),
        inert("nice", "<number>", "all connections have the same priority"),
    ]

    init(
        _ name: String,
        _ arguments: String = "",
        binds: Bool = true,
        sockets: Bool = false,
        _ read: @escaping Reader
    ) {
        self.name = name
        self.arguments = arguments
        isForBinds = binds
        isForSockets = sockets
        self.read = read
    }

    /// The options by name.
    static let byName: [String: BindOption] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, $0) }
    )

    static let all: [BindOption] =
        [
            BindOption("ssl") { _, bind, _ throws(Diagnostic) in bind.usesTLS = true },
            BindOption("crt", "<file or directory>") { arguments, bind, _ throws(Diagnostic) in
                bind.sources.append(.certificate(try arguments.need("a file"), isDefault: false))
            },
            BindOption("default-crt", "<file>") { arguments, bind, _ throws(Diagnostic) in
                bind.sources.append(.certificate(try arguments.need("a file"), isDefault: true))
            },
            BindOption("proto", "h1|h2|none") { arguments, bind, _ throws(Diagnostic) in
                bind.spoken = try arguments.need("h1, h2 or none").choice(
                    "protocol",
                    ["h1": .h1, "h2": .h2, "none": BindProtocol.none]
                )
            },
            BindOption("crt-list", "<file>") { arguments, bind, _ throws(Diagnostic) in
                bind.sources.append(.list(try arguments.need("a file")))
            },
            BindOption("crt-ignore-err", "<faults>") { arguments, bind, _ throws(Diagnostic) in
                let word = try arguments.need("faults")
                bind.ignoredCertificateFaults = try CertificateFault.faults(word)
            },
            BindOption("ca-ignore-err", "<faults>") { arguments, bind, _ throws(Diagnostic) in
                let word = try arguments.need("faults")
                bind.ignoredAuthorityFaults = try CertificateFault.faults(word)
            },
            BindOption("tls-ticket-keys", "<file>") { arguments, bind, _ throws(Diagnostic) in
                bind.ticketKeys = try arguments.need("a file")
            },
            BindOption("name", "<name>") { arguments, bind, _ throws(Diagnostic) in
                bind.name = try arguments.need("a name").text
            },
            BindOption("backlog", "<number>") { arguments, bind, _ throws(Diagnostic) in
                bind.backlog = try arguments.number("connections", in: 0...Int(Int32.max))
            },
            BindOption("accept-proxy") { _, bind, _ throws(Diagnostic) in
                bind.acceptsProxyHeader = true
            },
            BindOption("v4v6") { _, bind, _ throws(Diagnostic) in bind.onlyVersion6 = false },
            BindOption("v6only") { _, bind, _ throws(Diagnostic) in bind.onlyVersion6 = true },
            BindOption("level", "user|operator|admin", binds: false, sockets: true) {
                arguments,
                bind,
                _ throws(Diagnostic) in
                bind.level = try arguments.need("a level").choice(
                    "level",
                    ["user": .user, "operator": .operator, "admin": .admin]
                )
            },
            BindOption("expose-fd", "listeners", binds: false, sockets: true) {
                arguments,
                bind,
                _ throws(Diagnostic) in
                bind.handsListenersOver = try arguments.need("listeners").choice(
                    "word after 'expose-fd'",
                    ["listeners": true]
                )
            },
        ] + socketFile + sockets + certificates + inertOptions + limits

    /// Rights and owner of a unix socket.
    private static let socketFile: [BindOption] = [
        BindOption("mode", "<octal>", sockets: true) { arguments, bind, _ throws(Diagnostic) in
            let word = try arguments.need("a mode")
            guard let mode = UInt32(word.text, radix: 8), mode <= 0o7777 else {
                throw Diagnostic(
                    "'\(word.text)' is no mode",
                    at: word.place,
                    expected: "octal digits, as 660"
                )
            }
            bind.file.mode = mode
        },
        BindOption("user", "<name>", sockets: true) { arguments, bind, tools throws(Diagnostic) in
            bind.file.user = try arguments.need("a user").user(tools.environment)
        },
        BindOption("group", "<name>", sockets: true) { arguments, bind, tools throws(Diagnostic) in
            bind.file.group = try arguments.need("a group").group(tools.environment)
        },
        BindOption("uid", "<number>", sockets: true) { arguments, bind, _ throws(Diagnostic) in
            bind.file.user = try arguments.need("a user's number").accountNumber()
        },
        BindOption("gid", "<number>", sockets: true) { arguments, bind, _ throws(Diagnostic) in
            bind.file.group = try arguments.need("a group's number").accountNumber()
        },
    ]

    private static let certificates: [BindOption] =
        CertificateOption.all.map { option in
            BindOption(option.name, option.arguments) { arguments, bind, _ throws(Diagnostic) in
                try option.read(&arguments, &bind.line)
            }
        }

    private static let limits: [BindOption] =
        TLSLimitKeyword.all.filter { !$0.isForLines }.map { limit in
            BindOption(limit.name, limit.arguments) { arguments, bind, _ throws(Diagnostic) in
                try limit.read(&arguments, &bind.line.limits)
            }
        }
}

/// The protocols of `alpn`.
func alpnProtocols(
    _ word: Word,
    allowing other: String? = nil
) throws(Diagnostic) -> [String] {
    let protocols = word.text.split(separator: ",").map(String.init)
    for name in protocols where name != "http/1.1" && name != "http/1.0" && name != other {
        throw Diagnostic(
            "the protocol '\(name)' is not supported by switchyard-proxy",
            at: word.place,
            expected: other.map { "\($0) or http/1.1" } ?? "http/1.1",
            hint: "peers fall back to what is offered"
        )
    }
    return protocols
}

extension Arguments {
    /// Reads options until the words end.
    mutating func readOptions(
        of line: String,
        into bind: inout BindDraft,
        _ tools: ReadingTools,
        where isAllowed: (BindOption) -> Bool
    ) throws(Diagnostic) {
        while let word = take() {
            guard let option = BindOption.byName[word.text], isAllowed(option) else {
                let known = BindOption.all.filter(isAllowed).map(\.name)
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: "\(line) option",
                    among: known,
                    unsupported: UnsupportedKeywords.bindOptions
                )
            }
            try option.read(&self, &bind, tools)
        }
    }
}
