internal import Glibc

/// A moment of the clock that only goes forward, from the start of the machine.
public struct MonotonicInstant: Hashable, Comparable, Sendable {
    /// Nanoseconds since the clock began.
    public var nanoseconds: UInt64

    /// A moment by its nanoseconds.
    public init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Whole milliseconds since the clock began.
    public var milliseconds: Int64 { Int64(nanoseconds / 1_000_000) }

    /// Earlier comes first.
    public static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment that much later; the clock's last one when it would come after it.
    public static func + (moment: MonotonicInstant, duration: Duration) -> MonotonicInstant {
        let (later, isTooLate) = Int64(clamping: moment.nanoseconds)
            .addingReportingOverflow(duration.wholeNanoseconds)
        return MonotonicInstant(nanoseconds: UInt64(isTooLate ? Int64.max : max(0, later)))
    }

    /// The time from the right moment to the left one.
    public static func - (later: MonotonicInstant, earlier: MonotonicInstant) -> Duration {
        .nanoseconds(Int64(later.nanoseconds) - Int64(earlier.nanoseconds))
    }
}

/// The clock that only goes forward.
///
/// The C function is `clock_gettime` of CLOCK_MONOTONIC.
public enum MonotonicClock {
    /// This moment.
    public static var now: MonotonicInstant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicInstant(
            nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        )
    }

    /// Waits on this thread.
    ///
    /// The C function is `nanosleep`.
    public static func sleep(for duration: Duration) {
        let nanoseconds = max(0, duration.wholeNanoseconds)
        var left = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000),
            tv_nsec: Int(nanoseconds % 1_000_000_000)
        )
        var rest = timespec()
        while nanosleep(&left, &rest) != 0 && Errno.last == .interrupted { left = rest }
    }
}

extension Duration {
    /// The duration in nanoseconds; the most or the least there are when they do not fit (292
    /// years).
    public var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isTooMuch) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        if isTooLong || isTooMuch { return seconds < 0 ? .min : .max }
        return sum
    }

    /// The duration in milliseconds, parts cut off or rounded up.
    public func wholeMilliseconds(roundingUp: Bool = false) -> Int64 {
        let (whole, rest) = wholeNanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return roundingUp && rest > 0 ? whole + 1 : whole
    }
}
