import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// The weight of a server that is probed, as it comes back.
@Suite(
    "slowstart against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxySlowStartDifferentialTests {
    /// The server's columns `status`, `weight` and `throttle`.
    private func standing(_ control: UInt16) throws -> (status: String, weight: Int, isSlow: Bool) {
        let rows = try ask(control, "show stat").split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        func value(_ name: String) -> String {
            guard let column = rows[0].firstIndex(of: name),
                let row = rows.first(where: { $0[1] == "probed" })
            else { return "" }
            return row[column]
        }
        return (value("status"), Int(value("weight")) ?? -1, value("throttle") != "")
    }

    private func ask(_ port: UInt16, _ command: String) throws -> String {
        let client = try TestClient(port: port)
        try client.send("\(command)\n")
        return client.readToEnd()
    }

    /// Follows the server until it is up; then tells with what part of its weight it began, and whether
    /// it gets the whole in the end.
    private func rise(_ control: UInt16) throws -> String {
        let deadline = MonotonicClock.now + .seconds(30)
        var now = try standing(control)
        while !now.status.hasPrefix("UP"), MonotonicClock.now < deadline {
            MonotonicClock.sleep(for: .milliseconds(10))
            now = try standing(control)
        }
        let start = now.weight == 160 ? "at once" : "slowly\(now.isSlow ? ", throttled" : "")"
        var last = now.weight
        while now.weight != 160, MonotonicClock.now < deadline {
            MonotonicClock.sleep(for: .milliseconds(100))
            now = try standing(control)
            if now.weight < last { return "\(start), then less again" }
            last = now.weight
        }
        return "\(start), then \(now.weight)\(now.isSlow ? ", throttled" : "")"
    }

    @Test("coming up by probes, out of maintenance and out of drain")
    func probed() throws {
        let control = try freePort()
        let place = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                server probed 127.0.0.1:\(place) check inter 100ms rise 1 fall 1 weight 160 slowstart 2s
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, proxy -> [String] in
            var seen: [String] = []
            _ = proxy.line(containing: "probed is DOWN", within: .seconds(5))
            let origin = try TestOrigin.named("probed", port: place)
            defer { origin.stop() }
            seen.append("probes: \(try rise(control))")
            for state in ["maint", "drain"] {
                _ = try ask(control, "set server pool/probed state \(state)")
                _ = try ask(control, "set server pool/probed state ready")
                seen.append("\(state): \(try rise(control))")
            }
            return seen
        }
        #expect(ours == theirs)
        #expect(
            ours == [
                "probes: slowly, throttled, then 160", "maint: slowly, throttled, then 160",
                "drain: at once, then 160",
            ]
        )
    }
}
