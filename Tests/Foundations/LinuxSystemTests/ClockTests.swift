import LinuxSystem
import Testing

@Suite("durations and moments")
struct ClockTests {
    @Test("what does not fit is the most or the least there is")
    func limits() {
        let long = Duration.seconds(Int.max)
        #expect(long.wholeNanoseconds == .max)
        #expect((Duration.zero - long).wholeNanoseconds == .min)
        #expect(long.wholeMilliseconds(roundingUp: true) == Int64.max / 1_000_000 + 1)
        #expect(Duration.seconds(9_223_372_036).wholeNanoseconds == 9_223_372_036_000_000_000)
        let later = MonotonicClock.now + long
        #expect(later.nanoseconds == UInt64(Int64.max))
        #expect(later > MonotonicClock.now)
    }

    @Test("milliseconds are cut off or rounded up")
    func milliseconds() {
        #expect(Duration.microseconds(1500).wholeMilliseconds() == 1)
        #expect(Duration.microseconds(1500).wholeMilliseconds(roundingUp: true) == 2)
        #expect(Duration.milliseconds(2).wholeMilliseconds(roundingUp: true) == 2)
        #expect(Duration.milliseconds(-2).wholeMilliseconds(roundingUp: true) == -2)
    }
}
