internal import Diagnostics

/// Lays binds and servers over the global defaults of TLS and looks at the files they name.
struct TLSResolver {
    let global: GlobalDraft
    let certificates: CertificateCollection
    /// The `ssl-f-use` lines of the frontend whose binds are laid over the defaults.
    var shared: CertificateSource?

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
        bind.tuning = draft.tuning
        bind.file = draft.file
        bind.place = DeclarationPlace(draft.place)
        guard draft.usesTLS else {
            if let source = draft.sources.first {
                throw Diagnostic(
                    "'crt' has no effect without 'ssl'",
                    at: source.word.place,
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
        tls.limits = draft.line.limits.limits(over: global.bindTLS, unsaidMinimum: .tls12)
        try checkVersions(tls.limits, at: draft.place)
        tls.requiresKnownName =
            draft.line.limits.requiresKnownName ?? global.bindTLS.requiresKnownName ?? false
        tls.protocols = draft.line.protocols ?? []
        tls.ignoredCertificateFaults = draft.ignoredCertificateFaults
        tls.ignoredAuthorityFaults = draft.ignoredAuthorityFaults
        tls.ticketKeys = draft.ticketKeys?.text
        tls.clientVerification = try verification(draft.line)
        if let word = draft.line.earlyData {
            certificates.warn(CertificateOption.noteAboutEarlyData(word))
        }
        for source in draft.sources {
            switch source {
            case .certificate(let word, let isDefault):
                tls.sources.append(try certificates.source(word, isDefault: isDefault))
            case .list(let word): tls.sources.append(try certificates.list(word))
            }
        }
        if let shared { tls.sources.append(shared) }
        try checkSources(tls, draft)
        try checkLines(of: tls)
        return tls
    }

    /// Refuses an address without a certificate, unless operators may add some to it.
    private func checkSources(_ tls: BindTLS, _ draft: BindDraft) throws(Diagnostic) {
        let declared = certificates.declared
        let isEmpty = tls.sources.allSatisfy { source in
            guard case .list(let name) = source.kind else { return false }
            return declared.lists[name]?.lines.isEmpty ?? true
        }
        guard isEmpty else { return }
        let missing = Diagnostic(
            "'bind' with 'ssl' needs a certificate",
            at: draft.place,
            expected: "crt <file>",
            severity: tls.requiresKnownName ? .warning : .error
        )
        guard tls.requiresKnownName else { throw missing }
        certificates.warn(missing)
    }

    /// Checks what comes of the lines of lists and the bind's settings together.
    private func checkLines(of tls: BindTLS) throws(Diagnostic) {
        try checkVerification(tls.clientVerification)
        for source in tls.sources {
            guard case .list(let name) = source.kind else { continue }
            let lines = certificates.declared.lists[name]?.lines ?? []
            for line in lines where line.options != nil {
                let settings = tls.with(line.options)
                if let place = line.place.place { try checkVersions(settings.limits, at: place) }
                var verification = settings.clientVerification
                verification.place = line.place
                try checkVerification(verification)
            }
        }
    }

    private func verification(
        _ draft: CertificateLineDraft
    ) throws(Diagnostic) -> ClientVerification {
        var verification = ClientVerification()
        verification.mode = try draft.mode() ?? .none
        if let word = draft.authorities { verification.authorities = try authorities(word) }
        if let word = draft.hiddenAuthorities {
            verification.hiddenAuthorities = try authorities(word)
        }
        if let word = draft.revocations { verification.revocations = try authorities(word) }
        verification.hidesNames = draft.hidesNames
        let word = draft.verification ?? draft.authorities
        verification.place = DeclarationPlace(word?.place)
        return verification
    }

    private func checkVerification(_ verification: ClientVerification) throws(Diagnostic) {
        guard verification.mode != .none, verification.authorities == nil,
            verification.hiddenAuthorities == nil
        else { return }
        throw Diagnostic(
            "'verify' needs the authorities that signed clients' certificates",
            at: verification.place.place,
            expected: "ca-file <file>"
        )
    }

    /// One server; `encryptsChecks` tells whether a step of its checks wants TLS by itself.
    func server(
        _ draft: ServerDraft,
        id: Int,
        encryptsChecks: Bool
    ) throws(Diagnostic) -> ServerSettings {
        var server = draft.settings
        server.id = id
        server.place = DeclarationPlace(draft.place)
        if draft.usesTLS {
            server.tls = try serverTLS(draft)
        } else if draft.hasDefaultTLS {
            server.spareTLS = try serverTLS(draft)
        }
        server.refusesTLS = draft.refusesTLS
        server.agent = try draft.serverAgent()
        server.thresholds = draft.check.thresholds
        if draft.resolversPlace != nil { server.resolution = draft.resolution }
        guard draft.isChecked else { return server }
        var check = draft.check
        let goesElsewhere = check.port != nil || check.address != nil
        check.usesTLS = draft.checkUsesTLS ?? (draft.usesTLS && !goesElsewhere)
        if check.usesTLS || encryptsChecks {
            check.tls = if let tls = server.tls { tls } else { try serverTLS(draft) }
        }
        check.sendsProxyHeader =
            draft.checkSendsProxyHeader ?? (draft.settings.proxyHeader.isSent && !goesElsewhere)
        check.observation = draft.observation.observation
        server.check = check
        return server
    }

    private func serverTLS(_ draft: ServerDraft) throws(Diagnostic) -> ServerTLS {
        var tls = ServerTLS(verification: try verification(draft))
        tls.serverName = draft.serverName ?? draft.automaticServerName
        tls.protocols = draft.protocols
        tls.limits = draft.limits.limits(over: global.serverTLS, unsaidMinimum: .tls12)
        if let place = draft.place { try checkVersions(tls.limits, at: place) }
        tls.resumesSessions = draft.resumesSessions
        if let word = draft.revocations { tls.revocations = try authorities(word) }
        if let word = draft.certificate {
            tls.clientCertificate = try certificates.certificate(word)
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

    private func authorities(_ word: Word) throws(Diagnostic) -> String {
        try certificates.authorities(word)
    }

    private func checkVersions(_ limits: TLSLimits, at place: SourcePlace) throws(Diagnostic) {
        guard let maximum = limits.maximumVersion,
            maximum < limits.minimumVersion || maximum == .ssl3
        else { return }
        throw Diagnostic(
            "no version of TLS is left between \(limits.minimumVersion.word) and \(maximum.word)",
            at: place
        )
    }
}
