import Drilling
import LinuxSystem

/// Records of drills as an engine would fill them, without one.
enum SampleDrill {
    /// A drill of twenty seconds at 200 requests a second whose fault costs a second of latency.
    static func passed(
        name: String = "Loss of an API server",
        startedAt: Int64 = 1_764_125_000
    )
        -> DrillRecord
    {
        var record = empty(name: name, startedAt: startedAt)
        record.traffic = [traffic("GET, kept connections") { $0 == 80 ? 240 : 4 + $0 % 7 }]
        record.stages = stages
        record.limits = LimitFinding(.pass)
        record.checks = [
            RecordedCheck("failed", expected: .count(0), measured: .count(0), isMet: true),
            RecordedCheck(
                "slowest",
                expected: .duration(.milliseconds(600)),
                measured: .duration(.milliseconds(289)),
                isMet: true
            ),
        ]
        record.figures = [
            Figure("requests", .count(4000)), Figure("failed", .count(0)),
            Figure("p99", .duration(.milliseconds(205))),
            Figure("slowest", .duration(.milliseconds(289))),
            Figure("longest_gap", .duration(.milliseconds(210))),
            Figure("detect", .duration(.milliseconds(2210))),
            Figure("recover", .duration(.milliseconds(3840))),
        ]
        return record
    }

    /// A drill whose balancer went dark for three seconds: failures, a gap, limits that broke.
    static func failed() -> DrillRecord {
        var record = passed(name: "Loss of the load balancer that has the address")
        record.fault = FaultFinding(.confirmed, ["lb-2 holds the address since 7.31 s"])
        record.limits = LimitFinding(
            .fail,
            ["failed: 612, allowed 0", "longest_gap: 3.02 s, allowed 500 ms"]
        )
        record.traffic = [
            traffic("GET, kept connections") { $0 == 70 ? 900 : 5 },
            traffic("POST, fresh connections", isIdempotent: false) { $0 % 50 == 0 ? 60 : 12 },
            traffic("WebSocket echo") { _ in 2 },
        ]
        record.checks = [
            RecordedCheck("failed", expected: .count(0), measured: .count(612), isMet: false),
            RecordedCheck(
                "longest_gap",
                expected: .duration(.milliseconds(500)),
                measured: .duration(.milliseconds(3020)),
                isMet: false
            ),
            RecordedCheck(
                "recover",
                expected: .duration(.seconds(60)),
                measured: nil,
                isMet: false
            ),
        ]
        record.figures = [
            Figure("requests", .count(4000)), Figure("failed", .count(612)),
            Figure("slowest", .duration(.milliseconds(900))),
            Figure("longest_gap", .duration(.milliseconds(3020))),
            Figure("detect", .duration(.milliseconds(310))), Figure("recover", nil),
        ]
        record.events += [
            DrillEvent(
                at: .milliseconds(7110),
                source: .proxy,
                host: "lb-1",
                "switchyard-proxy.service: Main process exited, code=killed, status=9/KILL"
            ),
            DrillEvent(
                at: .milliseconds(7310),
                source: .keepalived,
                host: "lb-2",
                "(edge) Entering MASTER STATE"
            ),
            DrillEvent(
                at: .milliseconds(7350),
                source: .incus,
                host: "incus-a",
                "Instance stopped: lb-1"
            ),
        ]
        record.events.sort { $0.at < $1.at }
        record.evidence = [
            Evidence(
                name: "journal of lb-1",
                text: "1764125007.110000 lb-1 systemd[1]: switchyard-proxy.service: exited\n",
                byteCount: 69,
                sha256: String(repeating: "c0ffee00", count: 8)
            )
        ]
        record.notes = ["the clock of lb-1 was 3.1 ms ahead; its events are put right, to ± 0.4 ms"]
        return record
    }

    /// A drill that proved nothing: no load, no figures, names that never end.
    static func endless() -> DrillRecord {
        let word = String(repeating: "donaudampfschifffahrtsgesellschaft", count: 6)
        var record = empty(name: "\(word) <script>alert(1)</script> & \"so\" on", startedAt: 1)
        record.host = word
        record.description = word
        record.fault = FaultFinding(.inconclusive, ["\(word): 'x' & <b>"])
        record.evidence = [Evidence(name: word, byteCount: 0, sha256: "")]
        record.notes = [word]
        return record
    }

