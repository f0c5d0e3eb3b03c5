internal import Diagnostics

/// Limits of TLS where each may be said or not.
struct TLSLimitsDraft {
    var minimum: TLSVersionWord?
    var maximum: TLSVersionWord?
    /// Versions that `no-tlsv1x` forbids.
    var forbidden: Set<TLSVersionWord> = []
    var ciphers: String?
    var cipherSuites: String?
    var curves: String?
    /// `ecdhe`.
    var namedCurve: String?
    var signatureAlgorithms: String?
    var clientSignatureAlgorithms: String?
    /// `tls-tickets` and `no-tls-tickets`.
    var offersTickets: Bool?
    var prefersClientCiphers = false
    /// `strict-sni` and `no-strict-sni`.
    var requiresKnownName: Bool?

    /// The limits, those of `defaults` where this says nothing.
    func limits(over defaults: TLSLimitsDraft, unsaidMinimum: TLSVersionWord) -> TLSLimits {
        var limits = TLSLimits()
        let forbidden = forbidden.union(defaults.forbidden)
        var maximum = maximum ?? defaults.maximum
        var minimum = minimum ?? defaults.minimum ?? min(unsaidMinimum, maximum ?? unsaidMinimum)
        while forbidden.contains(minimum), let next = TLSVersionWord(rawValue: minimum.rawValue + 1)
        {
            minimum = next
        }
        if forbidden.contains(.tls13), maximum == nil { maximum = .tls12 }
        while let present = maximum, forbidden.contains(present),
            let previous = TLSVersionWord(rawValue: present.rawValue - 1)
        {
            maximum = previous
        }
        limits.minimumVersion = minimum
        limits.maximumVersion = maximum
        limits.offersTickets = offersTickets ?? defaults.offersTickets ?? true
        limits.prefersClientCiphers = prefersClientCiphers || defaults.prefersClientCiphers
        limits.ciphers = ciphers ?? defaults.ciphers
        limits.cipherSuites = cipherSuites ?? defaults.cipherSuites
        limits.curves = curves ?? defaults.curves
        limits.namedCurve = namedCurve
        limits.signatureAlgorithms = signatureAlgorithms ?? defaults.signatureAlgorithms
        limits.clientSignatureAlgorithms =
            clientSignatureAlgorithms ?? defaults.clientSignatureAlgorithms
        return limits
    }
}

/// What both a bind and a line of a list may say of a certificate.
struct CertificateLineDraft {
    var limits = TLSLimitsDraft()
    /// `alpn`; empty after `no-alpn`.
    var protocols: [String]?
    /// `verify`.
    var verification: Word?
    /// `ca-file`, `ca-verify-file` and `crl-file`.
    var authorities: Word?
    var hiddenAuthorities: Word?
    var revocations: Word?
    /// `no-ca-names`.
    var hidesNames = false
    /// Where `allow-0rtt` was said.
    var earlyData: Word?
    /// `key`, `ocsp`, `issuer` and `sctl`, each with its file.
    var files: [CertificatePart: Word] = [:]

    /// `verify` as what it means.
    func mode() throws(Diagnostic) -> ClientVerification.Mode? {
        guard let verification else { return nil }
        return try verification.choice(
            "way to verify clients",
            Dictionary(
                uniqueKeysWithValues: ClientVerification.Mode.allCases.map { ($0.rawValue, $0) }
            )
        )
    }
}

/// A file that goes with a certificate, as `crt-store`, `crt-list` and `ssl-f-use` name it.
enum CertificatePart: String, CaseIterable {
    case key, ocsp, issuer, sctl

    /// Where ``CertificateFiles`` has it.
    var path: WritableKeyPath<CertificateFiles, String?> {
        switch self {
        case .key: \.key
        case .ocsp: \.statement
        case .issuer: \.issuer
        case .sctl: \.timestamps
        }
    }
}

/// A `ssl-f-use` line.
struct FrontendCertificateDraft {
    var certificate: Word
    var line = CertificateLineDraft()
    var place: SourcePlace
}
