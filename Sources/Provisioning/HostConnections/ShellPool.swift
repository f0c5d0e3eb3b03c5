internal import LinuxSystem

/// The shells of one target: the connection's own, and one for each user that is become.
///
/// Not for two threads at once: the target's connection lets one call in after the other.
final class ShellPool {
    let target: String
    private let transport: any TargetTransport
    private let timeout: Duration
    private var own: (session: ShellSession, identity: ShellSession.Identity)?
    private var others: [Become: ShellSession] = [:]
    /// Who the connection's own shell acted as when it started last.
    private var ownIdentity: ShellSession.Identity?

    /// Starts shells by that transport.
    init(target: String, transport: any TargetTransport, timeout: Duration) {
        self.target = target
        self.transport = transport
        self.timeout = timeout
    }

    /// Ends all shells.
    func close() {
        own?.session.close()
        for session in others.values { session.close() }
        own = nil
        others = [:]
    }

    /// Ends all shells but one.
    func close(but kept: ShellSession) {
        if let own, own.session !== kept {
            own.session.close()
            self.own = nil
        }
        for (become, session) in others where session !== kept {
            session.close()
            others[become] = nil
        }
    }

    /// The user that the connection logged in as.
    func identity() throws(ConnectionFailure) -> ShellSession.Identity {
        try ownShell().identity
    }

    /// The shell that acts as a user; nil is the connection's own.
    func session(as become: Become?) throws(ConnectionFailure) -> ShellSession {
        if let become, let ownIdentity, become.user != ownIdentity.userName,
            let other = others[become], !other.isOver
        {
            return other
        }
        let own = try ownShell()
        guard let become, become.user != own.identity.userName else { return own.session }
        if let other = others[become] {
            if !other.isOver { return other }
            other.close()
        }
        let session = try startShell(as: become, from: own)
        others[become] = session
        return session
    }

    private func ownShell() throws(ConnectionFailure) -> (
        session: ShellSession, identity: ShellSession.Identity
    ) {
        if let own {
            if !own.session.isOver { return own }
            own.session.close()
        }
        let session = try ShellSession(
            target: target,
            streams: try transport.start(ShellStarting.ownUser)
        )
        do throws(ShellStartFailure) {
            let started = (session, try session.start(timeout: timeout))
            own = started
            ownIdentity = started.1
            return started
        } catch {
            session.close()
            switch error {
            case .timedOut(let duration):
                throw ConnectionFailure(
                    target,
                    .timedOut(during: "starting sh", after: duration)
                )
            case .ended(let words):
                throw ConnectionFailure(target, .shellUnusable(why: words))
            case .passwordNeeded, .passwordWrong:
                throw ConnectionFailure(target, .shellUnusable(why: "it asks for a password"))
            }
        }
    }

    private func startShell(
        as become: Become,
        from own: (session: ShellSession, identity: ShellSession.Identity)
    ) throws(ConnectionFailure) -> ShellSession {
        let method = become.method ?? (own.identity.userID == 0 ? .su : .sudo)
        let program = method.name
        let lookUp = ShellCommand.script("command -v \"$1\" >/dev/null", [program])
        if try own.session.run([FramedCommand(lookUp)])[0].exitStatus != 0 {
            throw ConnectionFailure(target, .become(.programMissing(program: program)))
        }
        let prompt = "switchyard-asks-\(randomName()):"
        let prompts: [String]
        switch method.question {
        case .chosen: prompts = [prompt]
        case .own(let texts): prompts = texts
        case .none: prompts = []
        }
        let command = method.words(
            BecomeMethod.Start(
                flags: become.flags ?? method.usualFlags,
                user: become.user,
                prompt: prompt,
                shell: ShellStarting.announced
            )
        )
        let session = try ShellSession(target: target, streams: try transport.start(command))
        do throws(ShellStartFailure) {
            _ = try session.start(prompts: prompts, password: become.password, timeout: timeout)
            return session
        } catch {
            session.close()
            throw ConnectionFailure(target, reason(of: error, become, program, prompt))
        }
    }

    private func reason(
        of failure: ShellStartFailure,
        _ become: Become,
        _ program: String,
        _ prompt: String
    ) -> ConnectionFailure.Reason {
        switch failure {
        case .passwordNeeded:
            return .become(.passwordNeeded(user: become.user, method: program))
        case .passwordWrong:
            return .become(.passwordWrong(user: become.user, method: program))
        case .timedOut(let duration):
            return .timedOut(during: "\(program) to '\(become.user)'", after: duration)
        case .ended(let words):
            let parts = words.split(separator: prompt).joined()
            let why = parts.split(separator: ShellStarting.isUp).joined()
            return .become(.refused(user: become.user, method: program, why: why))
        }
    }
}
