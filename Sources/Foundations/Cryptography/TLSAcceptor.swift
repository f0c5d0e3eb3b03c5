internal import COpenSSL

/// The side of TLS that accepts connections: which certificate, under which rules, for which name.
///
/// A version of it is made whole and never changes. May be used from all threads.
public final class TLSAcceptor: @unchecked Sendable {
    // Checked by hand: OpenSSL counts references atomically, and nothing is set after `init`.

    /// What all connections of an address share, whichever certificate they are shown.
    public struct Sharing: Sendable {
        /// Whether a name that no certificate is for gets none, instead of a default.
        public var requiresKnownName = false
        /// Where sessions are kept whose state is not in a ticket; nil keeps none.
        public var sessions: TLSSessionCache?
        /// What tickets are made with; nil makes them with keys of this process.
        public var ticketKeys: TLSTicketKeys?
        /// How long a session may be resumed.
        public var sessionLifetime = Duration.seconds(300)

        /// Shares nothing beyond this process's tickets.
        public init() {}
    }

    private let contexts: [TLSContext]
    private let names: ServerNameTable
    let sharing: Sharing
    /// What connections begin with, before a certificate is chosen.
    let first: TLSContext
    private let choosesByName: Bool

    /// The contexts are those of the table's numbers; `first` has the rules of the address itself.
    ///
    /// - Parameters:
    ///   - first: what connections begin with; it needs no certificate.
    ///   - contexts: the certificates by number.
    ///   - names: which certificate is for whom.
    ///   - sharing: what they have in common.
    ///   - old: the version before this one, whose tickets go on being taken.
    public init(
        first: TLSContext,
        _ contexts: [TLSContext],
        _ names: ServerNameTable,
        _ sharing: Sharing,
        continuing old: TLSAcceptor? = nil
    ) {
        self.contexts = contexts
        self.names = names
        self.sharing = sharing
        // One certificate for everybody: no need to look at what a client asks for.
        choosesByName =
            contexts.count != 1 || sharing.requiresKnownName
            || names.choose(nil, takesRSA: true, takesECDSA: true, isStrict: false) == nil
        self.first = choosesByName ? first : contexts[0]
        prepare(continuing: old)
    }

    private func prepare(continuing old: TLSAcceptor?) {
        let context = first.context
        let lifetime = Int(sharing.sessionLifetime.components.seconds)
        if lifetime > 0 { _ = copenssl_set_session_timeout(context, lifetime) }
        if sharing.ticketKeys != nil {
            _ = SSL_CTX_set_tlsext_ticket_key_evp_cb(context, sealTicket)
        } else if let old, old.sharing.ticketKeys == nil {
            var keys = [UInt8](repeating: 0, count: Int(COPENSSL_TICKET_KEY_BYTES))
            if copenssl_copy_ticket_keys(old.first.context, &keys) == 1 {
                _ = copenssl_set_ticket_keys(context, &keys)
            }
        }
        copenssl_use_server_cache(context, sharing.sessions == nil ? 0 : 1)
        if sharing.sessions != nil {
            SSL_CTX_sess_set_new_cb(context, storeSession)
            SSL_CTX_sess_set_get_cb(context, findSession)
        }
        if choosesByName { SSL_CTX_set_client_hello_cb(context, chooseCertificate, nil) }
    }

    /// Whether there is nothing to show to anybody.
    public var isEmpty: Bool { names.isEmpty }

    /// Has a connection go on with the certificate for its client; false when there is none.
    fileprivate func choose(for connection: OpaquePointer, _ engine: TLSEngine) -> Bool {
        let speaksTLS13 = first.versions.upperBound >= .v13
        guard let greeting = ClientGreeting(connection, speaksTLS13: speaksTLS13) else {
            return false
        }
        let number = names.choose(
            greeting.serverName,
            takesRSA: greeting.takesRSA,
            takesECDSA: greeting.takesECDSA,
            isStrict: sharing.requiresKnownName
        )
        guard let number, contexts.indices.contains(number) else {
            engine.refusedName = greeting.serverName
            return false
        }
        let chosen = contexts[number]
        engine.switchContext(to: chosen)
        SSL_set_SSL_CTX(connection, chosen.context)
        // What a connection has taken over from the context it began with is put right.
        SSL_set_verify(connection, chosen.verificationMode, noteVerification)
        if chosen.versions != first.versions {
            _ = copenssl_set_connection_minimum_version(
                connection,
                chosen.versions.lowerBound.number
            )
            _ = copenssl_set_connection_maximum_version(
                connection,
                chosen.versions.upperBound.number
            )
        }
        if let curves = chosen.curves, curves != first.curves {
            _ = copenssl_set_connection_groups(connection, curves)
        }
        return true
    }
}

private let chooseCertificate: SSL_client_hello_cb_fn = { connection, alert, _ in
    guard let connection, let engine = TLSEngine.of(connection),
        engine.acceptor?.choose(for: connection, engine) == true
    else {
        alert?.pointee = SSL_AD_UNRECOGNIZED_NAME
        return SSL_CLIENT_HELLO_ERROR
    }
    return SSL_CLIENT_HELLO_SUCCESS
}

private let sealTicket:
    @convention(c) (
        OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?,
        OpaquePointer?, OpaquePointer?, Int32
    ) -> Int32 = { connection, name, vector, cipher, code, isSealing in
        guard let connection, let name, let vector, let cipher, let code,
            let keys = TLSEngine.of(connection)?.acceptor?.sharing.ticketKeys
        else { return -1 }
        return isSealing == 1
            ? keys.seal(name, vector, cipher, code) : keys.open(name, vector, cipher, code)
    }

private let storeSession: @convention(c) (OpaquePointer?, OpaquePointer?) -> Int32 = {
    connection,
    session in
    guard let connection, let session else { return 0 }
    TLSEngine.of(connection)?.acceptor?.sharing.sessions?.store(session)
    // No reference is kept.
    return 0
}

private let findSession:
    @convention(c) (
        OpaquePointer?, UnsafePointer<UInt8>?, Int32, UnsafeMutablePointer<Int32>?
    ) -> OpaquePointer? = { connection, identity, count, copies in
        // OpenSSL owns what it gets.
        copies?.pointee = 0
        guard let connection, let identity,
            let sessions = TLSEngine.of(connection)?.acceptor?.sharing.sessions
        else { return nil }
        return sessions.find(Array(UnsafeBufferPointer(start: identity, count: Int(count))))
    }
