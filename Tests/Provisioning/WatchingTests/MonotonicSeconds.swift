import LinuxSystem

/// Moments of a clock that is moved by hand.
enum MonotonicSeconds {
    static func moment(_ seconds: UInt64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: seconds * 1_000_000_000)
    }
}
