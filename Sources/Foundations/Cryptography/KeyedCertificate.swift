internal import COpenSSL

/// A certificate with its chain, its key and what goes with it: what one side can prove itself with.
///
/// May be used from all threads: nothing of it changes.
public final class KeyedCertificate: @unchecked Sendable {
    // Checked by hand: OpenSSL counts references atomically.
    private let key: OpaquePointer
    /// Parameters of a key exchange that came with the certificate.
    private let keyExchange: OpaquePointer?

    /// The own certificate.
    public let certificate: Certificate
    /// Those who signed it, in order.
    public let chain: [Certificate]
    /// Who signed it, for what is said about its validity; nil when that is not known.
    public let issuer: Certificate?
    /// The statement about its validity that is shown to clients, in DER.
    public let statement: [UInt8]?
    /// The list of signed certificate timestamps that is shown to clients.
    public let timestamps: [UInt8]?

    /// The texts that a certificate is made of.
    public struct Parts: Sendable, Hashable {
        /// Certificate, chain and perhaps the key: PEM.
        public var pem: [UInt8]
        /// The key, if it is not in ``pem``: PEM.
        public var key: [UInt8]?
        /// Who signed the certificate, if that is not in ``pem``: PEM.
        public var issuer: [UInt8]?
        /// An OCSP response: DER.
        public var statement: [UInt8]?
        /// Signed certificate timestamps: bytes as RFC 6962 has them.
        public var timestamps: [UInt8]?

        /// Everything in one text.
        public init(pem: [UInt8]) {
            self.pem = pem
        }
    }

    /// Reads a PEM text with everything in it.
    public convenience init(pem: [UInt8]) throws(OpenSSLError) {
        try self.init(Parts(pem: pem))
    }

    /// Reads all parts, and checks that they belong together.
    ///
    /// - Parameters:
    ///   - parts: the texts.
    ///   - chains: where a certificate without a chain finds one: that of its issuer.
    ///   - skipsSelfIssued: whether an authority that signed itself is left out of the chain.
    /// - Throws: what is wrong with them.
    public init(
        _ parts: Parts,
        chains: [[Certificate]] = [],
        skipsSelfIssued: Bool = false
    ) throws(OpenSSLError) {
        // The first certificate alone, then the key: when the key is cut, nothing after it can be
        // read, and it is the key's fault.
        let text = makeBIO(holding: parts.pem)
        let first = PEM_read_bio_X509_AUX(text, nil, nil, nil)
        BIO_free(text)
        guard let first else { throw .drain("read the certificate") }
        certificate = Certificate(owning: first)
        let key = try readPrivateKey(parts.key ?? parts.pem)
        do throws(OpenSSLError) {
            let all = try Certificate.all(inPEM: parts.pem, "read the certificate chain")
            let own = certificate
            var chain = Array(all.dropFirst())
            if chain.isEmpty {
                chain = chains.first { $0.first?.hasIssued(own) == true } ?? []
            }
            let known = chain
            if skipsSelfIssued { chain.removeAll(where: \.isSelfIssued) }
            self.chain = chain
            guard X509_check_private_key(certificate.handle, key) == 1 else {
                throw .drain("match the private key with the certificate")
            }
            if let pem = parts.issuer {
                issuer = try Certificate.all(inPEM: pem, "read the issuer").first
                guard issuer?.hasIssued(own) == true else {
                    throw OpenSSLError("use the issuer", reasons: ["it has not signed it"])
                }
            } else {
                issuer = known.first { $0.hasIssued(own) }
            }
            if let timestamps = parts.timestamps, !isTimestampList(timestamps) {
                throw OpenSSLError("read the timestamps", reasons: ["they are no list of RFC 6962"])
            }
        } catch {
            EVP_PKEY_free(key)
            throw error
        }
        self.key = key
        keyExchange = readKeyExchangeParameters(parts.pem)
        timestamps = parts.timestamps
        statement = parts.statement
    }

    deinit {
        EVP_PKEY_free(key)
        EVP_PKEY_free(keyExchange)
    }

    /// What is wrong with the statement about the certificate's validity; nil when nothing is.
    public var faultOfStatement: String? {
        guard let statement, !statement.isEmpty else { return nil }
        return fault(of: statement)
    }

    /// Has a side prove itself with it.
    func install(into context: OpaquePointer) throws(OpenSSLError) {
        guard SSL_CTX_use_certificate(context, certificate.handle) == 1 else {
            throw .drain("use the certificate")
        }
        guard SSL_CTX_use_PrivateKey(context, key) == 1 else { throw .drain("use the private key") }
        for link in chain where copenssl_add_chain_certificate(context, link.handle) != 1 {
            throw .drain("use the certificate")
        }
        if let keyExchange {
            EVP_PKEY_up_ref(keyExchange)
            if SSL_CTX_set0_tmp_dh_pkey(context, keyExchange) != 1 {
                EVP_PKEY_free(keyExchange)
                throw .drain("use the key exchange parameters of the certificate")
            }
        }
        try installTimestamps(into: context)
        installStatement(into: context)
    }

    /// Whether it brought parameters of a key exchange.
    var bringsKeyExchange: Bool { keyExchange != nil }
}

/// Reads a key that is not encrypted.
private func readPrivateKey(_ pem: [UInt8]) throws(OpenSSLError) -> OpaquePointer {
    let keys = makeBIO(holding: pem)
    defer { BIO_free(keys) }
    ERR_clear_error()
    var isEncrypted = false
    // Without a function that refuses, OpenSSL would ask for the passphrase on the terminal.
    let key = PEM_read_bio_PrivateKey(
        keys,
        nil,
        { _, _, _, wasAsked in
            wasAsked?.storeBytes(of: true, as: Bool.self)
            return -1
        },
        &isEncrypted
    )
    if let key { return key }
    guard isEncrypted else { throw .drain("read the private key") }
    ERR_clear_error()
    throw OpenSSLError("read the private key", reasons: ["it is encrypted with a passphrase"])
}

/// The parameters of a Diffie-Hellman key exchange in a PEM text; nil when there are none.
func readKeyExchangeParameters(_ pem: [UInt8]) -> OpaquePointer? {
    guard let text = makeBIO(holding: pem) else { return nil }
    defer {
        BIO_free(text)
        ERR_clear_error()
    }
    // Keys and parameters are told apart by their armour; OpenSSL's reader of parameters takes
    // curves too, which are none.
    guard let parameters = PEM_read_bio_Parameters(text, nil) else { return nil }
    if EVP_PKEY_get_base_id(parameters) == EVP_PKEY_DH { return parameters }
    EVP_PKEY_free(parameters)
    return nil
}

/// Whether bytes have the form of a list of signed certificate timestamps: lengths that add up.
private func isTimestampList(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 2 else { return false }
    var rest = bytes[...]
    func length() -> Int? {
        guard rest.count >= 2, let high = rest.popFirst(), let low = rest.popFirst() else {
            return nil
        }
        return Int(high) << 8 | Int(low)
    }
    guard length() == rest.count else { return false }
    while !rest.isEmpty {
        guard let count = length(), count > 0, count <= rest.count else { return false }
        rest = rest.dropFirst(count)
    }
    return true
}
