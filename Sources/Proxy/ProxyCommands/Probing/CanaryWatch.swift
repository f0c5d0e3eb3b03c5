internal import LinuxSystem

/// `switchyard-proxy probe --every`: canaries one after another, and the standing verdict in a file.
///
/// The file holds `0` while all is well and `1` while it is not, as the `track_file` of keepalived
/// wants it.
struct CanaryWatch {
    private let canary: Canary
    private let interval: Duration
    private let path: String
    private var verdict: StandingVerdict

    init(_ canary: Canary, every interval: Duration, file path: String, _ settings: CanarySettings)
    {
        self.canary = canary
        self.interval = interval
        self.path = path
        verdict = StandingVerdict(fall: settings.fall, rise: settings.rise)
    }

    /// Goes on until a signal ends the process, or the file cannot be written.
    mutating func run() throws(SystemError) -> Never {
        var next = MonotonicClock.now
        while true {
            let outcome = canary.send()
            try record(outcome)
            // One that took longer than the interval is followed by the next at once.
            next = max(next + interval, MonotonicClock.now)
            MonotonicClock.sleep(for: next - MonotonicClock.now)
        }
    }

    private mutating func record(
        _ outcome: Result<Canary.Success, CanaryFailure>
    ) throws(SystemError) {
        let text: String
        let isGood: Bool
        switch outcome {
        case .success(let success): (text, isGood) = (success.text, true)
        case .failure(let failure): (text, isGood) = (failure.description, false)
        }
        guard let change = verdict.record(isGood: isGood) else { return }
        try FileSystem.writeAtomically(change ? "0\n" : "1\n", to: path)
        LineOutput.standardOutput.write("\(change ? "good" : "bad"): \(text)")
    }
}
