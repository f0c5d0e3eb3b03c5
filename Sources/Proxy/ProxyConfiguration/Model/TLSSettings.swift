public import Samples

/// A version of the TLS protocol; a later one is greater.
public enum TLSVersionWord: Int, Sendable, Hashable, Comparable, CaseIterable {
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
    public var word: String { "TLSv1.\(rawValue)" }
}

/// Which versions and ciphers may be used.
public struct TLSLimits: Sendable, Hashable {
    /// `ssl-min-ver`; TLS 1.2 unless said, as HAProxy's binds.
    public var minimumVersion: TLSVersionWord = .tls12

    /// `ssl-max-ver`; nil is the latest.
    public var maximumVersion: TLSVersionWord?

    /// `ciphers`: TLS 1.2 and earlier, in OpenSSL's words.
    public var ciphers: String?

    /// `ciphersuites`: TLS 1.3.
    public var cipherSuites: String?

    /// False after `no-tls-tickets`: sessions are not resumed by tickets.
    public var offersTickets = true

    /// `prefer-client-ciphers`: the client's order of ciphers counts.
    public var prefersClientCiphers = false

    /// The defaults.
    public init() {}
}

/// `ssl` on a bind line.
public struct BindTLS: Sendable, Hashable {
    /// `crt`, each one: a PEM file with certificate, chain and key, or a directory of such files;
    /// `crt-base` is already applied.
    ///
    /// The first is the default when no name matches.
    public var certificates: [String] = []

    /// Versions and ciphers, the global defaults already under them.
    public var limits = TLSLimits()

    /// `alpn`: protocols in the order of preference; empty when none is negotiated.
    public var protocols: [String] = []

    /// `ca-file` with `verify`: how clients prove themselves.
    public var clientVerification = ClientVerification.none

    /// TLS with the defaults.
    public init() {}
}

/// Whether clients have to show a certificate.
public enum ClientVerification: Sendable, Hashable {
    /// They are not asked.
    case none
    /// They are asked and must have one that the authorities signed.
    case required(authorities: String)
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

    /// `sni`: the name sent to the server for each stream.
    public var serverName: SampleExpression?

    /// `crt`: the PEM file with the proxy's own certificate and key; `crt-base` is applied.
    public var clientCertificate: String?

    /// `alpn`: protocols offered, in order; empty when none is.
    public var protocols: [String] = []

    /// Versions and ciphers, the global defaults already under them.
    public var limits = TLSLimits()

    /// TLS towards a server.
    public init(verification: Verification) {
        self.verification = verification
    }
}
