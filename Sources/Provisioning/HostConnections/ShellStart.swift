internal import LinuxSystem

/// Why a shell did not come up.
enum ShellStartFailure: Error {
    /// It asked for a password and there is none.
    case passwordNeeded
    /// It asked for the password once more.
    case passwordWrong
    /// It ended, saying this.
    case ended(words: String)
    /// It said nothing in time.
    case timedOut(Duration)
}

extension ShellSession {
    /// Sends the marker and waits until the shell answers, giving a password when one of the
    /// prompts appears on its error output; none are given for a shell that says nothing before.
    func start(
        prompts: [String]? = nil,
        password: String? = nil,
        timeout: Duration
    ) throws(ShellStartFailure) -> Identity {
        let deadline = MonotonicClock.now + timeout
        var isPasswordSent = false
        // A program that asks for a password must not find the marker in its place, so with a
        // prompt the marker waits until the shell has said that it is there.
        var isMarkerSent = prompts == nil
        if isMarkerSent { try tell(marker) }
        while true {
            let turn = turn(until: deadline)
            if let identity = startFrame() { return identity }
            if let prompts, !isMarkerSent {
                let count = prompts.reduce(0) { $0 + strayErrorText.ranges(of: $1).count }
                if count > 1 { throw .passwordWrong }
                if count == 1, !isPasswordSent {
                    guard let password else { throw .passwordNeeded }
                    try tell(password)
                    isPasswordSent = true
                }
                if strayErrorText.contains(ShellStarting.isUp) {
                    try tell(marker)
                    isMarkerSent = true
                }
            }
            switch turn {
            case .moved: break
            case .timedOut: throw .timedOut(timeout)
            case .ended(let why): throw .ended(words: strayWords.isEmpty ? why : strayWords)
            }
        }
    }

    private func tell(_ line: String) throws(ShellStartFailure) {
        do throws(StreamFailure) {
            try write(Array("\(line)\n".utf8))
        } catch {
            _ = turn(until: MonotonicClock.now + .milliseconds(500))
            throw .ended(words: strayWords.isEmpty ? error.reason : strayWords)
        }
    }
}
