import CLibSSH
import HostConnections
import LinuxSystem

extension SSHSession {
    /// Tries the keys, the agent and the password until the server is content.
    func authenticate() throws(ConnectionFailure.Reason) {
        var attempt = AuthenticationAttempt(session: self)
        if ssh_userauth_none(raw, nil) == SSH_AUTH_SUCCESS.rawValue { return }
        try attempt.noteOffer()
        if try attempt.succeeds() { return }
        throw .authenticationFailed(
            user: route.user,
            tried: attempt.tried,
            offered: attempt.offered
        )
    }
}

/// One go at authenticating: what was tried, and what the server would take.
struct AuthenticationAttempt {
    private let session: SSHSession
    /// What was tried, in the operator's words.
    private(set) var tried: [String] = []
    /// The methods that the server offers.
    private(set) var offered: [String] = []

    private var raw: ssh_session { session.raw }
    private var route: SSHRoute { session.route }

    init(session: SSHSession) {
        self.session = session
    }

    private static let methods: [(bit: UInt32, name: String)] = [
        (SSH_AUTH_METHOD_PUBLICKEY, "publickey"),
        (SSH_AUTH_METHOD_PASSWORD, "password"),
        (SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive"),
        (SSH_AUTH_METHOD_HOSTBASED, "hostbased"),
        (SSH_AUTH_METHOD_GSSAPI_MIC, "gssapi-with-mic"),
    ]

    /// Notes what the server offers now; fails when the connection is gone.
    mutating func noteOffer() throws(ConnectionFailure.Reason) {
        if ssh_is_connected(raw) == 0 {
            throw .lost(inFlight: "authentication", why: session.lastError)
        }
        let bits = UInt32(bitPattern: ssh_userauth_list(raw, nil))
        offered = Self.methods.filter { bits & $0.bit != 0 }.map(\.name)
    }

    private func offers(_ method: String) -> Bool { offered.contains(method) }

    /// Tries everything that may help, the operator's own keys first.
    mutating func succeeds() throws(ConnectionFailure.Reason) -> Bool {
        if offers("publickey") {
            for path in route.identityFiles where try accepts(keyFile: path, isWanted: true) {
                return true
            }
            if try acceptsAgent() { return true }
            for path in route.usualIdentityFiles where FileSystem.exists(path) {
                if try accepts(keyFile: path, isWanted: false) { return true }
            }
        }
        guard let password = route.password else { return false }
        if offers("password") {
            tried.append("password")
            if try isAccepted(ssh_userauth_password(raw, nil, password)) { return true }
        }
        if offers("keyboard-interactive") {
            tried.append("keyboard-interactive")
            if try isAccepted(answeredQuestions(password)) { return true }
        }
        return false
    }

    private mutating func accepts(
        keyFile path: String,
        isWanted: Bool
    ) throws(ConnectionFailure.Reason) -> Bool {
        guard FileSystem.exists(path) else { throw .keyUnusable(path: path, why: "no such file") }
        var key: ssh_key?
        let noPassphrase: ssh_auth_callback = { _, _, _, _, _, _ in -1 }
        let status = ssh_pki_import_privkey_file(path, nil, noPassphrase, nil, &key)
        guard status == SSH_OK, let key else {
            if !isWanted || route.agentSocket != nil { return false }
            throw .keyUnusable(path: path, why: KeyFile.whyUnusable(path))
        }
        defer { ssh_key_free(key) }
        tried.append("key \(path)")
        return try isAccepted(ssh_userauth_publickey(raw, nil, key))
    }

    private mutating func acceptsAgent() throws(ConnectionFailure.Reason) -> Bool {
        guard let agent = route.agentSocket, FileSystem.exists(agent) else { return false }
        tried.append("agent")
        return try isAccepted(ssh_userauth_agent(raw, nil))
    }

    /// Answers every question whose answer is not shown with the password.
    private func answeredQuestions(_ password: String) -> Int32 {
        var status = ssh_userauth_kbdint(raw, nil, nil)
        var rounds = 0
        while status == SSH_AUTH_INFO.rawValue, rounds < 8 {
            rounds += 1
            for index in 0..<max(0, ssh_userauth_kbdint_getnprompts(raw)) {
                var isShown: CChar = 0
                _ = ssh_userauth_kbdint_getprompt(raw, UInt32(index), &isShown)
                ssh_userauth_kbdint_setanswer(raw, UInt32(index), isShown == 0 ? password : "")
            }
            status = ssh_userauth_kbdint(raw, nil, nil)
        }
        return status
    }

    private mutating func isAccepted(_ status: Int32) throws(ConnectionFailure.Reason) -> Bool {
        if status == SSH_AUTH_SUCCESS.rawValue { return true }
        if status == SSH_AUTH_PARTIAL.rawValue { try noteOffer() }
        if ssh_is_connected(raw) == 0 {
            throw .authenticationFailed(user: route.user, tried: tried, offered: offered)
        }
        return false
    }
}
