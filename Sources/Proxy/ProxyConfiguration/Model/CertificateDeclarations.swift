/// The certificates that a configuration names: which files they are made of, and the lists of them.
public struct CertificateDeclarations: Sendable, Hashable {
    /// The certificates by the names under which operators know them: a path, or `@store/alias`.
    public var files: [String: CertificateFiles] = [:]

    /// The lists by name: the file or directory, or `@frontend` of `ssl-f-use`.
    public var lists: [String: CertificateList] = [:]

    /// Which files beside a certificate are looked for.
    public var companions = CompanionRules()

    /// `crt-base` and `ca-base`, for what operators add later.
    public var bases = PathBases()

    /// `ssl-dh-param-file`; nil without one.
    public var keyExchangeFile: String?

    /// `tune.ssl.default-dh-param`: bits of the group of key exchange without curves; nil has none.
    public var keyExchangeBits: Int?

    /// `issuers-chain-path`: where chains are looked for that a file does not have.
    public var chainDirectory: String?

    /// `ssl-skip-self-issued-ca`: an authority that signed itself is not shown.
    public var skipsSelfIssued = false

    /// `tune.ssl.cachesize`: the size of the session cache in blocks of 200 bytes.
    public var sessionCacheBlocks = 20_000

    /// `tune.ssl.lifetime`: how long a session may be resumed.
    public var sessionLifetime = Duration.seconds(300)

    /// Where each setting that names a file was said.
    public var places = KeywordPlaces()

    /// Nothing declared.
    public init() {}
}

/// What is put before relative paths.
public struct PathBases: Sendable, Hashable {
    /// `crt-base`.
    public var certificates: String?
    /// `key-base`.
    public var keys: String?
    /// `ca-base`.
    public var authorities: String?

    /// Nothing is.
    public init() {}

    /// The path of a certificate; a name that begins with `@` is none.
    public func certificate(_ text: String) -> String { join(certificates, text) }

    /// The path of a file of authorities.
    public func authority(_ text: String) -> String { join(authorities, text) }

    /// The path of a key.
    public func key(_ text: String) -> String { join(keys, text) }

    private func join(_ base: String?, _ text: String) -> String {
        guard let base, !text.hasPrefix("/"), !text.hasPrefix("@") else { return text }
        return base.hasSuffix("/") ? base + text : "\(base)/\(text)"
    }
}

/// `ssl-load-extra-files` and `ssl-load-extra-del-ext`: which files beside a certificate are read.
public struct CompanionRules: Sendable, Hashable {
    /// A kind of file beside a certificate.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// `.rsa`, `.ecdsa` and `.dsa` in place of a file that is not there.
        case bundle
        /// `.sctl`: signed certificate timestamps.
        case sctl
        /// `.ocsp`: what the authority says about its validity.
        case ocsp
        /// `.issuer`: who signed it.
        case issuer
        /// `.key`: the key.
        case key
    }

    /// What is looked for.
    public var kinds = Set(Kind.allCases)
    /// Whether `.crt` is taken off a name before an extension is put on it.
    public var removesExtension = false

    /// Everything is looked for.
    public init() {}
}

/// The files that a certificate is made of.
public struct CertificateFiles: Sendable, Hashable {
    /// The certificate, with its chain and perhaps its key.
    public var certificate: String
    /// `key`; nil looks for it.
    public var key: String?
    /// `ocsp`.
    public var statement: String?
    /// `issuer`.
    public var issuer: String?
    /// `sctl`.
    public var timestamps: String?
    /// Whether a `crt-store` declared it: then nothing is looked for beside it.
    public var isDeclared = false
    /// Where it was named first.
    public var place = DeclarationPlace()

    /// A file, and what is found beside it.
    public init(certificate: String) {
        self.certificate = certificate
    }

    /// Whether anything but the certificate is named.
    public var namesParts: Bool {
        key != nil || statement != nil || issuer != nil || timestamps != nil
    }
}

/// A `crt-list`, a directory of certificates, or the `ssl-f-use` lines of a frontend.
public struct CertificateList: Sendable, Hashable {
    /// The lines, in order.
    public var lines: [CertificateListLine] = []
    /// Whether it is a directory, whose files have no options and no filters.
    public var isDirectory = false

    /// A list without lines.
    public init() {}
}

/// One line of a list: a certificate, what differs from the bind's settings, for which names.
public struct CertificateListLine: Sendable, Hashable {
    /// One of ``CertificateDeclarations/files``.
    public var certificate: String
    /// What differs from the bind's settings; nil when nothing was said.
    public var options: CertificateLineOptions?
    /// Names, wildcards and exceptions; empty takes the certificate's own names.
    public var filters: [String] = []
    /// The number of the line; 0 for a line that an operator has added.
    public var number = 0
    /// Where it stands.
    public var place = DeclarationPlace()

    /// A line.
    public init(certificate: String) {
        self.certificate = certificate
    }
}

/// What a line of a list says otherwise than its bind.
public struct CertificateLineOptions: Sendable, Hashable {
    /// `ssl-min-ver`.
    public var minimumVersion: TLSVersionWord?
    /// `ssl-max-ver`.
    public var maximumVersion: TLSVersionWord?
    /// `ciphers`.
    public var ciphers: String?
    /// `ciphersuites`.
    public var cipherSuites: String?
    /// `curves`.
    public var curves: String?
    /// `ecdhe`.
    public var namedCurve: String?
    /// `sigalgs`.
    public var signatureAlgorithms: String?
    /// `client-sigalgs`.
    public var clientSignatureAlgorithms: String?
    /// `alpn`, or nothing after `no-alpn`.
    public var protocols: [String]?
    /// `verify`.
    public var verification: ClientVerification.Mode?
    /// `ca-file`.
    public var authorities: String?
    /// `ca-verify-file`.
    public var hiddenAuthorities: String?
    /// `crl-file`.
    public var revocations: String?
    /// `no-ca-names`.
    public var hidesNames = false
    /// `allow-0rtt`, which changes nothing.
    public var namesEarlyData = false
    /// Words about the certificate's files, as `key` and `ocsp`, for `show ssl crt-list`.
    public var files: [String] = []

    /// Nothing differs.
    public init() {}
}

extension BindTLS {
    /// The settings for the certificate of a line: those of the bind under those of the line.
    public func with(_ options: CertificateLineOptions?) -> BindTLS {
        guard let options else { return self }
        var tls = self
        if let version = options.minimumVersion { tls.limits.minimumVersion = version }
        if let version = options.maximumVersion { tls.limits.maximumVersion = version }
        tls.limits.ciphers = options.ciphers ?? limits.ciphers
        tls.limits.cipherSuites = options.cipherSuites ?? limits.cipherSuites
        tls.limits.curves = options.curves ?? limits.curves
        tls.limits.namedCurve = options.namedCurve ?? limits.namedCurve
        tls.limits.signatureAlgorithms = options.signatureAlgorithms ?? limits.signatureAlgorithms
        tls.limits.clientSignatureAlgorithms =
            options.clientSignatureAlgorithms ?? limits.clientSignatureAlgorithms
        tls.protocols = options.protocols ?? protocols
        var verification = clientVerification
        verification.mode = options.verification ?? verification.mode
        verification.authorities = options.authorities ?? verification.authorities
        verification.hiddenAuthorities =
            options.hiddenAuthorities ?? verification.hiddenAuthorities
        verification.revocations = options.revocations ?? verification.revocations
        verification.hidesNames = options.hidesNames || verification.hidesNames
        tls.clientVerification = verification
        return tls
    }
}
