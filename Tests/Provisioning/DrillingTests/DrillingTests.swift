import Diagnostics
import DocumentValues
import Drilling
import Testing

@Suite("load summary")
struct LoadSummaryTests {
    private func answered(_ due: Int, _ latency: Int, status: Int = 200) -> LoadSample {
        LoadSample(
            due: .milliseconds(due),
            latency: .milliseconds(latency),
            outcome: .answered(status: status, server: "a")
        )
    }

    @Test("a stall counts as the longest gap, and its requests as slow")
    func stall() {
        let samples = [answered(0, 5), answered(100, 5), answered(200, 900), answered(1200, 5)]
        let summary = LoadSummary(samples, duration: .milliseconds(1300))
        #expect(summary.failedCount == 0)
        #expect(summary.longestGap == .milliseconds(995))
        #expect(summary.slowest == .milliseconds(900))
    }

    @Test("the latency that all but one answer in a thousand stay below is told of a long load")
    func percentiles() {
        let samples = (0..<2000).map { answered($0 * 5, $0 < 1997 ? 5 : 700 + $0) }
        let summary = LoadSummary(samples, duration: .seconds(10))
        #expect(summary.percentile99 == .milliseconds(5))
        #expect(summary.percentile999 == .milliseconds(2698))
        #expect(summary.slowest == .milliseconds(2699))
    }

    @Test("a server error is no good answer, and the gap goes over it")
    func serverError() {
        let samples = [answered(0, 1), answered(100, 1, status: 503), answered(200, 1)]
        let summary = LoadSummary(samples, duration: .milliseconds(201))
        #expect(summary.failedCount == 1)
        #expect(summary.failures.first?.reason == "status 503")
        #expect(summary.longestGap == .milliseconds(200))
    }

    @Test("without a good answer the gap is the whole load")
    func nothingAnswered() {
        let samples = [answered(0, 1, status: 500)]
        let summary = LoadSummary(samples, duration: .seconds(2))
        #expect(summary.longestGap == .seconds(2))
        #expect(summary.slowest == nil)
    }
}

@Suite("drill limits")
struct DrillLimitsTests {
    private let quiet = LoadSummary([], duration: .zero)

    @Test("a measure at its limit meets it, one above does not")
    func borders() {
        let limits = DrillLimits(detect: .seconds(5))
        let at = limits.checks(of: DrillMeasures(load: quiet, detect: .seconds(5)))
        let above = limits.checks(of: DrillMeasures(load: quiet, detect: .milliseconds(5001)))
        #expect(at.map(\.isMet) == [true])
        #expect(above.map(\.isMet) == [false])
        #expect(DrillVerdict.of(at) == .pass)
        #expect(DrillVerdict.of(above).exitCode == 2)
    }

    @Test("a measure that is missing does not meet its limit")
    func missing() {
        let checks = DrillLimits(recover: .seconds(5)).checks(of: DrillMeasures(load: quiet))
        #expect(checks.map(\.measured) == ["not measured"])
        #expect(checks.map(\.isMet) == [false])
    }
}
