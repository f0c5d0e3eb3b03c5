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
    /// What the connection has begun with, kept as OpenSSL's callbacks point to it.
    private let firstContext: TLSContext
    /// What it goes on with.
    private var context: TLSContext
    let acceptor: TLSAcceptor?
    let resumption: TLSResumption?
    /// What a client asks for by SNI.
    let serverName: String?
    /// The certificate of a client that was not believed.
    private var refusedCertificate: Certificate?
    /// The name that there was no certificate for.
    var refusedName: [UInt8]?

    /// Whether the handshake is over.
    public private(set) var isEstablished = false
    /// What was found when the client's certificate was checked.
    public internal(set) var findings = VerificationFindings()
    /// OpenSSL's number of the fault that ended the connection; 0 without one.
    public private(set) var faultNumber: UInt = 0

    /// A client's connection that is accepted.
    public convenience init(accepting acceptor: TLSAcceptor) throws(OpenSSLError) {
        try self.init(acceptor.first, acceptor: acceptor)
    }

    /// A connection by a context.
    ///
    /// - Parameters:
    ///   - context: the side, the certificates and the versions.
    ///   - serverName: what a client asks for by SNI.
    ///   - verifiedName: what the server's certificate must be valid for.
    ///   - resumption: where a client keeps its session for the next connection, and the one before.
    /// - Throws: what the library says when it has no memory left or refuses a name.
    public convenience init(
        _ context: TLSContext,
        serverName: String? = nil,
        verifiedName: String? = nil,
        resuming resumption: TLSResumption? = nil
    ) throws(OpenSSLError) {
        try self.init(context, acceptor: nil, serverName, verifiedName, resumption)
    }

    private init(
        _ context: TLSContext,
        acceptor: TLSAcceptor?,
        _ serverName: String? = nil,
        _ verifiedName: String? = nil,
        _ resumption: TLSResumption? = nil
    ) throws(OpenSSLError) {
        guard let connection = SSL_new(context.context), let input = BIO_new(BIO_s_mem()),
            let output = BIO_new(BIO_s_mem())
        else { throw .drain("make a TLS connection") }
        firstContext = context
        self.context = context
        self.acceptor = acceptor
        self.resumption = resumption
        self.serverName = serverName
        self.connection = connection
        self.input = input
        self.output = output
        SSL_set_ex_data(connection, 0, Unmanaged.passUnretained(self).toOpaque())
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
        resumption?.resume(connection, as: serverName)
    }

    /// The engine of a connection, for OpenSSL's callbacks.
    static func of(_ connection: OpaquePointer) -> TLSEngine? {
        SSL_get_ex_data(connection, 0).map {
            Unmanaged<TLSEngine>.fromOpaque($0).takeUnretainedValue()
        }
    }

    var tolerance: VerificationTolerance { context.tolerance }

    func switchContext(to other: TLSContext) {
        context = other
    }

    /// Keeps the certificate of a client that may not be believed: OpenSSL does not.
    func keepRefused(_ store: OpaquePointer) {
        guard let certificate = X509_STORE_CTX_get0_cert(store) else { return }
        refusedCertificate = Certificate(sharing: certificate)
    }

    deinit {
        // OpenSSL takes a connection without a farewell for broken, and its session with it.
        if isEstablished && faultNumber == 0 {
            SSL_set_shutdown(connection, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        }
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

    /// The certificate that the other side has shown, believed or not; nil without one.
    public var peer: Certificate? {
        copenssl_peer_certificate(connection).map(Certificate.init(owning:)) ?? refusedCertificate
    }

    private func outcome(of status: Int32, _ operation: String) -> Step {
        switch SSL_get_error(connection, status) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .needsInput
        case SSL_ERROR_ZERO_RETURN: return .closed
        default:
            if faultNumber == 0 { faultNumber = ERR_peek_error() }
            if !isEstablished { resumption?.forget() }
            var error = OpenSSLError.drain("TLS \(operation)")
            let verified = SSL_get_verify_result(connection)
            if verified != X509_V_OK, let text = X509_verify_cert_error_string(Int(verified)) {
                error.reasons.append(String(cString: text))
            }
            return .failed(error)
        }
    }
}
