internal import LinuxSystem

/// The moment by which all of a canary has to be done.
struct CanaryDeadline {
    /// How long it was at the start.
    let limit: Duration
    private let began: MonotonicInstant

    /// Begins now.
    init(_ limit: Duration) {
        self.limit = limit
        began = MonotonicClock.now
    }

    /// What has passed.
    var passed: Duration { MonotonicClock.now - began }

    /// What is left; nothing when the time is over.
    var left: Duration { max(.zero, limit - passed) }
}
