import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// What an operator reads of rates while traffic runs and after it.
@Suite(
    "proxy rates against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyRateDifferentialTests {
    private func ask(_ port: UInt16, _ command: String) throws -> [Substring] {
        let client = try TestClient(port: port)
        try client.send("\(command)\n")
        return client.readToEnd().split(separator: "\n")
    }

    /// The rates of `show stat` and `show info`, by their names.
    private func rates(_ port: UInt16) throws -> [String: Int] {
        var rates: [String: Int] = [:]
        for line in try ask(port, "show info") {
            let words = line.split(separator: " ")
            guard words.count == 2, words[0].hasSuffix("Rate:") else { continue }
            if ["ConnRate:", "SessRate:", "MaxConnRate:", "MaxSessRate:"].contains(words[0]) {
                rates[String(words[0].dropLast())] = Int(words[1])
            }
        }
        let rows = try ask(port, "show stat").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        for row in rows.dropFirst() {
            for (name, value) in zip(rows[0], row)
            where name.hasSuffix("rate") || name.hasSuffix("rate_max") {
                rates["\(row[1]) \(name)"] = Int(value)
            }
        }
        return rates
    }

    @Test("rates are there while traffic runs, their maxima stay, and they are gone after it")
    func traffic() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let control = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                server one 127.0.0.1:\(origin.port)
            """,
            global: "nbthread 2\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, _ -> [String: [Bool]] in
            let count = 40
            let began = MonotonicClock.now
            for _ in 0..<count { _ = try TestClient.fetch(port: port) }
            let running = try rates(control)
            let took = MonotonicClock.now - began
            var after = try rates(control)
            let deadline = MonotonicClock.now + .seconds(10)
            while after["one rate"] != 0, MonotonicClock.now < deadline {
                MonotonicClock.sleep(for: .milliseconds(100))
                after = try rates(control)
            }
            // A second or two of traffic: what is told is no more than all, and no less than what the
            // slowest of machines does in one of its seconds.
            let least = took < .milliseconds(900) ? count / 4 : 1
            return running.mapValues { [(least...(count + 4)).contains($0)] }
                .merging(after.mapValues { [$0 == 0] }) { $0 + $1 }
        }
        #expect(ours == theirs)
        for name in ["FRONTEND rate", "FRONTEND req_rate", "BACKEND rate", "one rate", "ConnRate"] {
            #expect(ours[name] == [true, true], "\(name)")
        }
        for name in ["FRONTEND req_rate_max", "one rate_max", "MaxConnRate", "MaxSessRate"] {
            #expect(ours[name] == [true, false], "\(name)")
        }
    }
}
