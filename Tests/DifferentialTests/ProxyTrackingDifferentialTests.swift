import LinuxSystem
import TestSupport
import Testing

/// Servers that take the state of others for their own.
@Suite(
    "proxy tracking against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyTrackingDifferentialTests {
    /// How servers stand: state, orders, the word of the statistics, whom they follow.
    private func standing(_ control: UInt16) throws -> [String] {
        var states: [String] = []
        for line in try askOperator(control, "show servers state").split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 6, words[0] != "#" else { continue }
            states.append("\(words[1])/\(words[3]) \(words[5]) \(words[6])")
        }
        let words = try ["pool/one", "pool/two", "other/three"].map { name in
            let seen = try statistics(of: name, control)
            return "\(seen["status"] ?? "?") \(seen["tracked"] ?? "?")"
        }
        return states + words
    }

    @Test("health, maintenance and drain mode go from a server to those that track it, and on")
    func chain() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let control = try freePort()
        let orders = [
            "disable server pool/one", "enable server pool/two", "set server pool/one state drain",
            "enable server pool/one", "set server other/three state maint",
            "disable server pool/one", "enable server pool/one",
            "set server other/three state ready", "set server pool/one health down",
            "set server pool/one health up", "set server pool/one state drain",
            "set server pool/one state ready",
        ]
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
                default_backend pool
            backend pool
                server one 127.0.0.1:\(origin.port) check inter 60s
                server two 127.0.0.1:\(origin.port) track one
            backend other
                server three 127.0.0.1:\(origin.port) track pool/two
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, proxy -> [String] in
            for _ in 0..<250 {
                if try statistics(of: "pool/one", control)["check_status"] == "L4OK" { break }
                MonotonicClock.sleep(for: .milliseconds(20))
            }
            var seen = try standing(control)
            for order in orders {
                seen.append("after '\(order)': \(try askOperator(control, order))")
                seen += try standing(control)
            }
            let news = proxy.output.filter {
                $0.hasPrefix("Server ") || $0.hasPrefix("backend ")
            }
            return seen + news
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
        #expect(ours.count == theirs.count)
    }

    @Test("an added server tracks another one, and what others point at stays")
    func addedServers() throws {
        let control = try freePort()
        let orders = [
            "add server pool/four 127.0.0.1:9 track pool/two",
            "add server pool/five 127.0.0.1:9 track pool/one",
            "add server pool/six 127.0.0.1:9 track pool/five",
            "add server pool/six 127.0.0.1:9 track pool/none",
            "enable server pool/five", "disable server pool/one", "enable server pool/one",
            "disable server pool/one", "del server pool/three",
        ]
        let text = """
            global
                nbthread 1
                stats socket ipv4@127.0.0.1:\(control) level admin
            defaults
                mode http
                timeout connect 1s
                timeout client 5s
                timeout server 1s
            backend pool
                server one 127.0.0.1:9 check inter 60s
                server two 127.0.0.1:9
                server three 127.0.0.1:9 track one
            """
        try withProxy(.switchyard, configuration: text + "\n", waitingFor: control) { _ in
            let answers = try orders.map {
                try askOperator(control, $0).split(separator: "\n").first.map(String.init) ?? ""
            }
            #expect(
                answers == [
                    "unable to use pool/two for tracking as it does not have any check nor agent "
                        + "enabled.", "New server registered.",
                    "unable to use pool/five for tracking as it is a dynamic server.",
                    "unable to find required server 'none' for tracking.", "", "", "", "",
                    // The one that it tracks has taken it into maintenance.
                    "Server deleted.",
                ]
            )
            let seen = try statistics(of: "pool/five", control)
            #expect(seen["status"] == "MAINT (via pool/one)" && seen["tracked"] == "pool/one")
        }
    }
}
