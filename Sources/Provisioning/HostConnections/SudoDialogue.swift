import LinuxSystem

/// The dialogue with `sudo` before a shell of another user greets.
struct SudoDialogue {
    /// What `sudo` is told to ask with, so that its question is told from any other text.
    static let prompt = "[switchyard-sudo] password: "

    let target: String
    let become: Become

    /// Answers the question for the password, if it comes before the greeting.
    func answer(
        output: ArrivingBytes,
        errors: ArrivingBytes,
        input: any ByteStream,
        until deadline: MonotonicInstant
    ) throws(ConnectionFailure) {
        let prompt = Array(Self.prompt.utf8)
        while MonotonicClock.now < deadline {
            if !output.pending.isEmpty { return }
            let short = MonotonicClock.now + .milliseconds(20)
            do throws(StreamFailure) {
                _ = try errors.wait(until: short) { $0.takeUpTo(prompt) }
            } catch {
                if case .timedOut = error { continue }
                return
            }
            do throws(StreamFailure) {
                let line = Array("\(become.password ?? "")\n".utf8)
                try input.writeAll(line, timeout: .seconds(10))
            } catch {
                return
            }
            try refuseSecondQuestion(output: output, errors: errors, until: deadline)
            return
        }
    }

    private func refuseSecondQuestion(
        output: ArrivingBytes,
        errors: ArrivingBytes,
        until deadline: MonotonicInstant
    ) throws(ConnectionFailure) {
        let prompt = Array(Self.prompt.utf8)
        while MonotonicClock.now < deadline, output.pending.isEmpty {
            let short = MonotonicClock.now + .milliseconds(20)
            do throws(StreamFailure) {
                _ = try errors.wait(until: short) { $0.takeUpTo(prompt) }
            } catch {
                if case .timedOut = error { continue }
                return
            }
            throw ConnectionFailure(
                target,
                .become(.passwordWrong(user: become.user, method: become.method.rawValue))
            )
        }
    }

    /// What a `sudo` that ended instead of starting a shell meant by its words.
    func failure(saying words: String) -> BecomeFailure {
        let method = become.method.rawValue
        if words.contains("password is required") {
            return .passwordNeeded(user: become.user, method: method)
        }
        if words.contains("incorrect password") || words.contains("try again") {
            return .passwordWrong(user: become.user, method: method)
        }
        if words.contains("sudo: not found") || words.contains("sudo: command not found")
            || words.contains("No such file")
        {
            return .programMissing(program: method)
        }
        let why = words.split(separator: "\n").map(String.init).first ?? "it ended without a word"
        return .refused(user: become.user, method: method, why: why)
    }
}
