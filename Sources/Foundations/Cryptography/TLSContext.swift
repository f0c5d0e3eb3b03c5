internal import COpenSSL

/// The settings, certificate and key that many connections share.
///
/// May be used from all threads.
public final class TLSContext: @unchecked Sendable {
    // Checked by hand: OpenSSL counts references atomically, and nothing is set after `init`.
    private let owner: ContextOwner
    let isServer: Bool
    private let protocols: ProtocolList
    /// What OpenSSL's callbacks point to.
    private let keyed: KeyedCertificate?
    private let trust: CertificateTrust?

    /// How the peer is checked, in OpenSSL's flags.
    let verificationMode: Int32
    /// What is overlooked when a client's certificate is checked.
    let tolerance: VerificationTolerance
    let versions: ClosedRange<TLSVersion>
    let curves: String?

    /// What the own certificate says; nil without one.
    public var certificate: CertificateFacts? { keyed?.certificate.facts }

    /// The kind of the own certificate's key.
    var keyKind: KeyKind { keyed?.certificate.keyKind ?? .other }

    /// Reads certificate and key and sets everything up for one side.
    public init(server isServer: Bool, _ settings: TLSSettings) throws(OpenSSLError) {
        guard let context = SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method())
        else { throw .drain("make a TLS context") }
        // Whether the rest succeeds or throws, the owner is what frees the context.
        owner = ContextOwner(context)
        self.isServer = isServer
        protocols = ProtocolList(settings.applicationProtocols)
        if let pem = settings.certificatePEM {
            keyed = try KeyedCertificate(pem: pem)
        } else {
            keyed = settings.certificate
        }
        tolerance = settings.tolerance
        versions =
            settings.minimumVersion...max(settings.minimumVersion, settings.maximumVersion)
        curves = settings.curves
        trust = if case .by(let trust, _) = settings.verification { trust } else { nil }
        verificationMode = settings.verification.mode
        try keyed?.install(into: context)
        try context.apply(settings)
        try context.apply(settings.verification)
        SSL_CTX_set_verify(context, verificationMode, isServer ? noteVerification : nil)
        if isServer {
            try prepareServer(settings)
        } else {
            copenssl_use_client_cache(context)
            SSL_CTX_sess_set_new_cb(context, keepSession)
        }
        offerProtocols()
    }

    var context: OpaquePointer { owner.context }

    private func prepareServer(_ settings: TLSSettings) throws(OpenSSLError) {
        if !settings.prefersClientCiphers { copenssl_prefer_own_ciphers(context) }
        copenssl_set_server_name_callback(context) { connection, _, _ in
            // What the client asked for is remembered in its session, and acknowledged.
            SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name) == nil
                ? SSL_TLSEXT_ERR_NOACK : SSL_TLSEXT_ERR_OK
        }
        if let group = settings.keyExchangeGroup, keyed?.bringsKeyExchange != true {
            try use(group)
        }
        let scope = settings.sessionScope.isEmpty ? Array("switchyard".utf8) : settings.sessionScope
        guard SSL_CTX_set_session_id_context(context, scope, UInt32(min(scope.count, 32))) == 1
        else { throw .drain("set the scope of sessions") }
    }

    private func use(_ group: KeyExchangeGroup) throws(OpenSSLError) {
        let parameters: OpaquePointer?
        switch group {
        case .standard(let most):
            let bits = min(most, keyed?.certificate.keyBits ?? most)
            // OpenSSL's level of security takes no smaller ones.
            parameters = bits < 2048 ? nil : standardGroup(bits < 4096 ? "ffdhe2048" : "ffdhe4096")
        case .parameters(let pem): parameters = readKeyExchangeParameters(pem)
        }
        guard let parameters else { return }
        guard SSL_CTX_set0_tmp_dh_pkey(context, parameters) == 1 else {
            EVP_PKEY_free(parameters)
            throw .drain("use the key exchange group")
        }
    }

    private func offerProtocols() {
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

/// A standard group of a Diffie-Hellman key exchange, as `ffdhe2048`.
private func standardGroup(_ name: String) -> OpaquePointer? {
    guard let maker = EVP_PKEY_CTX_new_from_name(nil, "DH", nil) else { return nil }
    defer { EVP_PKEY_CTX_free(maker) }
    var made: OpaquePointer?
    guard EVP_PKEY_paramgen_init(maker) == 1,
        EVP_PKEY_CTX_set_group_name(maker, name) == 1,
        EVP_PKEY_generate(maker, &made) == 1
    else {
        ERR_clear_error()
        return nil
    }
    return made
}
