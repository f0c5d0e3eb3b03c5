internal import Diagnostics

extension ConnectionFailure: CustomStringConvertible {
    /// One sentence for the operator, with what to do about it where that is known.
    public var description: String { "\(target): \(reason)" }
}

extension ConnectionFailure.Reason: CustomStringConvertible {
    /// The sentence without the target.
    public var description: String {
        switch self {
        case .refused(let address):
            "connection to \(address) refused; is sshd running there, and is the port right?"
        case .unreachable(let address, let why):
            "cannot reach \(address): \(why)"
        case .timedOut(let during, let after):
            "no answer within \(secondsText(after)) (\(during))"
        case .protocolFailed(let address, let why):
            "cannot speak SSH with \(address): \(why)"
        case .unknownHostKey(let problem):
            problem.unknownText
        case .hostKeyChanged(let problem):
            problem.changedText
        case .authenticationFailed(let user, let tried, let offered):
            authenticationText(user: user, tried: tried, offered: offered)
        case .keyUnusable(let path, let why):
            "cannot use the key file '\(path)': \(why)"
        case .configuration(let diagnostic):
            diagnostic.rendered()
        case .lost(let inFlight, let why):
            "connection lost (\(why)); in flight: \(inFlight)"
        case .channelRefused(let what, let why):
            "the server refused \(what): \(why); sshd's MaxSessions may be reached"
        case .streamRefused(let endpoint, let why):
            "cannot connect to \(endpoint) from the target: \(why)"
        case .become(let failure):
            failure.description
        case .connectorMissing(let programs):
            "no program on the target can connect a socket; install one of "
                + programs.joined(separator: ", ")
        case .shellUnusable(let why):
            "no working sh on the target: \(why)"
        case .local(let why):
            why
        case .closed:
            "the connection was closed before"
        case .socketForbidden, .incusSilent, .incusMissing, .instanceMissing, .instanceStopped,
            .incusRefused:
            incusText
        }
    }
}

private func authenticationText(user: String, tried: [String], offered: [String]) -> String {
    let tried = tried.isEmpty ? "nothing to try" : "tried \(tried.joined(separator: ", "))"
    let offered = offered.isEmpty ? "" : "; the server accepts \(offered.joined(separator: ", "))"
    return "authentication as '\(user)' failed (\(tried)\(offered))"
}

extension HostKeyProblem {
    fileprivate var unknownText: String {
        let files = files.joined(separator: ", ")
        return """
            the host key of '\(host)' is not known: \(keyType) \(shown), looked for in \(files)
              hint: compare the fingerprint, then add the key to that file, or set \
            ansible_host_key_checking: accept-new for a first connection
            """
    }

    fileprivate var changedText: String {
        let onRecord = recorded.map { "on record \($0)" } ?? "on record a key of another type"
        return """
            the host key of '\(host)' has changed, so the connection is refused: \(onRecord)\
            \(place.map { " (\($0))" } ?? ""), now shown \(keyType) \(shown)
              hint: if the host was installed anew, remove the old key with \
            \(mendCommand); otherwise somebody may be in between
            """
    }

    private var mendCommand: String {
        let file = place.flatMap { place in
            place.lastIndex(of: ":").map { String(place[..<$0]) }
        }
        let words = ["ssh-keygen", "-R", host] + (file.map { ["-f", $0] } ?? [])
        return ShellQuoting.quote(words)
    }
}

extension BecomeFailure: CustomStringConvertible {
    /// One sentence for the operator.
    public var description: String {
        switch self {
        case .passwordNeeded(let user, let method):
            "\(method) wants a password to become '\(user)'; set ansible_become_password"
        case .passwordWrong(let user, let method):
            "\(method) did not accept the password to become '\(user)'"
        case .programMissing(let program):
            "'\(program)' is not installed on the target; install it or connect as that user"
        case .refused(let user, let method, let why):
            "\(method) refused to become '\(user)': \(why)"
        }
    }
}
