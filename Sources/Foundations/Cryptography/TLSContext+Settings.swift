internal import COpenSSL

extension OpaquePointer {
    /// Has a context behave as settings say.
    func apply(_ settings: TLSSettings) throws(OpenSSLError) {
        copenssl_set_modes(self)
        if !settings.offersTickets { copenssl_forbid_tickets(self) }
        _ = copenssl_set_minimum_version(self, settings.minimumVersion.number)
        _ = copenssl_set_maximum_version(self, settings.maximumVersion.number)
        try take(settings.ciphers, "ciphers", SSL_CTX_set_cipher_list)
        try take(settings.cipherSuites, "ciphersuites", SSL_CTX_set_ciphersuites)
        try take(settings.curves, "curves", copenssl_set_groups)
        try take(settings.signatureAlgorithms, "sigalgs", copenssl_set_signature_algorithms)
        try take(
            settings.clientSignatureAlgorithms,
            "client-sigalgs",
            copenssl_set_client_signature_algorithms
        )
    }

    private func take(
        _ list: String?,
        _ what: String,
        _ set: (OpaquePointer?, UnsafePointer<CChar>?) -> Int32
    ) throws(OpenSSLError) {
        guard let list else { return }
        if set(self, list) != 1 { throw .drain("set \(what) '\(list)'") }
    }

    /// Has a context believe whom settings name.
    func apply(_ verification: TLSSettings.Verification) throws(OpenSSLError) {
        let store = SSL_CTX_get_cert_store(self)
        switch verification {
        case .none: break
        case .required(let file):
            guard SSL_CTX_load_verify_locations(self, file, nil) == 1 else {
                throw .drain("read the authorities of '\(file)'")
            }
        case .requiredBy(let pem):
            for authority in try authorities(pem) {
                X509_STORE_add_cert(store, authority.handle)
            }
        case .requiredBySystemAuthorities:
            guard SSL_CTX_set_default_verify_paths(self) == 1 else {
                throw .drain("read the authorities of the machine")
            }
        case .by(let trust, _):
            for authorities in trust.authorities { try authorities.install(into: store) }
            if let revocations = trust.revocations {
                try revocations.install(into: store)
                X509_STORE_set_flags(
                    store,
                    UInt(X509_V_FLAG_CRL_CHECK) | UInt(X509_V_FLAG_CRL_CHECK_ALL)
                )
            }
            guard let named = trust.named, let names = copenssl_new_names() else { return }
            for authority in named.certificates {
                _ = copenssl_add_name(names, X509_get_subject_name(authority.handle))
            }
            SSL_CTX_set_client_CA_list(self, names)
        }
    }

    private func authorities(_ pem: [UInt8]) throws(OpenSSLError) -> [Certificate] {
        let found = try Certificate.all(inPEM: pem, "read the authorities")
        if found.isEmpty {
            throw OpenSSLError("read the authorities", reasons: ["no certificate"])
        }
        return found
    }
}

extension TLSSettings.Verification {
    /// OpenSSL's flags for it.
    var mode: Int32 {
        switch self {
        case .none: SSL_VERIFY_NONE
        case .by(_, isRequired: false): SSL_VERIFY_PEER
        default: SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
        }
    }
}