    /// A drill with one bucket of one request, which took a minute.
    static func short() -> DrillRecord {
        var record = empty(name: "One request", startedAt: 1_764_125_000)
        record.fault = FaultFinding(.mismatch, ["the server 'b' fell silent, not 'a'"])
        record.duration = .milliseconds(100)
        record.traffic = [TrafficRecord("GET", startedAt: .zero)]
        record.traffic[0].note(
            due: .zero,
            outcome: .answered,
            isIdempotent: true,
            latency: .seconds(60)
        )
        return record
    }

    /// A drill that thousands of events tell of.
    static func eventful() -> DrillRecord {
        var record = passed(name: "Reload storm")
        record.events += (0..<5000).map { number in
            let sources: [DrillEvent.Source] = [.proxy, .keepalived, .incus]
            return DrillEvent(
                at: .milliseconds(number * 4),
                source: sources[number % 3],
                host: "lb-\(number % 2 + 1)",
                "event \(number): Server api_pool/api-\(number % 9) is DOWN, reason: Layer4 timeout"
            )
        }
        record.events.sort { $0.at < $1.at }
        return record
    }

    private static func empty(name: String, startedAt: Int64) -> DrillRecord {
        let digits = String(repeating: "0123456789abcdef", count: 4)
        var record = DrillRecord(
            name: name,
            file: Evidence(name: "drills/backend-loss.yml", byteCount: 2345, sha256: digits),
            host: "lb-1",
            startedAt: WallTime(seconds: startedAt, microseconds: 250_000),
            secondsEastOfUTC: 3600,
            fault: FaultFinding(.confirmed)
        )
        record.hypothesis = "Users notice nothing when one of two API servers is lost."
        record.engine = "switchyard-proxy 0.1.0"
        record.machine = "controller: AMD EPYC, 2 cores, load average 0.42, Linux 6.1.0"
        record.duration = .seconds(20)
        record.events = [
            DrillEvent(at: .milliseconds(10), "healthy: prove that all victims are healthy"),
            DrillEvent(at: .milliseconds(7000), "fault: break"),
            DrillEvent(at: .milliseconds(13_000), "restore: put things back"),
        ]
        return record
    }

    private static let stages = [
        StageRecord(.healthy, at: .milliseconds(10), duration: .milliseconds(400), succeeded: true),
        StageRecord(.fault, at: .seconds(7), duration: .milliseconds(900), succeeded: true),
        StageRecord(.effect, at: .milliseconds(7900), duration: .seconds(2), succeeded: true),
        StageRecord(.restore, at: .seconds(13), duration: .seconds(2), succeeded: true),
        StageRecord(.recovered, at: .seconds(15), duration: .seconds(2), succeeded: true),
    ]

    /// Requests of 18 s; those from 7 s to 10 s fail or are lost where they are not answered fast.
    private static func traffic(
        _ name: String,
        isIdempotent: Bool = true,
        latency: (Int) -> Int
    ) -> TrafficRecord {
        var traffic = TrafficRecord(name, startedAt: .milliseconds(600))
        let isLossy = name != "GET, kept connections"
        for bucket in 0..<180 {
            for request in 0..<20 {
                let due = Duration.milliseconds(bucket * 100 + request * 5)
                let isLost = isLossy && (64..<94).contains(bucket)
                let outcome: TrafficRecord.Outcome =
                    isLost ? (isIdempotent ? .failed : .unknown) : .answered
                traffic.note(
                    due: due,
                    outcome: outcome,
                    isIdempotent: isIdempotent,
                    latency: isLost ? nil : .milliseconds(latency(bucket) + request)
                )
            }
        }
        if isLossy { traffic.failures = [NamedCount("connection refused", 590)] }
        traffic.servers = [NamedCount("api-1", 1800), NamedCount("api-2", 1800)]
        return traffic
    }
}
