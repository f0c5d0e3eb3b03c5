import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("exchanges", .serialized)
struct ExchangeTests {
    @Test("pipelined requests are answered in order over one server connection")
    func pipelining() throws {
        let origin = try TestOrigin { request in
            .respond(
                "HTTP/1.1 200 OK\r\nContent-Length: \(request.target.count)\r\n\r\n\(request.target)"
            )
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            "listen pool\n    bind 127.0.0.1:{{port}}\n    server one 127.0.0.1:\(origin.port)"
        ) { port, _ in
            let client = try TestClient(port: port)
            let targets = (0..<50).map { "/\($0)" }
            try client.send(targets.map { "GET \($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
            for target in targets { #expect(try client.readResponse()?.text == target) }
            #expect(origin.connectionCount == 1)
        }
    }

    @Test("a request that arrives byte by byte is one request")
    func slowClient() throws {
        let origin = try TestOrigin {
            .respond("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\($0.body.count)")
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            "listen pool\n    bind 127.0.0.1:{{port}}\n    server one 127.0.0.1:\(origin.port)"
        ) { port, _ in
            let client = try TestClient(port: port)
            let text =
                "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            for byte in text.utf8 { try client.send([byte]) }
            #expect(try client.readResponse()?.text == "5")
        }
    }

    @Test("a large body goes through unchanged in both directions")
    func largeBodies() throws {
        let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let origin = try TestOrigin { request in
            .respond(
                "HTTP/1.1 200 OK\r\nContent-Length: \(request.body.count)\r\n\r\n"
                    + String(repeating: "x", count: request.body.count)
            )
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            "listen pool\n    bind 127.0.0.1:{{port}}\n    server one 127.0.0.1:\(origin.port)"
        ) { port, _ in
            let response = try TestClient.fetch(port: port, method: "POST", body: body)
            #expect(response?.body.count == body.count)
            #expect(origin.requests.first?.body == body)
        }
    }

    @Test("a smuggled request is refused, and nothing of it reaches a server")
    func smuggling() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        try withConfiguredProxy(
            "listen pool\n    bind 127.0.0.1:{{port}}\n    server one 127.0.0.1:\(origin.port)"
        ) { port, _ in
            let client = try TestClient(port: port)
            try client.send(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "0\r\n\r\nGET /evil HTTP/1.1\r\nHost: x\r\n\r\n"
            )
            #expect(try client.readResponse()?.status == 400)
            #expect(origin.requests.isEmpty)
        }
    }

    @Test("a server at its limit lets requests wait, and answers 503 after the queue's time")
    func queueing() throws {
        let origin = try TestOrigin { request in
            .respondAfter(.milliseconds(300), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                timeout queue 450ms
                server one 127.0.0.1:\(origin.port) maxconn 1
            """
        ) { port, _ in
            let clients = try (0..<4).map { _ in try TestClient(port: port) }
            for client in clients { try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
            let statuses = try clients.map { try $0.readResponse()?.status ?? 0 }
            #expect(statuses.sorted() == [200, 200, 503, 503])
        }
    }

    @Test("a server that dies is marked down, its cookie is not obeyed, and it comes back")
    func failover() throws {
        var first = try TestOrigin.named("one")
        let port1 = first.port
        let second = try TestOrigin.named("two")
        defer {
            first.stop()
            second.stop()
        }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                option httpchk
                option redispatch
                cookie SRV insert indirect nocache
                http-check send meth GET uri /health ver HTTP/1.1 hdr Host x
                http-check expect status 200
                default-server check inter 100ms fall 2 rise 2 on-marked-down shutdown-sessions
                server one 127.0.0.1:\(port1) cookie c1
                server two 127.0.0.1:\(second.port) cookie c2
            """
        ) { port, proxy in
            let headers: HTTPHeaders = ["Host": "x", "Cookie": "SRV=c1"]
            #expect(try TestClient.fetch(port: port, headers: headers)?.text == "one")
            first.stop()
            #expect(
                proxy.line(containing: "Server pool/one is DOWN, reason: Layer4 connection problem")
                    != nil
            )
            #expect(try TestClient.fetch(port: port, headers: headers)?.text == "two")
            first = try TestOrigin.named("one", port: port1)
            #expect(
                proxy.line(
                    containing: "Server pool/one is UP, reason: Layer7 check passed, code: 200"
                ) != nil
            )
            #expect(try TestClient.fetch(port: port, headers: headers)?.text == "one")
        }
    }

    @Test("SIGUSR1 lets a request that runs end, and takes no new ones")
    func softStop() throws {
        let origin = try TestOrigin { _ in
            .respondAfter(.milliseconds(500), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            "listen pool\n    bind 127.0.0.1:{{port}}\n    server one 127.0.0.1:\(origin.port)"
        ) { port, proxy in
            let client = try TestClient(port: port)
            try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            MonotonicClock.sleep(for: .milliseconds(100))
            try proxy.process.send(.user1)
            MonotonicClock.sleep(for: .milliseconds(100))
            #expect(throws: SystemError.self) { try TestClient(port: port) }
            #expect(try client.readResponse()?.text == "ok")
            #expect(try proxy.process.wait() == .exited(0))
        }
    }
}
