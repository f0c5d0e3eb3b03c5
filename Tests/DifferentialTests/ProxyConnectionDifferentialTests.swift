import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// When connections go on and when they end, as a client sees it.
@Suite(
    "proxy connections against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyConnectionDifferentialTests {
    /// What a client saw on one connection: each response's status, then how it went on.
    private func seen(_ port: UInt16, _ requests: [String]) throws -> [String] {
        let client = try TestClient(port: port)
        var all: [String] = []
        for request in requests {
            try client.send(request)
            let method = String(request.prefix { $0 != " " })
            guard let response = try client.readResponse(to: method) else { return all + ["end"] }
            all.append("\(response.status) \(response.headers["Connection"] ?? "-")")
            if response.headers["Connection"]?.lowercased() == "close" {
                return all + [client.read() == [] ? "end" : "more"]
            }
        }
        return all
    }

    @Test("clients that connect anew each time leave no more connections to servers than haproxy's")
    func idleConnections() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let control = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            listen public
                bind 127.0.0.1:{{port}}
                server one 127.0.0.1:\(origin.port) pool-purge-delay 60s
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, _ -> [String] in
            var seen: [String] = []
            // One after the other, then four at once, then one after the other again.
            for clientCount in [1, 4, 1] {
                for _ in 0..<25 {
                    let clients = try (0..<clientCount).map { _ in try TestClient(port: port) }
                    for client in clients { try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
                    for client in clients {
                        let response = try client.readResponse()
                        #expect(response?.status == 200)
                    }
                }
                let idle = try statistics(of: "public/one", control)["srv_icur"] ?? "?"
                seen.append((Int(idle) ?? 99) <= 2 * clientCount + 3 ? "few" : idle)
            }
            return seen
        }
        #expect(ours == theirs)
        #expect(ours == ["few", "few", "few"])
    }

    @Test("the proxy's own answers keep the connection where haproxy's do")
    func ownAnswers() throws {
        let origin = try TestOrigin.named("one")
        let silent = try TestOrigin { _ in .respondAfter(.seconds(3), "") }
        let broken = try TestOrigin { _ in .respondAndClose("no http at all\r\n\r\n") }
        let closing = try TestOrigin { _ in .close }
        defer { for origin in [origin, silent, broken, closing] { origin.stop() } }
        let nobody = try freePort()
        let targets = [
            "/denied", "/denied400", "/denied413", "/returned", "/moved", "/monitor", "/silent",
            "/broken", "/closing", "/refused", "/none", "/response-denied",
        ]
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
                monitor-uri /monitor
                http-request deny if { path /denied }
                http-request deny deny_status 400 if { path /denied400 }
                http-request deny deny_status 413 if { path /denied413 }
                http-request return status 200 content-type text/plain string hello if { path /returned }
                http-request redirect location /x if { path /moved }
                use_backend silent if { path /silent }
                use_backend broken if { path /broken }
                use_backend closing if { path /closing }
                use_backend refused if { path /refused }
                use_backend none if { path /none }
                use_backend denying if { path /response-denied }
                default_backend pool
            backend pool
                server one 127.0.0.1:\(origin.port)
            backend denying
                http-response deny
                server one 127.0.0.1:\(origin.port)
            backend silent
                timeout server 200ms
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
        ) { port, _ -> [[String]] in
            let next = "GET /ok HTTP/1.1\r\nHost: x\r\n\r\n"
            var all: [[String]] = []
            for target in targets {
                all.append(try seen(port, ["GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n", next]))
                let old = "GET \(target) HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n"
                all.append(try seen(port, [old, next]))
                let part = "POST \(target) HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhello"
                all.append(try seen(port, [part, next]))
                // Haproxy does not keep it after a redirect of a request with a body; we may.
                guard target != "/moved" else { continue }
                let whole = "POST \(target) HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
                all.append(try seen(port, [whole, next]))
            }
            return all
        }
        #expect(ours == theirs)
        #expect(ours.first == ["403 -", "200 -"])
    }

    @Test("a client that closes its sending side gets all its answers, then the end, at once")
    func halfClosedClient() throws {
        let origin = try TestOrigin { request in
            .respondAfter(
                .milliseconds(200),
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\(request.target)"
            )
        }
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                timeout client 20s
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ -> [String] in
            let client = try TestClient(port: port)
            try client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n")
            client.finishSending()
            return try (0..<2).map { _ in try client.readResponse()?.text ?? "nothing" }
                + [client.read() == [] ? "end" : "open"]
        }
        #expect(ours == theirs)
        #expect(ours == ["/1", "/2", "end"])
    }

    @Test("a client that closes its sending side of a tunnel goes on receiving")
    func halfClosedTunnel() throws {
        let origin = try ScriptedOrigin { connection, _ in
            guard connection.readHead() != nil else { return }
            try connection.send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"
            )
            let heard = connection.readToEnd()
            try connection.send("heard \(heard)")
        }
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                timeout tunnel 20s
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ -> String in
            let client = try TestClient(port: port)
            let request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
            try client.send(request)
            _ = client.readHead()
            try client.send("all of it")
            client.finishSending()
            return client.readToEnd()
        }
        #expect(ours == theirs)
        #expect(ours == "heard all of it")
    }
}
