import Drilling
import Testing

@Suite("limits of several kinds of traffic")
struct TrafficLimitTests {
    private func kind(
        _ name: String,
        latency: Int,
        _ outcomes: [LoadSample.Outcome] = [],
        isIdempotent: Bool = true
    ) -> TrafficMeasures {
        let good = LoadSample.Outcome.answered(status: 200, server: "a")
        let samples = ([good] + outcomes).map {
            LoadSample(
                due: .zero,
                latency: .milliseconds(latency),
                outcome: $0,
                isIdempotent: isIdempotent
            )
        }
        return TrafficMeasures(
            name: name,
            load: LoadSummary(samples, duration: .milliseconds(latency))
        )
    }

    private func checks(_ limits: DrillLimits, _ kinds: TrafficMeasures...) -> [String: Bool] {
        let measures = DrillMeasures(load: LoadSummary([], duration: .zero), traffic: kinds)
        return Dictionary(
            uniqueKeysWithValues: limits.checks(of: measures).map { ($0.name, $0.isMet) }
        )
    }

    @Test("a kind's own limit counts there in the place of that for all")
    func ownLimit() {
        var limits = DrillLimits(slowest: .milliseconds(100))
        let (pages, film) = (kind("pages", latency: 50), kind("film", latency: 5000))
        #expect(checks(limits, pages, film) == ["slowest": false])
        limits.traffic["film"] = DrillLimits(slowest: .seconds(6))
        #expect(checks(limits, pages, film) == ["slowest": true, "film.slowest": true])
        limits.traffic["film"] = DrillLimits(slowest: .seconds(4))
        #expect(checks(limits, pages, film) == ["slowest": true, "film.slowest": false])
    }

    @Test("lost are those of unknown end that must not be asked twice")
    func lost() {
        var limits = DrillLimits(failed: 2)
        limits.lost = 0
        limits.unknown = 1
        let pages = kind("pages", latency: 1, [.unknown("time-out")])
        let orders = kind("orders", latency: 1, [.failed("refused")], isIdempotent: false)
        #expect(checks(limits, pages, orders) == ["failed": true, "unknown": true, "lost": true])
        let torn = kind("orders", latency: 1, [.unknown("time-out")], isIdempotent: false)
        #expect(checks(limits, pages, torn) == ["failed": true, "unknown": false, "lost": false])
    }

    @Test("a kind without an answer meets no limit of time")
    func unmeasured() {
        let silent = TrafficMeasures(name: "film", load: LoadSummary([], duration: .zero))
        let limits = DrillLimits(slowest: .seconds(9))
        #expect(checks(limits, kind("pages", latency: 1), silent) == ["slowest": false])
    }

    @Test("of several runs the figures have their median and range, and the worst verdict counts")
    func spread() throws {
        let spread = try #require(
            FigureSpread("failed", [.count(7), .count(0), .count(3), .count(2)])
        )
        #expect(spread.median == .count(2))
        #expect(spread.least == .count(0))
        #expect(spread.most == .count(7))
        #expect(FigureSpread("detect", []) == nil)
    }
}
