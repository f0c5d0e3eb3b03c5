internal import Cryptography
public import Diagnostics
public import ProxyConfiguration

/// Makes a plan of a configuration and the certificates that were read for it.
public struct TLSPlanner {
    private let configuration: ProxyConfiguration
    private let store: CertificateStore
    private let addedServers: [ServerTLS]
    private let old: TLSPlan?
    private let sessions: TLSSessionCache?
    private var acceptors: [BindTLS: TLSAcceptor] = [:]
    private var contexts: [ServerTLS: TLSContext] = [:]
    private var reusable: [ContextKey: TLSContext] = [:]
    /// What is wrong, each with its place; warnings among them.
    public private(set) var problems: [Diagnostic] = []

    /// Takes the certificates that are to be used; what did not change since `old` lives on.
    ///
    /// - Parameters:
    ///   - configuration: who uses them.
    ///   - store: the certificates.
    ///   - addedServers: the servers that operators have added to those of the configuration.
    ///   - old: the plan before.
    public init(
        _ configuration: ProxyConfiguration,
        _ store: CertificateStore,
        addedServers: [ServerTLS] = [],
        continuing old: TLSPlan? = nil
    ) {
        self.configuration = configuration
        self.store = store
        self.addedServers = addedServers
        self.old = old
        let blocks = store.declared.sessionCacheBlocks
        sessions =
            blocks == 0
            ? nil
            : old?.sessions?.blocks == blocks ? old?.sessions : TLSSessionCache(blocks: blocks)
    }

    /// The plan; what cannot be used is in ``problems`` and not in it.
    public mutating func plan() -> TLSPlan {
        for proxy in configuration.proxies {
            for bind in proxy.binds {
                guard let tls = bind.tls, acceptors[tls] == nil else { continue }
                add(tls, at: bind.place)
            }
            for server in proxy.servers {
                for tls in proxy.encryptions(towards: server)
                where contexts[tls] == nil {
                    add(tls, at: server.place)
                }
            }
        }
        for tls in addedServers where contexts[tls] == nil { add(tls, at: DeclarationPlace()) }
        return TLSPlan(
            acceptors: acceptors,
            contexts: contexts,
            reusable: reusable,
            sessions: sessions
        )
    }

    private mutating func add(_ tls: BindTLS, at place: DeclarationPlace) {
        do throws(OpenSSLError) {
            acceptors[tls] = try acceptor(tls)
        } catch {
            problems.append(Diagnostic("cannot use TLS: \(error)", at: place.place))
        }
    }

    private mutating func add(_ tls: ServerTLS, at place: DeclarationPlace) {
        do throws(OpenSSLError) {
            contexts[tls] = try context(tls)
        } catch {
            problems.append(Diagnostic("cannot use TLS: \(error)", at: place.place))
        }
    }

    private mutating func acceptor(_ tls: BindTLS) throws(OpenSSLError) -> TLSAcceptor {
        var table = AcceptorTable()
        for source in tls.sources {
            switch source.kind {
            case .certificates(let names):
                let isDefault = source.isDefault || table.names.isEmpty
                for name in names {
                    try add(name, nil, tls, isDefault: isDefault, source.place, &table)
                }
            case .list(let list):
                for line in store.lists[list]?.lines ?? [] {
                    try add(
                        line.certificate,
                        line,
                        tls,
                        isDefault: table.names.isEmpty,
                        line.place,
                        &table
                    )
                }
            }
        }
        var sharing = TLSAcceptor.Sharing()
        sharing.requiresKnownName = tls.requiresKnownName
        sharing.sessions = sessions
        sharing.sessionLifetime = store.declared.sessionLifetime
        sharing.ticketKeys = tls.ticketKeys.flatMap { store.ticketKeys[$0] }
        return TLSAcceptor(
            first: try context(tls, nil, filters: []),
            table.contexts,
            table.names,
            sharing,
            continuing: old?.acceptor(for: tls)
        )
    }

    /// Adds a certificate to those of an address; one that could not be read is told of already.
    private mutating func add(
        _ name: String,
        _ line: CertificateListLine?,
        _ tls: BindTLS,
        isDefault: Bool,
        _ place: DeclarationPlace,
        _ table: inout AcceptorTable
    ) throws(OpenSSLError) {
        guard let keyed = store.certificates[name]?.keyed else { return }
        let filters = line?.filters ?? []
        let settings = tls.with(line?.options)
        let context: TLSContext
        do throws(OpenSSLError) {
            context = try self.context(settings, keyed, filters: filters)
        } catch {
            problems.append(Diagnostic("cannot use '\(name)' for TLS: \(error)", at: place.place))
            return
        }
        let number = table.number(of: context)
        var names = filters.map { Array($0.utf8) }
        if names.isEmpty { names = keyed.certificate.serverNames }
        if isDefault { names.append([UInt8(ascii: "*")]) }
        let idle = table.names.add(number, keyed.certificate.keyKind, filters: names)
        for filter in idle { warn(filter, name, place) }
    }

    private mutating func warn(
        _ filter: ServerNameTable.IdleFilter,
        _ name: String,
        _ place: DeclarationPlace
    ) {
        let message =
            switch filter {
            case .exceptionForWildcard(let text):
                "'\(text)' excludes a wildcard, which does nothing"
            case .exceptionsAlone:
                "what '!' excludes for '\(name)' does nothing without a wildcard on the same line"
            }
        let warning = Diagnostic(message, at: place.place, severity: .warning)
        if !problems.contains(warning) { problems.append(warning) }
    }

