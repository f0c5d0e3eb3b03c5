import LinuxSystem

/// Decides when to ask the server whether it is still there, and when to give it up.
struct KeepAlive {
    /// What is to be done.
    enum Action: Equatable {
        case nothing
        case ask
        case lost(Duration)
    }

    /// How many questions may stay without an answer, as OpenSSH's `ServerAliveCountMax`.
    private static let patience = 3

    private let interval: Duration
    private var packets: UInt64 = 0
    private var lastSign: MonotonicInstant?
    private var lastQuestion: MonotonicInstant?
    private var unanswered = 0

    /// Asks so often; zero is never.
    init(interval: Duration) {
        self.interval = interval
    }

    /// How long the pump may sleep.
    var wait: Duration? { interval > .zero ? min(interval, .seconds(1)) : nil }

    /// Looks at how many packets have arrived.
    mutating func check(packets count: UInt64, now: MonotonicInstant) -> Action {
        guard interval > .zero else { return .nothing }
        guard let sign = lastSign, count == packets else {
            let wasAsked = unanswered > 0
            packets = count
            lastSign = now
            lastQuestion = nil
            unanswered = 0
            // The library counts the answer only when it is called again.
            return wasAsked ? .ask : .nothing
        }
        guard now - (lastQuestion ?? sign) >= interval else { return .nothing }
        if unanswered == Self.patience { return .lost(now - sign) }
        unanswered += 1
        lastQuestion = now
        return .ask
    }
}
