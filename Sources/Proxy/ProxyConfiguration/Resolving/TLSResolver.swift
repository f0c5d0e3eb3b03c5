internal import Diagnostics

/// Lays binds and servers over the global defaults of TLS and looks at the files they name.
struct TLSResolver {
    let environment: ConfigurationEnvironment
    let global: GlobalDraft

    /// One address of a bind line.
    func bind(
        _ draft: BindDraft,
        _ address: BindAddress,
        name: String
    ) throws(Diagnostic) -> BindSettings {
        var bind = BindSettings(address: address, name: draft.name ?? name)
        bind.backlog = draft.backlog
        bind.spoken = draft.spoken
        bind.onlyVersion6 = draft.onlyVersion6
        bind.acceptsProxyHeader = draft.acceptsProxyHeader
        bind.file = draft.file
        bind.place = DeclarationPlace(draft.place)
        guard draft.usesTLS else {
            if let certificate = draft.certificates.first {
                throw Diagnostic(
                    "'crt' has no effect without 'ssl'",
                    at: certificate.place,
                    hint: "add 'ssl' to the bind line"
                )
            }
            return bind
        }
        bind.tls = try bindTLS(draft)
        return bind
    }

    private func bindTLS(_ draft: BindDraft) throws(Diagnostic) -> BindTLS {
        var tls = BindTLS()
        tls.limits = draft.limits.limits(over: global.bindTLS, unsaidMinimum: .tls12)
        try checkVersions(tls.limits, at: draft.place)
        tls.protocols = draft.protocols
        if draft.certificates.isEmpty {
            throw Diagnostic(
                "'bind' with 'ssl' needs a certificate",
                at: draft.place,
                expected: "crt <file>"
            )
        }
        for word in draft.certificates { tls.certificates += try certificates(word) }
        if tls.certificates.count > 1 {
            throw Diagnostic(
                "several certificates on one bind line are not supported by switchyard-proxy",
                at: draft.certificates.last?.place,
                hint: "put all names into one certificate, or bind another address"
            )
        }
        switch draft.verification?.text {
        case nil, "none": break
        case "required": tls.clientVerification = .required(authorities: try authorities(draft))
        case "optional":
            throw Diagnostic(
                "'verify optional' is not supported by switchyard-proxy",
                at: draft.verification?.place,
                hint: "use 'verify required', or leave it out"
            )
        case .some(let word):
            throw .unknown(
                "way to verify clients",
                word,
                among: ["none", "required"],
                at: draft.verification?.place
            )
        }
        return tls
    }

    /// One server.
    func server(_ draft: ServerDraft, id: Int) throws(Diagnostic) -> ServerSettings {
        var server = draft.settings
        server.id = id
        server.place = DeclarationPlace(draft.place)
        if draft.usesTLS { server.tls = try serverTLS(draft) }
        server.agent = try draft.serverAgent()
        guard draft.isChecked else { return server }
        var check = draft.check
        let goesElsewhere = check.port != nil || check.address != nil
        check.usesTLS = draft.checkUsesTLS ?? (draft.usesTLS && !goesElsewhere)
        if check.usesTLS, server.tls == nil {
            // Only the checks speak TLS, and they verify nothing.
            guard try serverTLS(draft) == ServerTLS(verification: .none) else {
                throw Diagnostic(
                    "'check-ssl' with settings of TLS but without 'ssl' is not supported by "
                        + "switchyard-proxy",
                    at: draft.place,
                    hint: "add 'ssl', or write 'check-ssl verify none' alone"
                )
            }
        }
        check.sendsProxyHeader =
            draft.checkSendsProxyHeader ?? (draft.settings.proxyHeader.isSent && !goesElsewhere)
        check.observation = draft.observation.observation
        server.check = check
        return server
    }

    private func serverTLS(_ draft: ServerDraft) throws(Diagnostic) -> ServerTLS {
        var tls = ServerTLS(verification: try verification(draft))
        tls.serverName = draft.serverName
        tls.protocols = draft.protocols
        tls.limits = draft.limits.limits(over: global.serverTLS, unsaidMinimum: .tls12)
        if let place = draft.place { try checkVersions(tls.limits, at: place) }
        if let word = draft.certificate {
            let path = path(word.text, global.certificateBase)
            try checkCertificate(path, word)
            tls.clientCertificate = path
        }
        return tls
    }

