import LinuxSystem
import Testing

@Suite("calls that know no time limit")
struct BoundedWaitTests {
    @Test("a call that is in time gives its result")
    func inTime() throws {
        #expect(try withinTime(.seconds(60), name: "quick") { 7 } == 7)
    }

    @Test("one that takes longer is left to itself, and nobody waits for it")
    func tooLong() throws {
        let release = try WakeUp()
        let start = MonotonicClock.now
        let result = try withinTime(.milliseconds(50), name: "slow") { () -> Int in
            var entries = [PollEntry(release.descriptor, .readable)]
            _ = try? poll(&entries, timeout: .seconds(60))
            release.close()
            return 7
        }
        #expect(result == nil)
        #expect(MonotonicClock.now - start < .seconds(30))
        release.signal()
    }
}
