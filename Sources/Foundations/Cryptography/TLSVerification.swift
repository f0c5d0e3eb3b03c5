internal import COpenSSL

/// What was found when a client's certificate was checked, by OpenSSL's numbers.
public struct VerificationFindings: Sendable, Hashable {
    /// Whether the client has shown a certificate that was checked.
    public internal(set) var hasRun = false
    /// The first fault of the client's own certificate; 0 without one.
    public internal(set) var certificateFault = 0
    /// The first fault of those who signed it; 0 without one.
    public internal(set) var authorityFault = 0
    /// How far up the chain that was.
    public internal(set) var authorityDepth = 0
    /// What ended the handshake.
    public internal(set) var refusal: Refusal?

    /// What ended a handshake.
    public enum Refusal: Sendable, Hashable {
        /// The client's own certificate is not believed.
        case certificate
        /// Those who signed it are not.
        case authorities
    }
}

/// Notes what is found about a client's certificate, and overlooks what settings say.
let noteVerification: SSL_verify_cb = { isFine, store in
    guard let store,
        let connection = X509_STORE_CTX_get_ex_data(
            store,
            SSL_get_ex_data_X509_STORE_CTX_idx()
        ),
        let engine = TLSEngine.of(OpaquePointer(connection))
    else { return isFine }
    engine.findings.hasRun = true
    if isFine == 1 { return 1 }
    engine.keepRefused(store)
    let fault = Int(X509_STORE_CTX_get_error(store))
    let depth = Int(X509_STORE_CTX_get_error_depth(store))
    let isOverlooked: Bool
    if depth > 0 {
        if engine.findings.authorityFault == 0 {
            engine.findings.authorityFault = fault
            engine.findings.authorityDepth = depth
        }
        isOverlooked = engine.tolerance.ofAuthorities.contains(fault)
        if !isOverlooked { engine.findings.refusal = .authorities }
    } else {
        if engine.findings.certificateFault == 0 { engine.findings.certificateFault = fault }
        isOverlooked = engine.tolerance.ofCertificate.contains(fault)
        if !isOverlooked { engine.findings.refusal = .certificate }
    }
    if isOverlooked { ERR_clear_error() }
    return isOverlooked ? 1 : 0
}

/// Keeps the session that a server offers for the next connection to it.
let keepSession: @convention(c) (OpaquePointer?, OpaquePointer?) -> Int32 = { connection, session in
    guard let connection, let session, let engine = TLSEngine.of(connection),
        let resumption = engine.resumption
    else { return 0 }
    resumption.keep(session, of: engine.serverName)
    return 1
}

/// The session with a server that the next connection may resume: the handshake is shorter then.
///
/// Belongs to one server and one thread.
public final class TLSResumption {
    private var session: OpaquePointer?
    /// Under which name the session was agreed on.
    private var serverName: String?
    /// Remembers nothing yet.
    public init() {}

    deinit {
        SSL_SESSION_free(session)
    }

    /// Takes over a reference to a session.
    func keep(_ session: OpaquePointer, of name: String?) {
        SSL_SESSION_free(self.session)
        self.session = session
        serverName = name
    }

    /// Has a connection resume what was kept under its name.
    func resume(_ connection: OpaquePointer, as name: String?) {
        guard let session, name == serverName else { return }
        if SSL_SESSION_is_resumable(session) == 1 {
            SSL_set_session(connection, session)
        } else {
            forget()
        }
    }

    /// Begins anew, as after a handshake that failed.
    public func forget() {
        SSL_SESSION_free(session)
        session = nil
    }
}