    /// The context for one certificate under the settings of an address, or for none.
    private mutating func context(
        _ tls: BindTLS,
        _ keyed: KeyedCertificate?,
        filters: [String]
    ) throws(OpenSSLError) -> TLSContext {
        let trust = try store.trust(tls.clientVerification)
        let key = ContextKey(tls, keyed, trust, filters)
        if let known = reusable[key] ?? old?.reusable[key] {
            reusable[key] = known
            return known
        }
        var settings = TLSSettings()
        settings.apply(tls.limits)
        settings.applicationProtocols = tls.protocols
        settings.certificate = keyed
        settings.keyExchangeGroup = store.keyExchangeGroup
        if let trust {
            settings.verification = .by(
                trust,
                isRequired: tls.clientVerification.mode == .required
            )
        }
        settings.tolerance.ofCertificate = tls.ignoredCertificateFaults.faults
        settings.tolerance.ofAuthorities = tls.ignoredAuthorityFaults.faults
        settings.sessionScope = sessionScope(tls, keyed, trust, filters)
        let context = try TLSContext(server: true, settings)
        reusable[key] = context
        return context
    }

    private func context(_ tls: ServerTLS) throws(OpenSSLError) -> TLSContext {
        var settings = TLSSettings()
        settings.apply(tls.limits)
        settings.applicationProtocols = tls.protocols
        if let name = tls.clientCertificate {
            guard let keyed = store.certificates[name]?.keyed else {
                throw OpenSSLError("use '\(name)'", reasons: ["no certificate was read"])
            }
            settings.certificate = keyed
        }
        if case .required(let file, _) = tls.verification {
            guard let authorities = store.authorities[file]?.authorities else {
                throw OpenSSLError("use '\(file)'", reasons: ["no authority was read"])
            }
            let revocations = tls.revocations.flatMap { store.authorities[$0]?.authorities }
            settings.verification = .by(
                CertificateTrust([authorities], revocations: revocations),
                isRequired: true
            )
        }
        return try TLSContext(server: false, settings)
    }

    /// What keeps a session from being resumed where its client would not have been let in.
    private func sessionScope(
        _ tls: BindTLS,
        _ keyed: KeyedCertificate?,
        _ trust: CertificateTrust?,
        _ filters: [String]
    ) -> [UInt8] {
        var digest = RunningDigest(.sha256)
        digest.update(keyed?.certificate.fingerprint(.sha256) ?? [])
        for filter in filters { digest.update(Array("\(filter)\n".utf8)) }
        digest.update(Array(tls.clientVerification.mode.rawValue.utf8))
        let parts = (trust?.authorities ?? []) + [trust?.revocations].compactMap { $0 }
        for part in parts { digest.update(part.digest) }
        for faults in [tls.ignoredCertificateFaults, tls.ignoredAuthorityFaults] {
            switch faults {
            case .all: digest.update(Array("all".utf8))
            case .only(let numbers): digest.update(Array("\(numbers.sorted())".utf8))
            }
        }
        return digest.finish()
    }
}

/// The contexts of an address while they are gathered.
private struct AcceptorTable {
    var contexts: [TLSContext] = []
    var names = ServerNameTable()
    private var numbers: [ObjectIdentifier: Int] = [:]

    mutating func number(of context: TLSContext) -> Int {
        if let number = numbers[ObjectIdentifier(context)] { return number }
        numbers[ObjectIdentifier(context)] = contexts.count
        contexts.append(context)
        return contexts.count - 1
    }
}

extension CertificateStore {
    /// Whom to believe about clients; nil when they are not asked.
    fileprivate func trust(
        _ verification: ClientVerification
    ) throws(OpenSSLError) -> CertificateTrust? {
        if verification.mode == .none { return nil }
        func read(_ file: String?) throws(OpenSSLError) -> CertificateAuthorities? {
            guard let file else { return nil }
            guard let found = authorities[file]?.authorities else {
                throw OpenSSLError("use '\(file)'", reasons: ["no authority was read"])
            }
            return found
        }
        let named = try read(verification.authorities)
        let hidden = try read(verification.hiddenAuthorities)
        return CertificateTrust(
            [named, hidden].compactMap { $0 },
            named: verification.hidesNames ? nil : named,
            revocations: try read(verification.revocations)
        )
    }

    fileprivate var keyExchangeGroup: KeyExchangeGroup? {
        if let pem = keyExchangeParameters { return .parameters(pem: pem) }
        return declared.keyExchangeBits.map { .standard(upToBits: $0) }
    }
}

extension IgnoredFaults {
    fileprivate var faults: VerificationTolerance.Faults {
        switch self {
        case .all: .all
        case .only(let numbers): .only(numbers)
        }
    }
}

extension TLSSettings {
    fileprivate mutating func apply(_ limits: TLSLimits) {
        minimumVersion = limits.minimumVersion.spoken
        maximumVersion = limits.maximumVersion?.spoken ?? .v13
        ciphers = limits.ciphers
        cipherSuites = limits.cipherSuites
        curves = limits.curves ?? limits.namedCurve
        signatureAlgorithms = limits.signatureAlgorithms
        clientSignatureAlgorithms = limits.clientSignatureAlgorithms
        offersTickets = limits.offersTickets
        prefersClientCiphers = limits.prefersClientCiphers
    }
}

extension TLSVersionWord {
    fileprivate var spoken: TLSVersion {
        switch self {
        case .ssl3, .tls10: .v10
        case .tls11: .v11
        case .tls12: .v12
        case .tls13: .v13
        }
    }
}
