import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite(
    "proxy failures against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyFailureDifferentialTests {
    @Test("the proxy's own pages are the same, byte for byte")
    func errorPages() throws {
        let silent = try TestOrigin { _ in .respondAfter(.seconds(3), "") }
        let broken = try TestOrigin { _ in .respondAndClose("no http at all\r\n\r\n") }
        let closing = try TestOrigin { _ in .close }
        defer { for origin in [silent, broken, closing] { origin.stop() } }
        let nobody = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
                timeout http-request 500ms
                http-request deny if { path /denied }
                use_backend silent if { path /silent }
                use_backend broken if { path /broken }
                use_backend closing if { path /closing }
                use_backend none if { path /none }
                default_backend refused
            backend silent
                server one 127.0.0.1:\(silent.port)
            backend broken
                server one 127.0.0.1:\(broken.port)
            backend closing
                server one 127.0.0.1:\(closing.port)
            backend refused
                retries 0
                server one 127.0.0.1:\(nobody)
            backend none
            """
        ) { port, _ -> [SeenResponse?] in
            var seen: [SeenResponse?] = []
            for target in ["/denied", "/silent", "/broken", "/closing", "/none", "/refused"] {
                seen.append(SeenResponse(try TestClient.fetch(target, port: port)))
            }
            let bad = try TestClient(port: port)
            try bad.send("GET / HTTP/1.1\r\nHost : x\r\n\r\n")
            seen.append(SeenResponse(try bad.readResponse()))
            let slow = try TestClient(port: port)
            try slow.send("GET / HTTP/1.1\r\n")
            seen.append(SeenResponse(try slow.readResponse()))
            return seen
        }
        #expect(ours == theirs)
        #expect(ours.map { $0?.status } == [403, 504, 502, 502, 503, 503, 400, 408])
    }

    @Test("a refused connection is retried and handed to the other server alike")
    func redispatch() throws {
        let alive = try TestOrigin.named("alive")
        defer { alive.stop() }
        let nobody = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                option redispatch
                retries 1
                cookie SRV insert indirect nocache
                server dead 127.0.0.1:\(nobody) cookie dead
                server alive 127.0.0.1:\(alive.port) cookie alive
            """
        ) { port, _ -> [SeenResponse?] in
            let headers: HTTPHeaders = ["Host": "test", "Cookie": "SRV=dead"]
            return try (0..<2).map { _ in
                SeenResponse(try TestClient.fetch(port: port, headers: headers))
            }
        }
        #expect(ours == theirs)
        #expect(ours.first??.status == 200)
    }

    @Test("after a refusal the next attempt waits, or goes elsewhere, when haproxy's does")
    func redispatchWaits() throws {
        let alive = try TestOrigin.named("alive")
        defer { alive.stop() }
        let nobody = try freePort()
        let cases = [
            "balance roundrobin, option redispatch",
            "balance leastconn, option redispatch",
            "balance first, option redispatch",
            "balance source, hash-type consistent, option redispatch, retries 1",
            "balance source, option redispatch 1, retries 2",
            "balance roundrobin, retries 1",
            "cookie SRV insert indirect, option redispatch, retries 2",
            "cookie SRV insert indirect, option redispatch 1",
            "option redispatch, retries 1, server dead",
        ]
        let backends = cases.enumerated().map { index, lines in
            var lines = lines.split(separator: ",").map {
                $0.replacing("server dead", with: "server dead 127.0.0.1:\(nobody)")
            }
            if !lines.contains(where: { $0.contains("server dead") }) {
                lines.append("server dead 127.0.0.1:\(nobody) cookie dead")
                lines.append("server alive 127.0.0.1:\(alive.port) cookie alive")
            }
            return "backend b\(index)\n    " + lines.joined(separator: "\n    ")
        }
        let rules = cases.indices.map { "    use_backend b\($0) if { path /\($0) }" }
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
            \(rules.joined(separator: "\n"))
            \(backends.joined(separator: "\n"))
            """
        ) { port, proxy -> [String] in
            try cases.indices.map { index in
                let start = MonotonicClock.now
                let headers: HTTPHeaders = ["Host": "test", "Cookie": "SRV=dead"]
                let response = try TestClient.fetch("/\(index)", port: port, headers: headers)
                let waits = MonotonicClock.now - start > .milliseconds(900)
                let line = proxy.line(containing: "GET /\(index) ") ?? "nothing"
                let redispatched = line.split(separator: " ")
                    .first { $0.split(separator: "/").count == 5 && $0.contains("+") }
                let retries = redispatched?.split(separator: "/").last ?? "stays"
                return "\(cases[index]): \(response?.status ?? 0) "
                    + "\(waits ? "waits" : "at once") \(retries)"
            }
        }
        #expect(ours == theirs)
        #expect(ours.first?.hasSuffix("200 at once +1") == true)
    }

    @Test("log lines say the same of what went well and of what failed")
    func logLines() throws {
        let origin = try TestOrigin.named("one")
        let silent = try TestOrigin { _ in .respondAfter(.seconds(3), "") }
        let closing = try TestOrigin { _ in .close }
        defer { for origin in [origin, silent, closing] { origin.stop() } }
        let nobody = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
                http-request deny if { path /denied }
                use_backend silent if { path /silent }
                use_backend closing if { path /closing }
                use_backend refused if { path /refused }
                use_backend none if { path /none }
                default_backend pool
            backend pool
                cookie SRV insert indirect nocache
                server one 127.0.0.1:\(origin.port) cookie c1
            backend silent
                server one 127.0.0.1:\(silent.port)
            backend closing
                server one 127.0.0.1:\(closing.port)
            backend refused
                retries 0
                server one 127.0.0.1:\(nobody)
            backend none
            """
        ) { port, proxy -> [String] in
            let cookies = ["", "SRV=c1", "SRV=what"]
            for cookie in cookies {
                var headers: HTTPHeaders = ["Host": "test"]
                if !cookie.isEmpty { headers.add("Cookie", cookie) }
                _ = try TestClient.fetch("/ok", port: port, headers: headers)
            }
            for target in ["/denied", "/silent", "/closing", "/refused", "/none"] {
                _ = try TestClient.fetch(target, port: port)
            }
            let bad = try TestClient(port: port)
            try bad.send("GET / HTTP/1.1\r\nHost : x\r\n\r\n")
            _ = try bad.readResponse()
            // The connection that waited for the port is no part of the traffic.
            func lines() -> [String] {
                proxy.output
                    .filter {
                        $0.contains(" public") && $0.contains("\"") && !$0.contains(" CR-- ")
                    }
            }
            for _ in 0..<100 where lines().count < 9 {
                MonotonicClock.sleep(for: .milliseconds(20))
            }
            return lines().map(normalised)
        }
        #expect(ours == theirs)
        #expect(ours.count == 9)
    }
}
