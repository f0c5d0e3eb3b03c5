import Drilling
import LinuxSystem
import TestSupport
import Testing

@Suite("what a load could not do")
struct LatenessTests {
    private func samples(
        _ count: Int,
        delay: Duration,
        waitedForClient: Bool = true
    ) -> [LoadSample] {
        (0..<count).map { number in
            LoadSample(
                due: .milliseconds(number * 10),
                delay: delay,
                waitedForClient: waitedForClient,
                latency: delay + .milliseconds(5),
                outcome: .answered(status: 200, server: "a")
            )
        }
    }

    private let punctual = Duration.milliseconds(1)

    @Test("one late request in a hundred is still a load that was sustained, two are not")
    func border() {
        let one = samples(99, delay: punctual) + samples(1, delay: .seconds(4))
        let two = samples(98, delay: punctual) + samples(2, delay: .seconds(4))
        #expect(Lateness(of: one, unsentCount: 0).shortfall(clientCount: 64) == nil)
        #expect(
            Lateness(of: two, unsentCount: 0).shortfall(clientCount: 64)
                == "the load could not be sustained: of 100 requests 2 left late, by up to 4.00 s: "
                + "all 64 clients waited for answers; allow more, or ask for less"
        )
    }

    @Test("a machine that is too slow is told from clients that are too few")
    func slowMachine() {
        let late = samples(10, delay: .seconds(1), waitedForClient: false)
        #expect(
            Lateness(of: late, unsentCount: 5).shortfall(clientCount: 64)
                == "the load could not be sustained: of 15 requests 10 left late, by up to 1.00 s "
                + "and 5 never left: this machine was too slow; ask for less"
        )
    }

    @Test("a limit that only the load's own lateness breaks is neither kept nor broken")
    func ownLateness() {
        let limits = DrillLimits(failed: 0, slowest: .seconds(1))
        let load = LoadSummary(samples(10, delay: .seconds(4)), duration: .seconds(5))
        let checks = limits.checks(of: DrillMeasures(load: load))
        let shortfall = load.lateness.shortfall(clientCount: 1)
        #expect(checks.map(\.isMet) == [true, false])
        #expect(DrillVerdict.of(checks, shortfall: shortfall).word == "Inconclusive")
        let strict = DrillLimits(slowest: .milliseconds(1)).checks(of: DrillMeasures(load: load))
        #expect(DrillVerdict.of(strict, shortfall: shortfall).word == "Fail")
    }

    @Test("a load with too few clients says so, and one with enough does not", arguments: [1, 64])
    func load(clientCount: Int) throws {
        let origin = try TestOrigin { _ in
            .respondAfter(.milliseconds(150), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        defer { origin.stop() }
        let load = try OpenLoad(
            of: try #require(LoadTarget(url: "http://127.0.0.1/")),
            at: .loopback(port: origin.port),
            rate: 40,
            clientCount: clientCount,
            timeout: .seconds(10)
        )
        while load.elapsed < .seconds(2) { MonotonicClock.sleep(for: .milliseconds(20)) }
        let lateness = load.stop().lateness
        #expect(lateness.dueCount >= 60)
        #expect(lateness.isSustained == (clientCount > 1))
        if clientCount == 1 {
            #expect(lateness.unsentCount > 0)
            #expect(lateness.longest > .milliseconds(500))
        }
    }
}
