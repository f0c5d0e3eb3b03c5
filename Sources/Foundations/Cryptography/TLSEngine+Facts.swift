internal import COpenSSL

/// What can be said about a connection, as samples of rules and logs want it.
extension TLSEngine {
    /// The version spoken, as `TLSv1.3`.
    public var version: String { text(SSL_get_version(connection)) }

    /// The name the client asked for by SNI.
    public var requestedServerName: String? {
        requestedServerNameBytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of that name.
    public var requestedServerNameBytes: [UInt8]? {
        guard let name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name) else {
            return refusedName
        }
        return Array(String(cString: name).utf8)
    }

    /// The strength of the cipher in bits, and how many of them are used.
    public var keySizes: (algorithm: Int, used: Int)? {
        guard let cipher = SSL_get_current_cipher(connection) else { return nil }
        var algorithm: Int32 = 0
        let used = SSL_CIPHER_get_bits(cipher, &algorithm)
        return (Int(algorithm), Int(used))
    }

    /// The session's number.
    public var sessionIdentity: [UInt8]? {
        guard let session = SSL_get_session(connection) else { return nil }
        var count: UInt32 = 0
        guard let identity = SSL_SESSION_get_id(session, &count), count > 0 else { return nil }
        return Array(UnsafeBufferPointer(start: identity, count: Int(count)))
    }

    /// The secret that all keys of the session come from: for programs that look into traffic.
    public var sessionSecret: [UInt8]? {
        guard let session = SSL_get_session(connection) else { return nil }
        return copied { SSL_SESSION_get_master_key(session, $0, $1) }
    }

    /// The random bytes of the client's greeting.
    public var clientRandom: [UInt8]? { copied { SSL_get_client_random(connection, $0, $1) } }

    /// The random bytes of the server's greeting.
    public var serverRandom: [UInt8]? { copied { SSL_get_server_random(connection, $0, $1) } }

    /// Bytes that no other connection has, by which both sides know it: RFC 5929, `tls-unique`.
    public var uniqueIdentity: [UInt8]? {
        let ofClient = SSL_is_server(connection) == 1
        // The first `Finished` of the handshake: the client's, unless a session goes on.
        return copied { buffer, count in
            isResumed == ofClient
                ? SSL_get_finished(connection, buffer, count)
                : SSL_get_peer_finished(connection, buffer, count)
        }
    }

    /// The group of the key exchange, as `X25519`; nil without one.
    public var keyExchangeGroup: String? {
        let number = copenssl_peer_signature_group(connection)
        guard number != 0, let name = copenssl_group_name(Int32(number)) else { return nil }
        return String(cString: name)
    }

    /// The outcome of the check of the peer's certificate, by OpenSSL's number; 0 is good.
    public var verificationResult: Int { SSL_get_verify_result(connection) }

    /// The certificate that this side has shown; nil without one.
    public var ownCertificate: Certificate? {
        SSL_get_certificate(connection).map(Certificate.init(sharing:))
    }

    /// What the peer has shown: its own certificate first; empty without one.
    public var peerChain: [Certificate] {
        let chain = SSL_get_peer_cert_chain(connection)
        return (0..<copenssl_chain_count(chain)).compactMap { index in
            copenssl_chain_certificate(chain, index).map(Certificate.init(sharing:))
        }
    }

    /// The authority at the end of the chain that was believed; nil without one.
    public var trustedRoot: Certificate? {
        let chain = SSL_get0_verified_chain(connection)
        let all = (0..<copenssl_chain_count(chain)).compactMap { index in
            copenssl_chain_certificate(chain, index).map(Certificate.init(sharing:))
        }
        return all.first(where: \.isSelfIssued) ?? all.last
    }

    /// OpenSSL's sentence about the fault that ended the connection; nil without one.
    public var faultDescription: String? {
        faultNumber == 0 ? nil : ERR_error_string(faultNumber, nil).map { String(cString: $0) }
    }

    private func text(_ text: UnsafePointer<CChar>?) -> String {
        text.map { String(cString: $0) } ?? ""
    }

    private func copied(_ copy: (UnsafeMutablePointer<UInt8>?, Int) -> Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = bytes.withUnsafeMutableBufferPointer { copy($0.baseAddress, $0.count) }
        return count > 0 ? Array(bytes.prefix(min(count, bytes.count))) : nil
    }
}
