internal import COpenSSL

/// Certificates of authorities and lists of what they revoked.
///
/// May be used from all threads: nothing of it changes.
public final class CertificateAuthorities: @unchecked Sendable {
    // Checked by hand: OpenSSL counts references atomically.
    private let lists: [OpaquePointer]

    /// The authorities, in the order of the text.
    public let certificates: [Certificate]

    /// How many revocation lists there are.
    public var revocationListCount: Int { lists.count }

    /// Reads everything that a PEM text holds.
    public init(pem: [UInt8]) throws(OpenSSLError) {
        guard let text = makeBIO(holding: pem) else {
            throw .drain("read the authorities")
        }
        defer { BIO_free(text) }
        ERR_clear_error()
        guard let infos = PEM_X509_INFO_read_bio(text, nil, nil, nil) else {
            throw .drain("read the authorities")
        }
        defer { copenssl_free_infos(infos) }
        ERR_clear_error()
        var certificates: [Certificate] = []
        var lists: [OpaquePointer] = []
        for index in 0..<copenssl_info_count(infos) {
            if let certificate = copenssl_info_certificate(infos, index) {
                certificates.append(Certificate(sharing: certificate))
            }
            if let list = copenssl_info_revocations(infos, index) {
                X509_CRL_up_ref(list)
                lists.append(list)
            }
        }
        self.certificates = certificates
        self.lists = lists
        if certificates.isEmpty && lists.isEmpty {
            throw OpenSSLError("read the authorities", reasons: ["no certificate"])
        }
    }

    /// Those of several texts together, as of the files of a directory.
    public init(joining parts: [CertificateAuthorities]) {
        certificates = parts.flatMap(\.certificates)
        lists = parts.flatMap(\.lists)
        for list in lists { X509_CRL_up_ref(list) }
    }

    deinit {
        for list in lists { X509_CRL_free(list) }
    }

    /// The digest of everything: two that differ in anything have others.
    public var digest: [UInt8] {
        var digest = RunningDigest(.sha256)
        for certificate in certificates { digest.update(certificate.fingerprint(.sha256)) }
        for list in lists {
            var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
            var count: UInt32 = 0
            X509_CRL_digest(list, EVP_sha256(), &bytes, &count)
            digest.update(Array(bytes.prefix(Int(count))))
        }
        return digest.finish()
    }

    /// Adds everything to what a context believes.
    func install(into store: OpaquePointer?) throws(OpenSSLError) {
        for certificate in certificates
        where X509_STORE_add_cert(store, certificate.handle) != 1 {
            throw .drain("use the authorities")
        }
        for list in lists where X509_STORE_add_crl(store, list) != 1 {
            throw .drain("use the revocation list")
        }
    }

    /// What is said about each revocation list.
    public var revocationLists: [RevocationListFacts] { lists.map(RevocationListFacts.init) }
}

/// What a revocation list says.
public struct RevocationListFacts: Hashable, Sendable {
    /// One certificate that was revoked.
    public struct Entry: Hashable, Sendable {
        /// Its serial number in hexadecimal.
        public var serial: String
        /// When it was revoked.
        public var time: String
    }

    /// The version of the format, from 1.
    public var version: Int
    /// How it was signed, as `sha256WithRSAEncryption`.
    public var signatureAlgorithm: String
    /// Who made it.
    public var issuer: String
    /// When it was made.
    public var lastUpdate: String
    /// When the next one will be; nil when it does not say.
    public var nextUpdate: String?
    /// What was revoked.
    public var entries: [Entry]

    init(_ list: OpaquePointer) {
        version = X509_CRL_get_version(list) + 1
        let algorithm = X509_CRL_get_signature_nid(list)
        signatureAlgorithm = OBJ_nid2ln(algorithm).map { String(cString: $0) } ?? ""
        issuer = onelineName(X509_CRL_get_issuer(list))
        lastUpdate = printedTime(X509_CRL_get0_lastUpdate(list))
        nextUpdate = X509_CRL_get0_nextUpdate(list).map(printedTime)
        entries = revokedEntries(of: list).map { entry in
            let number = ASN1_INTEGER_to_BN(X509_REVOKED_get0_serialNumber(entry), nil)
            let digits = BN_bn2hex(number)
            defer {
                copenssl_free_text(digits)
                BN_free(number)
            }
            return Entry(
                serial: digits.map { String(cString: $0) } ?? "",
                time: printedTime(X509_REVOKED_get0_revocationDate(entry))
            )
        }
    }
}

/// The entries of a revocation list.
private func revokedEntries(of list: OpaquePointer) -> [OpaquePointer] {
    let entries = X509_CRL_get_REVOKED(list)
    return (0..<copenssl_revoked_count(entries)).compactMap { copenssl_revoked_entry(entries, $0) }
}

/// A name as OpenSSL writes it on one line, as `/C=FR/CN=api.lab`.
func onelineName(_ name: OpaquePointer?) -> String {
    let text = X509_NAME_oneline(name, nil, 0)
    defer { copenssl_free_text(text) }
    return text.map { String(cString: $0) } ?? ""
}

/// A time as OpenSSL prints it, as `Sep 20 16:26:00 2023 GMT`.
func printedTime(_ time: UnsafePointer<ASN1_TIME>?) -> String {
    let memory = BIO_new(BIO_s_mem())
    defer { BIO_free(memory) }
    ASN1_TIME_print(memory, time)
    return String(decoding: contents(of: memory), as: UTF8.self)
}

extension CertificateAuthorities {
    /// The directory of the authorities that this machine trusts.
    public static var systemDirectory: String {
        X509_get_default_cert_dir().map { String(cString: $0) } ?? "/etc/ssl/certs"
    }
}
