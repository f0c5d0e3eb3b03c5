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
    private let memory: CipherMemory
    /// What the connection has begun with, kept as OpenSSL's callbacks point to it.
    private let firstContext: TLSContext
    /// What it goes on with.
    private var context: TLSContext
    let acceptor: TLSAcceptor?
    private(set) var resumption: TLSResumption?
    /// What a client asks for by SNI.
    public let serverName: String?
    /// The certificate of a client that was not believed.
    private var refusedCertificate: Certificate?
    /// The name that there was no certificate for.
    var refusedName: [UInt8]?

    /// Whether the handshake is over.
    public private(set) var isEstablished = false
    /// Whether anything of the handshake was seen.
    public var hasBegun: Bool { SSL_get_state(connection) != TLS_ST_BEFORE }
    /// Whether the server's certificate is for others than whom it was asked for.
    public var hasRefusedName: Bool {
        let result = Int32(clamping: SSL_get_verify_result(connection))
        return result == X509_V_ERR_HOSTNAME_MISMATCH || result == X509_V_ERR_IP_ADDRESS_MISMATCH
    }
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
        let memory = CipherMemory()
        guard let connection = SSL_new(context.context), let bio = memory.makeBIO() else {
            throw .drain("make a TLS connection")
        }
        firstContext = context
        self.context = context
        self.acceptor = acceptor
        self.resumption = resumption
        self.serverName = serverName
        self.connection = connection
        self.memory = memory
        SSL_set_ex_data(connection, 0, Unmanaged.passUnretained(self).toOpaque())
        SSL_set_bio(connection, bio, bio)
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

    /// Keeps no session any more: the connection leaves the thread that those belong to.
    public func stopKeepingSessions() { resumption = nil }

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
    public func receive(_ bytes: UnsafeRawBufferPointer) { memory.receive(bytes) }

    /// How many bytes wait for the network.
    public var pendingOutput: Int { memory.outputCount }

    /// Moves bytes for the network into a buffer; returns how many.
    public func takeOutput(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        memory.takeOutput(into: buffer)
    }

    /// Whether anything came from the network that was not read.
    public var hasInput: Bool { memory.inputCount > 0 || SSL_has_pending(connection) == 1 }

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

    /// Moves decrypted bytes into a buffer, as many as there are and fit.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Step {
        ERR_clear_error()
        var moved = 0
        while moved < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[moved...])
            let count = SSL_read(connection, rest.baseAddress, Int32(clamping: rest.count))
            if count <= 0 {
                let step = outcome(of: count, "read")
                // What is behind good bytes is met again by the next call.
                return moved > 0 ? .moved(moved) : step
            }
            moved += Int(count)
            if memory.inputCount == 0 && SSL_pending(connection) == 0 { break }
        }
        return .moved(moved)
    }

    /// The same, with bytes from the network that are lent for the time of the call.
    public func read(
        into buffer: UnsafeMutableRawBufferPointer,
        from cipher: UnsafeRawBufferPointer
    ) -> Step {
        memory.lending(cipher) { read(into: buffer) }
    }

    /// Encrypts bytes; what comes of them waits for `takeOutput`.
    public func write(_ bytes: UnsafeRawBufferPointer) -> Step {
        guard bytes.count > 0 else { return .moved(0) }
        ERR_clear_error()
        let count = SSL_write(connection, bytes.baseAddress, Int32(clamping: bytes.count))
        return count > 0 ? .moved(Int(count)) : outcome(of: count, "write")
    }

    /// Encrypts as many bytes as come to whole records in a room.
    ///
    /// Nothing may wait for `takeOutput`; what finds no room does afterwards.
    ///
    /// - Returns: what moved, and how many encrypted bytes are in the room.
    public func write(
        _ bytes: UnsafeRawBufferPointer,
        into room: UnsafeMutableRawBufferPointer
    ) -> (step: Step, sealed: Int) {
        let (step, sealed) = memory.lending(room) {
            var moved = 0
            repeat {
                let end = min(bytes.count, moved + Self.recordSize)
                switch write(UnsafeRawBufferPointer(rebasing: bytes[moved..<end])) {
                case .moved(let count): moved += count
                case let other: return moved > 0 ? .moved(moved) : other
                }
            } while moved < bytes.count && memory.roomLeft >= Self.sealedRecordSize
            return Step.moved(moved)
        }
        return (step, sealed)
    }

    /// The most plain text of a record: RFC 8446, 5.1.
    private static let recordSize = 16_384
    /// The most bytes that a record of it takes, whatever the cipher: RFC 5246, 6.2.3.
    public static let sealedRecordSize = recordSize + 2048 + 5

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
