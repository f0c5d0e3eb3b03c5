internal import COpenSSL

/// An X.509 certificate.
///
/// May be used from all threads: nothing of it changes.
public final class Certificate: @unchecked Sendable {
    // Checked by hand: OpenSSL counts references atomically.
    let handle: OpaquePointer

    /// Takes over a reference.
    init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    /// Adds a reference.
    init(sharing handle: OpaquePointer) {
        X509_up_ref(handle)
        self.handle = handle
    }

    deinit {
        X509_free(handle)
    }

    /// The certificates of a PEM text in their order.
    ///
    /// One that is cut or spoilt is a failure, not the end.
    static func all(
        inPEM pem: [UInt8],
        _ operation: String
    ) throws(OpenSSLError) -> [Certificate] {
        guard let text = makeBIO(holding: pem) else {
            throw .drain(operation)
        }
        defer { BIO_free(text) }
        ERR_clear_error()
        var found: [Certificate] = []
        while let handle = PEM_read_bio_X509(text, nil, nil, nil) {
            found.append(Certificate(owning: handle))
        }
        guard copenssl_is_end_of_pem(ERR_peek_last_error()) == 1 else { throw .drain(operation) }
        ERR_clear_error()
        return found
    }

    /// The certificates of a PEM text in their order.
    public static func all(inPEM pem: [UInt8]) throws(OpenSSLError) -> [Certificate] {
        try all(inPEM: pem, "read the certificates")
    }

    /// What the certificate says, in words.
    public var facts: CertificateFacts { CertificateFacts(handle) }

    /// Whether its own key has signed it.
    public var isSelfIssued: Bool { X509_check_issued(handle, handle) == X509_V_OK }

    /// Whether this one's key has signed another.
    public func hasIssued(_ other: Certificate) -> Bool {
        X509_check_issued(handle, other.handle) == X509_V_OK
    }

    /// The whole certificate in DER.
    public var der: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(max(0, i2d_X509(handle, nil))))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var end = buffer.baseAddress
            i2d_X509(handle, &end)
        }
        return bytes
    }

    /// The digest of the whole certificate.
    public func fingerprint(_ digest: Digest) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard X509_digest(handle, digest.algorithm, &bytes, &count) == 1 else { return [] }
        return Array(bytes.prefix(Int(count)))
    }

    /// The bytes of the serial number.
    public var serialNumber: [UInt8] {
        guard let number = X509_get0_serialNumber(handle) else { return [] }
        return octets(of: number)
    }

    /// The version: 3 for what is in use.
    public var version: Int { X509_get_version(handle) + 1 }

    /// What kind of key it certifies, as `rsaEncryption`.
    public var keyAlgorithm: String {
        var algorithm: OpaquePointer?
        guard let key = X509_get_X509_PUBKEY(handle),
            X509_PUBKEY_get0_param(&algorithm, nil, nil, nil, key) == 1
        else { return "" }
        return shortName(OBJ_obj2nid(algorithm))
    }

    /// How it was signed, as `RSA-SHA256`.
    public var signatureAlgorithm: String { shortName(X509_get_signature_nid(handle)) }

    /// The first moment it is valid, as `230920162600Z`.
    public var notBefore: [UInt8] { time(X509_get0_notBefore(handle)) }

    /// The last moment it is valid, likewise.
    public var notAfter: [UInt8] { time(X509_get0_notAfter(handle)) }

    /// The kind of the certified key.
    public var keyKind: KeyKind {
        guard let key = X509_get0_pubkey(handle) else { return .other }
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: return .rsa
        case EVP_PKEY_EC: return .ecdsa
        case EVP_PKEY_DSA: return .dsa
        default: return .other
        }
    }

    /// The length of the certified key in bits.
    public var keyBits: Int {
        X509_get0_pubkey(handle).map { Int(EVP_PKEY_get_bits($0)) } ?? 0
    }

    /// The names of servers that it is for: the DNS names of its extension, then its common names.
    public var serverNames: [[UInt8]] { alternativeNames + subject.values(of: "CN") }

    /// The DNS names of its extension.
    public var alternativeNames: [[UInt8]] {
        var names: [[UInt8]] = []
        if let list = X509_get_ext_d2i(handle, NID_subject_alt_name, nil, nil) {
            let list = OpaquePointer(list)
            defer { GENERAL_NAMES_free(list) }
            for index in 0..<copenssl_general_name_count(list) {
                guard let name = copenssl_dns_name(list, index) else { continue }
                names.append(octets(of: name))
            }
        }
        return names
    }

    /// The first moment it is valid, as `Sep 20 16:26:00 2023 GMT`.
    public var printedNotBefore: String { printedTime(X509_get0_notBefore(handle)) }

    /// The last moment it is valid, likewise.
    public var printedNotAfter: String { printedTime(X509_get0_notAfter(handle)) }

    /// Whom it is for.
    public var subject: DistinguishedName {
        DistinguishedName(X509_get_subject_name(handle), of: self)
    }

    /// Who signed it.
    public var issuer: DistinguishedName {
        DistinguishedName(X509_get_issuer_name(handle), of: self)
    }

    private func time(_ time: UnsafePointer<ASN1_TIME>?) -> [UInt8] {
        guard let time else { return [] }
        let bytes = octets(of: time)
        switch ASN1_STRING_type(time) {
        case V_ASN1_GENERALIZEDTIME:
            // The century is left out, as the older form has none.
            return bytes.count >= 12 && bytes.starts(with: Array("20".utf8))
                ? Array(bytes.dropFirst(2)) : []
        case V_ASN1_UTCTIME:
            return bytes.count >= 10 && bytes[0] < UInt8(ascii: "5") ? bytes : []
        default: return []
        }
    }
}

/// The kind of a certificate's key.
public enum KeyKind: String, Sendable {
    /// RSA.
    case rsa
    /// ECDSA on an elliptic curve.
    case ecdsa
    /// DSA.
    case dsa
    /// Another one, as Ed25519.
    case other
}

/// The bytes of an ASN.1 string.
func octets(of string: UnsafePointer<ASN1_STRING>) -> [UInt8] {
    guard let bytes = ASN1_STRING_get0_data(string) else { return [] }
    return Array(UnsafeBufferPointer(start: bytes, count: Int(max(0, ASN1_STRING_length(string)))))
}

/// The short name that OpenSSL has for an object.
func shortName(_ number: Int32) -> String {
    OBJ_nid2sn(number).map { String(cString: $0) } ?? ""
}
