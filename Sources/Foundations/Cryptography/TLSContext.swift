internal import COpenSSL

/// A version of TLS.
public enum TLSVersion: String, Sendable, CaseIterable {
    /// TLS 1.2.
    case v12 = "TLSv1.2"
    /// TLS 1.3.
    case v13 = "TLSv1.3"

    var number: Int32 {
        switch self {
        case .v12: TLS1_2_VERSION
        case .v13: TLS1_3_VERSION
        }
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
    /// Protocols offered or accepted, best first, as `http/1.1`.
    public var applicationProtocols: [String] = []
    /// Certificate, chain and key in one PEM text; a server needs it.
    public var certificatePEM: [UInt8]?
    /// Whether sessions are resumed by tickets that the client keeps.
    public var offersTickets = true
    /// Whether a server takes the client's order of ciphers instead of its own.
    public var prefersClientCiphers = false
    /// How the peer's certificate is checked.
    public var verification = Verification.none

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
    }

    /// OpenSSL's defaults from TLS 1.2 on.
    public init() {}
}

/// The settings, certificate and key that many connections share.
///
/// May be used from all threads.
public final class TLSContext: @unchecked Sendable {
    // Checked by hand: OpenSSL counts references atomically, and nothing is set after `init`.
    private let owner: ContextOwner
    let isServer: Bool
    private let protocols: ProtocolList

    /// What the certificate says; nil without one.
    public let certificate: CertificateFacts?

    /// Reads certificate and key and sets everything up for one side.
    public init(server isServer: Bool, _ settings: TLSSettings) throws(OpenSSLError) {
        guard let context = SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method())
        else { throw .drain("make a TLS context") }
        // Whether the rest succeeds or throws, the owner is what frees the context.
        owner = ContextOwner(context)
        self.isServer = isServer
        protocols = ProtocolList(settings.applicationProtocols)
        if let pem = settings.certificatePEM {
            certificate = try CertificateFacts(pem: pem)
            try loadCertificate(pem, into: context)
        } else {
            certificate = nil
        }
        try apply(settings, to: context)
        if isServer, !settings.prefersClientCiphers { copenssl_prefer_own_ciphers(context) }
        guard !protocols.wire.isEmpty else { return }
        if isServer {
            SSL_CTX_set_alpn_select_cb(
                context,
                selectProtocol,
                Unmanaged.passUnretained(protocols).toOpaque()
            )
        } else {
            SSL_CTX_set_alpn_protos(context, protocols.wire, UInt32(protocols.wire.count))
        }
    }

    var context: OpaquePointer { owner.context }
}

/// Frees an `SSL_CTX` once, however far its setting up came.
private final class ContextOwner {
    let context: OpaquePointer

    init(_ context: OpaquePointer) {
        self.context = context
    }

    deinit {
        SSL_CTX_free(context)
    }
}

/// Protocol names in the form they have on the wire: a length byte before each.
private final class ProtocolList: Sendable {
    let wire: [UInt8]

    init(_ names: [String]) {
        wire = names.flatMap { [UInt8(truncatingIfNeeded: $0.utf8.count)] + Array($0.utf8) }
    }
}

private let selectProtocol: SSL_CTX_alpn_select_cb_func = {
    _,
    selected,
    selectedCount,
    offered,
    offeredCount,
    argument in
    guard let argument, let selected, let selectedCount else { return SSL_TLSEXT_ERR_NOACK }
    let list = Unmanaged<ProtocolList>.fromOpaque(argument).takeUnretainedValue()
    let status = list.wire.withUnsafeBufferPointer { own in
        var choice: UnsafeMutablePointer<UInt8>?
        let status = SSL_select_next_proto(
            &choice,
            selectedCount,
            own.baseAddress,
            UInt32(own.count),
            offered,
            offeredCount
        )
        // The choice points into the offer or into the list, which both outlive the handshake.
        selected.pointee = UnsafePointer(choice)
        return status
    }
    return status == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK
}

private func apply(_ settings: TLSSettings, to context: OpaquePointer) throws(OpenSSLError) {
    copenssl_set_modes(context)
    if !settings.offersTickets { copenssl_forbid_tickets(context) }
    _ = copenssl_set_minimum_version(context, settings.minimumVersion.number)
    _ = copenssl_set_maximum_version(context, settings.maximumVersion.number)
    if let ciphers = settings.ciphers, SSL_CTX_set_cipher_list(context, ciphers) != 1 {
        throw .drain("set ciphers '\(ciphers)'")
    }
    if let suites = settings.cipherSuites, SSL_CTX_set_ciphersuites(context, suites) != 1 {
        throw .drain("set ciphersuites '\(suites)'")
    }
    switch settings.verification {
    case .none:
        SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
    case .required(let file):
        guard SSL_CTX_load_verify_locations(context, file, nil) == 1 else {
            throw .drain("read the authorities of '\(file)'")
        }
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    case .requiredBy(let pem):
        try addAuthorities(pem, to: context)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    case .requiredBySystemAuthorities:
        guard SSL_CTX_set_default_verify_paths(context) == 1 else {
            throw .drain("read the authorities of the machine")
        }
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    }
}

/// Reads the first certificate as the own one, those after it as the chain, and the key.
private func loadCertificate(_ pem: [UInt8], into context: OpaquePointer) throws(OpenSSLError) {
    // The key first: when it is cut, nothing after it can be read, and it is the key's fault.
    let key = try readPrivateKey(pem)
    defer { EVP_PKEY_free(key) }
    var isFirst = true
    try forEachCertificate(pem, "read the certificate chain") {
        certificate throws(OpenSSLError) in
        let status =
            isFirst
            ? Int(SSL_CTX_use_certificate(context, certificate))
            : copenssl_add_chain_certificate(context, certificate)
        if status != 1 { throw .drain("use the certificate") }
        isFirst = false
    }
    guard SSL_CTX_use_PrivateKey(context, key) == 1 else { throw .drain("use the private key") }
    guard SSL_CTX_check_private_key(context) == 1 else {
        throw .drain("match the private key with the certificate")
    }
}

private func readPrivateKey(_ pem: [UInt8]) throws(OpenSSLError) -> OpaquePointer {
    let keys = BIO_new_mem_buf(pem, Int32(clamping: pem.count))
    defer { BIO_free(keys) }
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

private func addAuthorities(_ pem: [UInt8], to context: OpaquePointer) throws(OpenSSLError) {
    var count = 0
    try forEachCertificate(pem, "read the authorities") { certificate throws(OpenSSLError) in
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate)
        count += 1
    }
    if count == 0 { throw OpenSSLError("read the authorities", reasons: ["no certificate"]) }
}

/// Hands out the certificates of a PEM text; one that is cut or spoilt is a failure, not the end.
private func forEachCertificate(
    _ pem: [UInt8],
    _ operation: String,
    _ body: (OpaquePointer) throws(OpenSSLError) -> Void
) throws(OpenSSLError) {
    guard let text = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else {
        throw .drain(operation)
    }
    defer { BIO_free(text) }
    ERR_clear_error()
    while let certificate = PEM_read_bio_X509(text, nil, nil, nil) {
        defer { X509_free(certificate) }
        try body(certificate)
    }
    let code = ERR_peek_last_error()
    guard copenssl_is_end_of_pem(code) == 1 else { throw .drain(operation) }
    ERR_clear_error()
}
