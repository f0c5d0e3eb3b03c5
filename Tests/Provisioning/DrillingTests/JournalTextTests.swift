import Testing

@testable import Drilling

@Suite("journals of hosts")
struct JournalTextTests {
    @Test("lines are told by who wrote them, with their moment")
    func lines() {
        let journal = JournalText(
            """
            1764125007.110000 lb-1 switchyard-proxy[12]: Server api_pool/api-1 is DOWN
            1764125007.25 lb-1 Keepalived_vrrp[77]: (edge) Entering MASTER STATE
            1764125008.000001 lb-1 systemd[1]: Stopped keepalived.service - VRRP.
            1764125008.5 incus-a incusd[9]: Instance stopped
            1764125009.0 lb-1 systemd[1]: haproxy.service: Main process exited
            -- Boot 123 --

            """,
            host: "lb-1"
        )
        #expect(journal.events.map(\.source) == [.proxy, .keepalived, .keepalived, .incus, .proxy])
        #expect(journal.events[0].text == "Server api_pool/api-1 is DOWN")
        #expect(journal.events[1].at == .seconds(1_764_125_007) + .milliseconds(250))
        #expect(journal.events[2].at == .seconds(1_764_125_008) + .microseconds(1))
        #expect(journal.note == nil)
    }

    @Test("a log that is too long is cut to its last lines, and that is said")
    func cut() {
        let line = "1764125007.1 lb-1 haproxy[12]: \(String(repeating: "x", count: 900))\n"
        let journal = JournalText(String(repeating: line, count: 500), host: "lb-1")
        #expect(journal.text.utf8.count <= JournalText.byteLimit)
        #expect(journal.text.hasPrefix("1764125007.1 lb-1"))
        #expect(
            journal.note
                == "of the log of lb-1 only the last \(journal.events.count) lines were taken"
        )
        #expect(journal.events[0].text.count == JournalText.widthLimit + 1)
    }

    @Test("what a host's clock told is held against the middle of the round trip")
    func clock() {
        let clock = HostClock(asked: .seconds(100), told: .seconds(103), answered: .seconds(102))
        #expect(clock.lead == .seconds(2))
        #expect(clock.uncertainty == .seconds(1))
        #expect(clock.text == "2.00 s ahead")
        let slow = HostClock(asked: .seconds(100), told: .seconds(99), answered: .seconds(102))
        #expect(slow.text == "2.00 s behind")
    }

    @Test("requests that proxies log as information are not asked for")
    func question() {
        let words = JournalText.command(since: 17)
        #expect(words.contains("--since=@17"))
        #expect(!words.contains("PRIORITY=6"))
        #expect(words.contains("_SYSTEMD_UNIT=keepalived.service"))
    }
}

@Suite("latency histograms")
struct LatencyHistogramTests {
    @Test("a quantile is not below what was counted, and at most a fifth above")
    func quantiles() throws {
        for microseconds in [1, 250, 251, 1000, 17_000, 499_999, 55_000_000] {
            var histogram = LatencyHistogram()
            histogram.note(.microseconds(microseconds))
            let found = try #require(histogram.quantile(perMille: 500))
            #expect(found >= .microseconds(microseconds))
            #expect(found <= max(.microseconds(250), .microseconds(microseconds * 12 / 10 + 1)))
        }
    }

    @Test("what is slower than every bound is counted, and two histograms add up")
    func slow() {
        var histogram = LatencyHistogram()
        histogram.note(.seconds(1_000_000))
        var other = LatencyHistogram()
        other.note(.milliseconds(1))
        other.merge(histogram)
        #expect(other.count == 2)
        #expect(other.quantile(perMille: 1000) == LatencyHistogram.bound(of: 99))
        #expect(LatencyHistogram().quantile(perMille: 500) == nil)
    }

    @Test("a request after the last bucket counts in it")
    func limit() {
        var traffic = TrafficRecord("GET", startedAt: .zero)
        traffic.note(due: .seconds(90_000), outcome: .unknown, isIdempotent: false, latency: nil)
        #expect(traffic.buckets.count == TrafficRecord.bucketLimit)
        #expect(traffic.total.other.unknown == 1)
    }
}
