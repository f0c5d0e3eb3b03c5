internal import Diagnostics

/// The keywords of `global` about TLS and certificates.
enum TLSKeywords {
    static let all: [Keyword] = options + lists + bases + companions + sessions

    private static let options: [Keyword] = [
        .global("ssl-server-verify", "none|required") { arguments, global, _ throws(Diagnostic) in
            global.settings.verifiesServers = try arguments.need("none or required").choice(
                "way to verify servers",
                ["none": false, "required": true]
            )
        },
        .global("ssl-default-bind-options", "<option>...") {
            arguments,
            global,
            _ throws(Diagnostic) in
            try arguments.readLimits(
                into: &global.bindTLS,
                TLSLimitKeyword.all.filter(\.isForDefaults)
            )
        },
        .global("ssl-default-server-options", "<option>...") {
            arguments,
            global,
            _ throws(Diagnostic) in
            try arguments.readLimits(
                into: &global.serverTLS,
                TLSLimitKeyword.all.filter { $0.isForDefaults && !$0.isForBindsOnly }
            )
        },
    ]

    /// What OpenSSL has lists for, each for both sides.
    private static let lists: [Keyword] = [
        ("ciphers", \TLSLimitsDraft.ciphers),
        ("ciphersuites", \.cipherSuites),
        ("curves", \.curves),
        ("sigalgs", \.signatureAlgorithms),
        ("client-sigalgs", \.clientSignatureAlgorithms),
    ].flatMap { name, path in
        [
            Keyword.global("ssl-default-bind-\(name)", "<list>") {
                arguments,
                global,
                _ throws(Diagnostic) in
                global.bindTLS[keyPath: path] = try arguments.need("a list").text
            },
            Keyword.global("ssl-default-server-\(name)", "<list>") {
                arguments,
                global,
                _ throws(Diagnostic) in
                global.serverTLS[keyPath: path] = try arguments.need("a list").text
            },
        ]
    }

    private static let bases: [Keyword] = [
        .global("ocsp-update.mode", "off") { arguments, _, _ throws(Diagnostic) in
            let word = try arguments.need("off")
            guard word.text == "off" else {
                throw Diagnostic(
                    "'ocsp-update.mode \(word.text)' is not supported by switchyard-proxy",
                    at: word.place,
                    expected: "off",
                    hint: "have the responses fetched by another program, and reload"
                )
            }
        },
        .global("ca-base", "<directory>") { arguments, global, _ throws(Diagnostic) in
            global.certificates.bases.authorities = try arguments.need("a directory").text
        },
        .global("crt-base", "<directory>") { arguments, global, _ throws(Diagnostic) in
            global.certificates.bases.certificates = try arguments.need("a directory").text
        },
        .global("key-base", "<directory>") { arguments, global, _ throws(Diagnostic) in
            global.certificates.bases.keys = try arguments.need("a directory").text
        },
        .global("issuers-chain-path", "<directory>") { arguments, global, _ throws(Diagnostic) in
            let word = try arguments.need("a directory")
            global.certificates.chainDirectory = word.text
            global.certificates.places["issuers-chain-path"] = DeclarationPlace(word.place)
        },
    ]

    private static let companions: [Keyword] = [
        .global("ssl-load-extra-files", "none|all|<kind>...") {
            arguments,
            global,
            _ throws(Diagnostic) in
            global.certificates.companions.kinds = try arguments.readCompanionKinds()
        },
        .global("ssl-load-extra-del-ext") { _, global, _ throws(Diagnostic) in
            global.certificates.companions.removesExtension = true
        },
        .global("ssl-skip-self-issued-ca") { _, global, _ throws(Diagnostic) in
            global.certificates.skipsSelfIssued = true
        },
        .global("ssl-dh-param-file", "<file>") { arguments, global, _ throws(Diagnostic) in
            let word = try arguments.need("a file")
            global.certificates.keyExchangeFile = word.text
            global.certificates.places["ssl-dh-param-file"] = DeclarationPlace(word.place)
        },
        .global("tune.ssl.default-dh-param", "<number>", manual: "3.2") {
            arguments,
            global,
            _ throws(Diagnostic) in
            global.certificates.keyExchangeBits = try arguments.number(
                "bits of a group",
                in: 1024...Int(Int32.max)
            )
        },
    ]

    private static let sessions: [Keyword] = [
        .global("tune.ssl.cachesize", "<number>", manual: "3.2") {
            arguments,
            global,
            _ throws(Diagnostic) in
            global.certificates.sessionCacheBlocks = try arguments.number(
                "blocks of 200 bytes",
                in: 0...Int(Int32.max)
            )
        },
        .global("tune.ssl.lifetime", "<time>", manual: "3.2") {
            arguments,
            global,
            _ throws(Diagnostic) in
            global.certificates.sessionLifetime = try arguments.duration(
                "a time",
                unit: .seconds(1)
            )
        },
    ]
}

extension Arguments {
    /// Reads limits of TLS until the words end.
    fileprivate mutating func readLimits(
        into limits: inout TLSLimitsDraft,
        _ keywords: [TLSLimitKeyword]
    ) throws(Diagnostic) {
        while let word = take() {
            guard let limit = keywords.first(where: { $0.name == word.text }) else {
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: "option of TLS",
                    among: keywords.map(\.name),
                    unsupported: UnsupportedKeywords.tlsOptions
                )
            }
            try limit.read(&self, &limits)
        }
    }

    /// Reads the kinds of files beside certificates.
    fileprivate mutating func readCompanionKinds() throws(Diagnostic) -> Set<CompanionRules.Kind> {
        let first = try need("none, all or kinds of files")
        if first.text == "none" || first.text == "all" {
            if let extra = upcoming {
                throw Diagnostic(
                    "'\(first.text)' stands alone",
                    at: extra.place,
                    expected: "nothing after it"
                )
            }
            return first.text == "all" ? Set(CompanionRules.Kind.allCases) : []
        }
        let all = CompanionRules.Kind.allCases
        let table = Dictionary(uniqueKeysWithValues: all.map { ($0.rawValue, $0) })
        var kinds: Set<CompanionRules.Kind> = [try first.choice("kind of file", table)]
        while let word = take() { kinds.insert(try word.choice("kind of file", table)) }
        return kinds
    }
}
