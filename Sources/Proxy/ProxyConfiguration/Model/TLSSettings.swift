public import Samples

/// A version of the TLS protocol; a later one is greater.
public enum TLSVersionWord: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// SSL 3, which is in the language only: nobody speaks it any more.
    case ssl3 = -1
    /// TLS 1.0.
    case tls10
    /// TLS 1.1.
    case tls11
    /// TLS 1.2.
    case tls12
    /// TLS 1.3.
    case tls13

    /// An earlier version is less.
    public static func < (left: TLSVersionWord, right: TLSVersionWord) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The configuration's word, as `TLSv1.2`.
    public var word: String { self == .ssl3 ? "SSLv3" : "TLSv1.\(rawValue)" }
}

/// Which versions, ciphers and groups may be used.
public struct TLSLimits: Sendable, Hashable {
    /// `ssl-min-ver`; TLS 1.2 unless said, as HAProxy's binds.
    public var minimumVersion: TLSVersionWord = .tls12

    /// `ssl-max-ver`; nil is the latest.
    public var maximumVersion: TLSVersionWord?

    /// `ciphers`: TLS 1.2 and earlier, in OpenSSL's words.
    public var ciphers: String?

    /// `ciphersuites`: TLS 1.3.
    public var cipherSuites: String?

    /// `curves`: the groups of key exchange.
    public var curves: String?

    /// `ecdhe`: the one group of key exchange where no `curves` are said.
    public var namedCurve: String?

    /// `sigalgs`: how signatures may be made.
    public var signatureAlgorithms: String?

    /// `client-sigalgs`: how clients may sign.
    public var clientSignatureAlgorithms: String?

    /// False after `no-tls-tickets`: sessions are not resumed by tickets.
    public var offersTickets = true

    /// `prefer-client-ciphers`: the client's order of ciphers counts.
    public var prefersClientCiphers = false

    /// The defaults.
    public init() {}
}

/// `ssl` on a bind line.
public struct BindTLS: Sendable, Hashable {
    /// `crt`, `default-crt`, `crt-list` and `ssl-f-use` in their order; the first certificate is the
    /// default when no name matches.
    public var sources: [CertificateSource] = []

    /// `strict-sni`: who asks for a name that no certificate is for gets none.
    public var requiresKnownName = false

    /// Versions and ciphers, the global defaults already under them.
    public var limits = TLSLimits()

    /// `alpn`: protocols in the order of preference; empty when none is negotiated.
    public var protocols: [String] = []

    /// `verify`, `ca-file` and the like: how clients prove themselves.
    public var clientVerification = ClientVerification()

    /// `crt-ignore-err`: faults of a client's certificate that do not end the handshake.
    public var ignoredCertificateFaults = IgnoredFaults.only([])

    /// `ca-ignore-err`: likewise of those who signed it.
    public var ignoredAuthorityFaults = IgnoredFaults.only([])

    /// `tls-ticket-keys`: the file with the keys of tickets.
    public var ticketKeys: String?

    /// TLS with the defaults.
    public init() {}
}

/// A certificate, or a list of some, on a bind line.
public struct CertificateSource: Sendable, Hashable {
    /// What it names.
    public enum Kind: Sendable, Hashable {
        /// One of ``CertificateDeclarations/files``, or those of a bundle: they have the same names.
        case certificates([String])
        /// One of ``CertificateDeclarations/lists``.
        case list(String)
    }

    /// What it names.
    public var kind: Kind
    /// `default-crt`: shown when no name matches.
    public var isDefault = false
    /// Where it was said.
    public var place = DeclarationPlace()

    /// A source.
    public init(_ kind: Kind) {
        self.kind = kind
    }
}

/// Faults of certificates, by OpenSSL's numbers.
public enum IgnoredFaults: Sendable, Hashable {
    /// These.
    case only(Set<Int>)
    /// Every one.
    case all
}

/// Whether clients have to show a certificate, and whom to believe about it.
public struct ClientVerification: Sendable, Hashable {
    /// Whether clients have to show a certificate.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// They are not asked.
        case none
        /// They are asked and may have none.
        case optional
        /// They are asked and must have one.
        case required
    }

    /// `verify`.
    public var mode = Mode.none
    /// `ca-file`: the file with the authorities whose names are told to clients; nil without one.
    public var authorities: String?
    /// `ca-verify-file`: the file with further authorities.
    public var hiddenAuthorities: String?
    /// `crl-file`: the file that says what was revoked.
    public var revocations: String?
    /// `no-ca-names`: no name of an authority is told to clients.
    public var hidesNames = false
    /// Where `verify` or a file was said.
    public var place = DeclarationPlace()

    /// Clients are not asked.
    public init() {}
}

/// `ssl` on a server line.
public struct ServerTLS: Sendable, Hashable {
    /// How the server proves itself.
    public enum Verification: Sendable, Hashable {
        /// `verify none`: any certificate is taken.
        case none
        /// `verify required` with `ca-file`; `verifyhost` names whom the certificate must be for.
        /// The file `@system-ca` stands for the system's trusted authorities.
        case required(authorities: String, hostName: String?)
    }

    /// How the server proves itself.
    public var verification: Verification

    /// `crl-file`: the file that says what was revoked.
    public var revocations: String?

    /// `sni`: the name sent to the server for each stream.
    public var serverName: SampleExpression?

    /// `crt`: one of ``CertificateDeclarations/files``, the proxy's own certificate.
    public var clientCertificate: String?

    /// `alpn`: protocols offered, in order; empty when none is.
    public var protocols: [String] = []

    /// Versions and ciphers, the global defaults already under them.
    public var limits = TLSLimits()

    /// False after `no-ssl-reuse`: each connection agrees on keys anew.
    public var resumesSessions = true

    /// TLS towards a server.
    public init(verification: Verification) {
        self.verification = verification
    }
}
