public import Cryptography
internal import Diagnostics
public import ProxyConfiguration

/// The certificates that are in use: read once, on the side of the control plane.
///
/// A value: a copy is what an operator changes until he commits it.
public struct CertificateStore: Sendable {
    /// The certificates by name; see ``CertificateDeclarations/files``.
    public var certificates: [String: StoredCertificate] = [:]
    /// Authorities and what they revoked, by file or directory.
    public var authorities: [String: StoredAuthorities] = [:]
    /// The lists of certificates by name.
    public var lists: [String: CertificateList] = [:]
    /// The keys of tickets by file.
    var ticketKeys: [String: TLSTicketKeys] = [:]
    /// The parameters of `ssl-dh-param-file`.
    var keyExchangeParameters: [UInt8]?
    /// What the configuration says about all of them.
    public let declared: CertificateDeclarations

    /// A store without certificates.
    public init(_ declared: CertificateDeclarations = .init()) {
        self.declared = declared
        lists = declared.lists
    }
}

/// A certificate of the store.
public struct StoredCertificate: Sendable {
    /// The texts that it is made of.
    public var parts: KeyedCertificate.Parts
    /// What was read of them; nil for one that an operator has announced and not given yet.
    public var keyed: KeyedCertificate?
    /// The files that it came from.
    public var files: CertificateFiles
    /// The file with the chain, if it is not the certificate's own.
    public var chainFile: String?

    /// A certificate that was read.
    public init(
        _ parts: KeyedCertificate.Parts,
        _ keyed: KeyedCertificate?,
        _ files: CertificateFiles,
        chainFile: String? = nil
    ) {
        self.parts = parts
        self.keyed = keyed
        self.files = files
        self.chainFile = chainFile
    }
}

/// Authorities of the store, or a list of what they revoked.
public struct StoredAuthorities: Sendable {
    /// What was read; nil for those that an operator has announced and not given yet.
    public var authorities: CertificateAuthorities?
    /// Whether it was named as a list of revocations.
    public var isRevocationList: Bool

    /// Authorities that were read.
    public init(_ authorities: CertificateAuthorities?, isRevocationList: Bool) {
        self.authorities = authorities
        self.isRevocationList = isRevocationList
    }
}