    private func verification(_ draft: ServerDraft) throws(Diagnostic) -> ServerTLS.Verification {
        let isRequired: Bool
        if let word = draft.verification {
            isRequired = try word.choice(
                "way to verify servers",
                ["none": false, "required": true]
            )
        } else {
            isRequired = global.settings.verifiesServers
        }
        guard isRequired else { return .none }
        guard let word = draft.authorities else {
            throw Diagnostic(
                "verify is enabled but no ca-file specified for server '\(draft.settings.name)'",
                at: draft.place,
                expected: "ca-file <file>, or verify none",
                hint: "'ca-file @system-ca' trusts the system's authorities"
            )
        }
        return .required(
            authorities: try authorities(word),
            hostName: draft.verifiedHost
        )
    }

    private func authorities(_ draft: BindDraft) throws(Diagnostic) -> String {
        guard let word = draft.authorities else {
            throw Diagnostic(
                "'verify' needs the authorities that signed clients' certificates",
                at: draft.verification?.place,
                expected: "ca-file <file>"
            )
        }
        return try authorities(word)
    }

    private func authorities(_ word: Word) throws(Diagnostic) -> String {
        if word.text == "@system-ca" { return word.text }
        let path = path(word.text, global.authorityBase)
        let bytes = try Word(text: path, place: word.place).contents(environment)
        if !bytes.containsText("-----BEGIN CERTIFICATE-----")
            && !bytes.containsText("-----BEGIN TRUSTED CERTIFICATE-----")
        {
            throw Diagnostic(
                "'\(path)' holds no certificate",
                at: word.place,
                expected: "a PEM file"
            )
        }
        return path
    }

    private func certificates(_ word: Word) throws(Diagnostic) -> [String] {
        let path = path(word.text, global.certificateBase)
        if case .directory(let names) = environment.readFile(path) {
            let ignored = [".issuer", ".ocsp", ".sctl", ".key"]
            let files = names.sorted()
                .filter { name in !name.hasPrefix(".") && !ignored.contains { name.hasSuffix($0) } }
                .map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
            if files.isEmpty {
                throw Diagnostic("the directory '\(path)' holds no certificate", at: word.place)
            }
            for file in files { try checkCertificate(file, word) }
            return files
        }
        try checkCertificate(path, word)
        return [path]
    }

    /// A PEM file holds certificate and key together, or the key is beside it in `<file>.key`.
    private func checkCertificate(_ path: String, _ word: Word) throws(Diagnostic) {
        switch environment.readFile(path) {
        case .directory: throw Diagnostic("'\(path)' is a directory", at: word.place)
        case .unreadable(let reason):
            throw Diagnostic(
                "unable to stat SSL certificate from file '\(path)': \(reason)",
                at: word.place
            )
        case .bytes(let bytes):
            guard bytes.containsText("-----BEGIN CERTIFICATE-----") else {
                throw Diagnostic(
                    "'\(path)' holds no certificate",
                    at: word.place,
                    expected: "a PEM file with certificate, chain and key"
                )
            }
            if bytes.containsText("PRIVATE KEY-----") { return }
            if case .bytes(let key) = environment.readFile(path + ".key"),
                key.containsText("PRIVATE KEY-----")
            {
                return
            }
            throw Diagnostic(
                "No Private Key found in '\(path)' or '\(path).key'",
                at: word.place,
                expected: "certificate and key together in one PEM file"
            )
        }
    }

    private func checkVersions(_ limits: TLSLimits, at place: SourcePlace) throws(Diagnostic) {
        guard let maximum = limits.maximumVersion, maximum < limits.minimumVersion else { return }
        throw Diagnostic(
            "no version of TLS is left between \(limits.minimumVersion.word) and \(maximum.word)",
            at: place
        )
    }

    private func path(_ text: String, _ base: String?) -> String {
        guard let base, !text.hasPrefix("/") else { return text }
        return base.hasSuffix("/") ? base + text : "\(base)/\(text)"
    }
}

extension [UInt8] {
    fileprivate func containsText(_ text: String) -> Bool {
        let pattern = Array(text.utf8)
        guard count >= pattern.count else { return false }
        return (0...(count - pattern.count)).contains { start in
            self[start] == pattern[0] && self[start..<start + pattern.count].elementsEqual(pattern)
        }
    }
}
