import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// What is counted and told, as an operator sees it.
@Suite(
    "proxy counters and news against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyCounterDifferentialTests {
    private static let columns = [
        "dreq", "dresp", "ereq", "econ", "eresp", "wretr", "wredis", "req_tot", "cli_abrt",
        "srv_abrt", "hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "intercepted",
        "stot", "lbtot", "connect",
    ]

    private func ask(_ port: UInt16, _ command: String) throws -> String {
        let client = try TestClient(port: port)
        try client.send("\(command)\n")
        return client.readToEnd()
    }

    /// The columns of each row of `show stat`.
    private func counters(_ port: UInt16) throws -> [String] {
        let lines = try ask(port, "show stat").split(separator: "\n").map(String.init)
        let names = lines.first.map { $0.dropFirst(2).split(separator: ",") } ?? []
        return lines.dropFirst().map { line in
            let values = line.split(separator: ",", omittingEmptySubsequences: false)
            let wanted = names.indices.filter {
                Self.columns.contains(String(names[$0])) && $0 < values.count
            }
            return "\(values[0])/\(values[1]): "
                + wanted.map { "\(names[$0])=\(values[$0])" }.joined(separator: " ")
        }
    }

    @Test("every way that a request can end is counted alike, and logged alike")
    func counting() throws {
        let origin = try TestOrigin.named("one")
        let silent = try TestOrigin { _ in .respondAfter(.seconds(2), "") }
        let broken = try TestOrigin { _ in .respondAndClose("no http at all\r\n\r\n") }
        let closing = try TestOrigin { _ in .close }
        let cutting = try TestOrigin { _ in
            .respondAndClose("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc")
        }
        let stopping = try TestOrigin { request in
            .respond("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc")
        }
        defer {
            for origin in [origin, silent, broken, closing, cutting, stopping] { origin.stop() }
        }
        let nobody = try freePort()
        let control = try freePort()
        let names = [
            "denied", "denied-body", "returned", "moved", "stats", "ok", "refused", "again", "none",
            "closing", "broken", "silent", "cutting", "stopping", "denying", "changing", "moving",
            "repeating", "repeating-elsewhere", "monitor",
        ]
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
                monitor-uri /monitor
                stats enable
                stats uri /stats
                http-request deny if { path /denied }
                http-request deny content-type text/plain string no if { path /denied-body }
                http-request return status 200 content-type text/plain string hi if { path /returned }
                http-request redirect location /x if { path /moved }
                use_backend refused if { path /refused }
                use_backend again if { path /again }
                use_backend none if { path /none }
                use_backend closing if { path /closing }
                use_backend broken if { path /broken }
                use_backend silent if { path /silent }
                use_backend cutting if { path /cutting }
                use_backend stopping if { path /stopping }
                use_backend moving if { path /moving }
                use_backend repeating if { path /repeating }
                use_backend elsewhere if { path /repeating-elsewhere }
                use_backend denying if { path /denying }
                use_backend changing if { path /changing }
                default_backend pool
            backend pool
                server one 127.0.0.1:\(origin.port)
            backend refused
                retries 0
                server one 127.0.0.1:\(nobody)
            backend again
                timeout connect 100ms
                retries 1
                server one 127.0.0.1:\(nobody)
            backend none
            backend closing
                server one 127.0.0.1:\(closing.port)
            backend broken
                server one 127.0.0.1:\(broken.port)
            backend silent
                timeout server 200ms
                server one 127.0.0.1:\(silent.port)
            backend cutting
                server one 127.0.0.1:\(cutting.port)
            backend stopping
                timeout server 200ms
                server one 127.0.0.1:\(stopping.port)
            backend moving
                retries 2
                option redispatch
                server one 127.0.0.1:\(nobody)
                server two 127.0.0.1:\(origin.port)
            backend repeating
                retry-on all-retryable-errors
                retries 2
                server one 127.0.0.1:\(closing.port)
            backend elsewhere
                retry-on all-retryable-errors
                retries 2
                option redispatch
                server one 127.0.0.1:\(closing.port)
                server two 127.0.0.1:\(origin.port)
            backend denying
                http-response deny
                server one 127.0.0.1:\(origin.port)
            backend changing
                http-response set-status 404
                server one 127.0.0.1:\(origin.port)
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, proxy -> [String] in
            // What found out whether the port is open had its connection closed before this one came.
            _ = try TestClient.fetch("/returned", port: port)
            _ = try ask(control, "clear counters all")
            for name in names { _ = try TestClient.fetch("/\(name)", port: port) }
            _ = proxy.line(containing: "/changing HTTP", within: .seconds(2))
            let log = proxy.output.filter { $0.contains("\"GET") }.map(normalised)
            return try counters(control) + log
        }
        #expect(ours == theirs)
        #expect(ours.first?.contains(" dreq=2 ") == true, "\(ours)")
        #expect(!ours.contains { $0.contains("monitor") })
    }

    @Test(
        "a wait that ends without a server, and one that ends with it, are logged with their times"
    )
    func waiting() throws {
        let origin = try TestOrigin { _ in
            .respondAfter(.milliseconds(600), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                option abortonclose
                timeout queue 3s
                server one 127.0.0.1:\(origin.port) maxconn 1
            """
        ) { port, proxy -> [String] in
            let first = try TestClient(port: port)
            try first.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\n")
            MonotonicClock.sleep(for: .milliseconds(100))
            let second = try TestClient(port: port)
            try second.send("GET /second HTTP/1.1\r\nHost: x\r\n\r\n")
            MonotonicClock.sleep(for: .milliseconds(100))
            let third = try TestClient(port: port)
            try third.send("GET /third HTTP/1.1\r\nHost: x\r\n\r\n")
            MonotonicClock.sleep(for: .milliseconds(100))
            third.finishSending()
            _ = proxy.line(containing: "/third", within: .seconds(3))
            _ = try first.readResponse()
            _ = try second.readResponse()
            _ = proxy.line(containing: "/second", within: .seconds(3))
            // Of one that left, HAProxy tells how many had left before it.
            return proxy.output.filter { $0.contains("\"GET") }.map(normalised)
                .map { $0.contains("CQ--") ? $0.replacing(" 0/2 ", with: " 0/1 ") : $0 }
        }
        #expect(ours == theirs)
        #expect(
            ours.contains { $0.contains("one N/N/N/N/N 200") && $0.contains(" 0/1 ") },
            "\(ours)"
        )
    }

    @Test("clients that leave while they wait, and servers that queues chose, are counted alike")
    func leaving() throws {
        let origin = try TestOrigin { _ in
            .respondAfter(.milliseconds(600), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { origin.stop() }
        let control = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                option abortonclose
                timeout queue 3s
                server one 127.0.0.1:\(origin.port) maxconn 1
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, proxy -> [String] in
            // The connection that waited for the port is no part of the traffic.
            MonotonicClock.sleep(for: .milliseconds(100))
            _ = try ask(control, "clear counters all")
            let clients = try (1...4).map { number in
                let client = try TestClient(port: port)
                try client.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                MonotonicClock.sleep(for: .milliseconds(50))
                return client
            }
            clients[1].finishSending()
            try clients[2].reset()
            _ = proxy.line(containing: "/2 HTTP", within: .seconds(3))
            _ = proxy.line(containing: "/3 HTTP", within: .seconds(3))
            _ = try clients[0].readResponse()
            _ = try clients[3].readResponse()
            _ = proxy.line(containing: "/4 HTTP", within: .seconds(3))
            return try counters(control).filter { !$0.hasPrefix("pool/FRONTEND") }
        }
        #expect(ours == theirs)
        #expect(ours.last?.contains(" cli_abrt=1 ") == true, "\(ours)")
    }

    @Test(
        "connections on which no request comes are counted, answered and logged alike",
        arguments: ["no option dontlognull", "option dontlognull"]
    )
    func empty(option: String) throws {
        let control = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                \(option)
                timeout client 300ms
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, proxy -> [String] in
            // The connection that waited for the port is no part of the traffic.
            MonotonicClock.sleep(for: .milliseconds(100))
            let before = proxy.output.count
            _ = try ask(control, "clear counters all")
            var seen: [String] = []
            for part in ["", "GET"] {
                let closing = try TestClient(port: port)
                try closing.send(part)
                closing.finishSending()
                seen.append("\(try closing.readResponse()?.status ?? 0)")
                let waiting = try TestClient(port: port)
                try waiting.send(part)
                seen.append("\(try waiting.readResponse()?.status ?? 0)")
            }
            func log() -> [String] {
                proxy.output.dropFirst(before).filter { $0.contains("BADREQ") }
            }
            let expected = option.hasPrefix("no") ? 4 : 2
            for _ in 0..<100 where log().count < expected {
                MonotonicClock.sleep(for: .milliseconds(20))
            }
            return try seen + counters(control) + log().map(normalised)
        }
        #expect(ours == theirs)
        #expect(ours.prefix(4) == ["400", "408", "400", "408"])
    }

    @Test("what becomes of servers is told in the same words, in the same order, at the same level")
    func news() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let control = try freePort()
        let commands = [
            "set server pool/one state maint", "set server pool/one state ready",
            "set server pool/one state drain", "set server pool/one weight 5",
            "set server pool/one state ready",
            "set server pool/one weight 0", "set server pool/one weight 1",
            "set server pool/one state maint", "set server pool/one state drain",
            "set server pool/one state maint", "set server pool/one state ready",
            "set server inner/two state drain", "set server inner/two health down",
            "set server inner/two health up", "set server inner/two health stopping",
            "set server inner/two state ready", "set server inner/two health down",
            "set server inner/two state drain", "set server inner/two state maint",
            "set server inner/two state drain", "set server inner/two state ready",
            "set server inner/two state maint", "set server inner/one health down",
        ]
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                log stdout format short local0
                server one 127.0.0.1:\(origin.port)
            backend inner
                log stdout format short local0
                server one 127.0.0.1:\(origin.port) check inter 60s
                server two 127.0.0.1:\(origin.port) check inter 60s
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, proxy -> [String] in
            for command in commands { _ = try ask(control, command) }
            _ = proxy.line(containing: "backend inner has no", within: .seconds(3))
            // The connection that waited for the port is no part of the traffic.
            return proxy.output.filter { $0.hasPrefix("<") && !$0.contains(" CR-- ") }
        }
        #expect(ours == theirs)
        #expect(ours.first?.hasPrefix("<1>Server pool/one is going DOWN") == true, "\(ours)")
        #expect(ours.contains("<0>proxy pool has no server available!"))
    }
}
