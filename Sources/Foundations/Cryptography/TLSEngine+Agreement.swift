internal import COpenSSL

/// What the two sides of a TLS connection have agreed on and shown each other.
extension TLSEngine {
    /// The protocol that was agreed on by ALPN; nil without one.
    public var applicationProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(connection, &name, &count)
        guard let name, count > 0 else { return nil }
        return String(
            decoding: UnsafeBufferPointer(start: name, count: Int(count)),
            as: UTF8.self
        )
    }

    /// The cipher, as `TLS_AES_256_GCM_SHA384`.
    public var cipher: String? {
        SSL_CIPHER_get_name(SSL_get_current_cipher(connection)).map { String(cString: $0) }
    }

    /// Whether the session of an earlier connection goes on.
    public var isResumed: Bool { SSL_session_reused(connection) == 1 }

    /// The result of verifying the peer's certificate, zero when it is good; nil when it has shown none.
    public var peerVerification: Int? {
        guard let certificate = copenssl_peer_certificate(connection) else { return nil }
        X509_free(certificate)
        return SSL_get_verify_result(connection)
    }

    /// The common name in the peer's certificate.
    public var peerCommonName: String? {
        guard let certificate = copenssl_peer_certificate(connection) else { return nil }
        defer { X509_free(certificate) }
        let subject = X509_get_subject_name(certificate)
        let index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard index >= 0,
            let text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)),
            let start = ASN1_STRING_get0_data(text)
        else { return nil }
        let count = Int(max(0, ASN1_STRING_length(text)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// The kind of the key of the certificate that was shown to the peer, as `RSA2048`.
    public var ownKeyAlgorithm: String? {
        guard let certificate = SSL_get_certificate(connection),
            let key = X509_get0_pubkey(certificate)
        else { return nil }
        let bitCount = EVP_PKEY_get_bits(key)
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: return "RSA\(bitCount)"
        case EVP_PKEY_EC: return "EC\(bitCount)"
        case EVP_PKEY_DSA: return "DSA\(bitCount)"
        default: return nil
        }
    }

    /// How that certificate was signed, as `RSA-SHA256`.
    public var ownSignatureAlgorithm: String? {
        guard let certificate = SSL_get_certificate(connection) else { return nil }
        return OBJ_nid2sn(X509_get_signature_nid(certificate)).map { String(cString: $0) }
    }
}
