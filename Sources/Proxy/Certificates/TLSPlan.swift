public import Cryptography
public import ProxyConfiguration

/// What all connections use TLS by: made whole by the control plane, published to every worker.
public final class TLSPlan: Sendable {
    /// The side towards clients, by the settings of a bind.
    private let acceptors: [BindTLS: TLSAcceptor]
    /// The side towards servers.
    private let contexts: [ServerTLS: TLSContext]
    /// The contexts of clients' connections, for the next plan.
    let reusable: [ContextKey: TLSContext]
    /// Sessions of clients without tickets.
    public let sessions: TLSSessionCache?

    init(
        acceptors: [BindTLS: TLSAcceptor],
        contexts: [ServerTLS: TLSContext],
        reusable: [ContextKey: TLSContext],
        sessions: TLSSessionCache?
    ) {
        self.acceptors = acceptors
        self.contexts = contexts
        self.reusable = reusable
        self.sessions = sessions
    }

    /// How connections of a bind are accepted.
    public func acceptor(for bind: BindTLS) -> TLSAcceptor? { acceptors[bind] }

    /// How connections to a server are made.
    public func context(for server: ServerTLS) -> TLSContext? { contexts[server] }
}

/// What a context was made of: the same makes the same.
struct ContextKey: Hashable {
    /// The settings, without the sources of certificates.
    var settings: BindTLS
    /// The certificate, the authorities and the revocations, which the context keeps alive.
    var certificate: ObjectIdentifier?
    var trust: [ObjectIdentifier]
    var filters: [String]

    init(
        _ settings: BindTLS,
        _ certificate: KeyedCertificate?,
        _ trust: CertificateTrust?,
        _ filters: [String]
    ) {
        self.settings = settings
        self.settings.sources = []
        self.certificate = certificate.map(ObjectIdentifier.init)
        let parts =
            (trust?.authorities ?? []) + [trust?.named, trust?.revocations].compactMap { $0 }
        self.trust = parts.map(ObjectIdentifier.init)
        self.filters = filters
    }
}
