internal import COpenSSL

/// A version of TLS; a later one is greater.
public enum TLSVersion: String, Sendable, CaseIterable, Comparable {
    /// TLS 1.0.
    case v10 = "TLSv1"
    /// TLS 1.1.
    case v11 = "TLSv1.1"
    /// TLS 1.2.
    case v12 = "TLSv1.2"
    /// TLS 1.3.
    case v13 = "TLSv1.3"

    var number: Int32 {
        switch self {
        case .v10: TLS1_VERSION
        case .v11: TLS1_1_VERSION
        case .v12: TLS1_2_VERSION
        case .v13: TLS1_3_VERSION
        }
    }

    /// An earlier version is less.
    public static func < (left: TLSVersion, right: TLSVersion) -> Bool {
        left.number < right.number
    }
}

/// How a TLS side behaves, whichever side it is.
public struct TLSSettings: Sendable {
    /// The lowest version spoken.
    public var minimumVersion = TLSVersion.v12
    /// The highest version spoken.
    public var maximumVersion = TLSVersion.v13
    /// Ciphers of TLS 1.2 in OpenSSL's language; nil leaves OpenSSL's default.
    public var ciphers: String?
    /// Cipher suites of TLS 1.3; nil leaves OpenSSL's default.
    public var cipherSuites: String?
    /// The groups of key exchange, best first, as `X25519:P-256`; nil leaves OpenSSL's default.
    public var curves: String?
    /// How this side may sign, as `rsa_pss_rsae_sha256:ECDSA+SHA256`; nil leaves OpenSSL's default.
    public var signatureAlgorithms: String?
    /// How clients may sign; nil leaves OpenSSL's default.
    public var clientSignatureAlgorithms: String?
    /// Protocols offered or accepted, best first, as `http/1.1`.
    public var applicationProtocols: [String] = []
    /// Certificate, chain and key in one PEM text; a server needs it or ``certificate``.
    public var certificatePEM: [UInt8]?
    /// The own certificate, read before.
    public var certificate: KeyedCertificate?
    /// Whether sessions are resumed by tickets that the client keeps.
    public var offersTickets = true
    /// Whether a server takes the client's order of ciphers instead of its own.
    public var prefersClientCiphers = false
    /// The group of classic key exchange; nil uses none.
    public var keyExchangeGroup: KeyExchangeGroup?
    /// How the peer's certificate is checked.
    public var verification = Verification.none
    /// What is overlooked when a client's certificate is checked.
    public var tolerance = VerificationTolerance()
    /// What makes this server's sessions its own: a session of another one is not resumed.
    public var sessionScope: [UInt8] = []

    /// How the peer's certificate is checked.
    public enum Verification: Sendable {
        /// Not at all.
        case none
        /// Against the authorities of a PEM file.
        case required(authoritiesFile: String)
        /// Against the authorities of a PEM text.
        case requiredBy(authoritiesPEM: [UInt8])
        /// Against the authorities of the machine.
        case requiredBySystemAuthorities
        /// Against authorities that were read before; a client may have none if it is not required.
        case by(CertificateTrust, isRequired: Bool)
    }

    /// OpenSSL's defaults from TLS 1.2 on.
    public init() {}
}

/// Whom to believe about the peer's certificate.
public struct CertificateTrust: Sendable {
    /// Whose certificates are believed.
    public var authorities: [CertificateAuthorities]
    /// Whose names are told to clients that are asked for a certificate; nil tells none.
    public var named: CertificateAuthorities?
    /// What was revoked; nil does not look.
    public var revocations: CertificateAuthorities?

    /// Believes these.
    public init(
        _ authorities: [CertificateAuthorities],
        named: CertificateAuthorities? = nil,
        revocations: CertificateAuthorities? = nil
    ) {
        self.authorities = authorities
        self.named = named
        self.revocations = revocations
    }
}

/// Which faults of a client's certificate do not end the handshake.
public struct VerificationTolerance: Sendable, Hashable {
    /// Faults of the client's own certificate.
    public var ofCertificate = Faults.none
    /// Faults of those who signed it.
    public var ofAuthorities = Faults.none

    /// Faults by OpenSSL's numbers.
    public enum Faults: Sendable, Hashable {
        /// These.
        case only(Set<Int>)
        /// Every one.
        case all

        /// No fault.
        public static let none = Faults.only([])

        func contains(_ number: Int) -> Bool {
            switch self {
            case .all: true
            case .only(let numbers): numbers.contains(number)
            }
        }
    }

    /// Overlooks nothing.
    public init() {}
}

/// The group of a Diffie-Hellman key exchange without elliptic curves.
public enum KeyExchangeGroup: Sendable {
    /// A standard group about as strong as the certificate's key, of at most so many bits.
    case standard(upToBits: Int)
    /// The parameters of a PEM text.
    case parameters(pem: [UInt8])
}
