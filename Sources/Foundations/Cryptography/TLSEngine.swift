internal import COpenSSL

/// One TLS connection as an engine over memory: what the network brings goes in, what the network
/// is to get comes out.
///
/// It knows no socket.
public final class TLSEngine {
    /// What a step of the engine came to.
    public enum Step: Equatable, Sendable {
        /// That many bytes of plain text moved.
        case moved(Int)
        /// More has to come from the network first.
        case needsInput
        /// The peer has said that nothing more comes.
        case closed
        /// The connection is broken.
        case failed(OpenSSLError)
    }

    let connection: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer
    private let context: TLSContext

    /// Whether the handshake is over.
    public private(set) var isEstablished = false

    /// A connection by a context.
    ///
    /// - Parameters:
    ///   - context: the side, the certificates and the versions.
    ///   - serverName: what a client asks for by SNI.
    ///   - verifiedName: what the server's certificate must be valid for.
    /// - Throws: what the library says when it has no memory left or refuses a name.
    public init(
        _ context: TLSContext,
        serverName: String? = nil,
        verifiedName: String? = nil
    ) throws(OpenSSLError) {
        guard let connection = SSL_new(context.context), let input = BIO_new(BIO_s_mem()),
            let output = BIO_new(BIO_s_mem())
        else { throw .drain("make a TLS connection") }
        self.context = context
        self.connection = connection
        self.input = input
        self.output = output
        copenssl_set_empty_retry(input)
        copenssl_set_empty_retry(output)
        SSL_set_bio(connection, input, output)
        if context.isServer {
            SSL_set_accept_state(connection)
        } else {
            SSL_set_connect_state(connection)
        }
        if let serverName { _ = copenssl_set_server_name(connection, serverName) }
        // An address is looked for among the certificate's addresses, a name among its names.
        if let verifiedName,
            X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), verifiedName) != 1
        {
            ERR_clear_error()
            SSL_set1_host(connection, verifiedName)
        }
    }

    deinit {
        SSL_free(connection)
    }

    /// Whether ALPN has led to that protocol.
    public func hasAgreed(on name: StaticString) -> Bool {
        var agreed: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(connection, &agreed, &count)
        guard let agreed, Int(count) == name.utf8CodeUnitCount else { return false }
        return UnsafeBufferPointer(start: agreed, count: Int(count))
            .elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: Int(count)))
    }

    /// Takes bytes from the network.
    public func receive(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0 else { return }
        BIO_write(input, bytes.baseAddress, Int32(bytes.count))
    }

    /// How many bytes wait for the network.
    public var pendingOutput: Int { copenssl_pending_output(output) }

    /// Moves bytes for the network into a buffer; returns how many.
    public func takeOutput(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard buffer.count > 0 else { return 0 }
        return Int(max(0, BIO_read(output, buffer.baseAddress, Int32(clamping: buffer.count))))
    }

    /// Goes on with the handshake; `moved(0)` when it is over.
    public func handshake() -> Step {
        if isEstablished { return .moved(0) }
        ERR_clear_error()
        let status = SSL_do_handshake(connection)
        if status == 1 {
            isEstablished = true
            return .moved(0)
        }
        return outcome(of: status, "handshake")
    }

    /// Moves decrypted bytes into a buffer.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Step {
        ERR_clear_error()
        let count = SSL_read(connection, buffer.baseAddress, Int32(clamping: buffer.count))
        return count > 0 ? .moved(Int(count)) : outcome(of: count, "read")
    }

    /// Encrypts bytes; what comes of them waits for `takeOutput`.
    public func write(_ bytes: UnsafeRawBufferPointer) -> Step {
        guard bytes.count > 0 else { return .moved(0) }
        ERR_clear_error()
        let count = SSL_write(connection, bytes.baseAddress, Int32(clamping: bytes.count))
        return count > 0 ? .moved(Int(count)) : outcome(of: count, "write")
    }

    /// Tells the peer that nothing more comes from here.
    public func close() {
        if isEstablished { SSL_shutdown(connection) }
        ERR_clear_error()
    }

    /// The version spoken, as `TLSv1.3`.
    public var version: String { SSL_get_version(connection).map { String(cString: $0) } ?? "" }

    /// The name the client asked for by SNI.
    public var requestedServerName: String? {
        SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) }
    }

    /// What the peer's certificate says; nil without one.
    public var peerCertificate: CertificateFacts? {
        guard let certificate = copenssl_peer_certificate(connection) else { return nil }
        defer { X509_free(certificate) }
        return CertificateFacts(certificate)
    }

    private func outcome(of status: Int32, _ operation: String) -> Step {
        switch SSL_get_error(connection, status) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .needsInput
        case SSL_ERROR_ZERO_RETURN: return .closed
        default:
            var error = OpenSSLError.drain("TLS \(operation)")
            let verified = SSL_get_verify_result(connection)
            if verified != X509_V_OK, let text = X509_verify_cert_error_string(Int(verified)) {
                error.reasons.append(String(cString: text))
            }
            return .failed(error)
        }
    }
}
