import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// What the proxy does stricter, or safer, than HAProxy: no other engine is the judge.
@Suite("framing is the proxy's", .serialized)
struct FramingTests {
    private func exchange(
        _ lines: String,
        _ request: String,
        _ answer: String,
        _ check: (_ client: TestClient, _ origin: TestOrigin) throws -> Void
    ) throws {
        let origin = try TestOrigin { _ in .respond(answer) }
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                \(lines)
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ in
            let client = try TestClient(port: port)
            try client.send(request)
            try check(client, origin)
        }
    }

    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private static let post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
    private static let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test(
        "no rule on a length or an encoding unframes a request",
        arguments: [
            "del-header Content-Length", "set-header Content-Length 3",
            "add-header Content-Length 5", "set-header Transfer-Encoding chunked",
            "set-header Transfer-Encoding gzip",
        ]
    )
    func requestRules(rule: String) throws {
        try exchange("http-request \(rule)", Self.post + Self.get, Self.ok) {
            (client, origin) throws in
            #expect(try client.readResponse()?.text == "hello")
            #expect(try client.readResponse()?.text == "hello")
            #expect(origin.requests.map(\.method) == ["POST", "GET"])
            #expect(origin.requests.first?.body == Array("hello".utf8))
            #expect(origin.requests.first?.headers.values(of: "content-length") == ["5"])
            #expect(origin.requests.first?.headers["transfer-encoding"] == nil)
        }
    }

    @Test(
        "no rule on a length or an encoding unframes a response",
        arguments: [
            "del-header Content-Length", "set-header Content-Length 1",
            "set-header Transfer-Encoding chunked",
        ]
    )
    func responseRules(rule: String) throws {
        for set in ["http-response", "http-after-response"] {
            try exchange("\(set) \(rule)", Self.get, Self.ok) { (client, _) throws in
                #expect(try client.readResponse()?.text == "hello")
                try client.send(Self.get)
                #expect(try client.readResponse()?.text == "hello")
            }
        }
    }

    @Test("a body that never comes is told as empty: GET that became HEAD, 304 that became 200")
    func missingBodies() throws {
        let cases = [
            ("http-request set-method HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
            ("http-response set-status 200", "HTTP/1.1 304 X\r\nContent-Length: 5\r\n\r\n"),
            ("http-response set-status 200", "HTTP/1.1 204 X\r\n\r\n"),
        ]
        for (rule, answer) in cases {
            try exchange(rule, Self.get, answer) { (client, _) throws in
                for _ in 0..<2 {
                    let response = try client.readResponse()
                    #expect(response?.status == 200)
                    #expect(response?.body.isEmpty == true)
                    try client.send(Self.get)
                }
            }
        }
    }

    @Test("a body that the client does not expect is not passed on, however it ends")
    func droppedBodies() throws {
        let answers = [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhello\r\n0\r\nT: 1\r\n\r\n",
        ]
        for answer in answers {
            try exchange("http-response set-status 204", Self.get, answer) {
                (client, origin) throws in
                for _ in 0..<3 {
                    #expect(try client.readResponse()?.status == 204)
                    try client.send(Self.get)
                }
                #expect(origin.connectionCount == 1)
            }
        }
    }

    @Test("a client of HTTP/1.0 gets the data of chunks, then the end, and no interim answers")
    func oldClient() throws {
        let answer =
            "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX-T: 1\r\n\r\n"
        let request = "GET / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n"
        try exchange("", request, answer) { (client, origin) throws in
            let text = client.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.hasSuffix("\r\n\r\nhello world"))
            #expect(!text.lowercased().contains("chunked"))
            #expect(origin.requests.count == 1)
        }
    }

    @Test("a request of HTTP/1.0 stays one")
    func oldRequest() throws {
        try exchange("", "GET / HTTP/1.0\r\n\r\n", Self.ok) { (client, origin) throws in
            _ = client.readToEnd()
            let bytes = String(decoding: origin.requests.first?.bytes ?? [], as: UTF8.self)
            #expect(bytes == "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        }
    }

    @Test("an interim answer passes without what it may not say")
    func interim() throws {
        let answer =
            "HTTP/1.1 103 Early\r\nLink: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\n"
            + Self.ok
        try exchange("", Self.get, answer) { (client, _) throws in
            #expect(client.readHead() == "HTTP/1.1 103 Early\r\nLink: x\r\n\r\n")
            #expect(try client.readResponse()?.text == "hello")
        }
    }

    @Test("101 that nobody asked for is 502, and nothing behind it passes")
    func unaskedUpgrade() throws {
        let answer = "HTTP/1.1 101 X\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\nraw"
        for request in [Self.get, "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: foo\r\n\r\n"] {
            try exchange("", request, answer) { (client, origin) throws in
                #expect(try client.readResponse()?.status == 502)
                #expect(origin.requests.first?.headers["Upgrade"] == nil)
            }
        }
    }

    @Test("an upgrade to HTTP/2 is not passed on: its requests would pass all rules by")
    func http2Upgrade() throws {
        let request =
            "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: foo, h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n"
        try exchange("", request, Self.ok) { (client, origin) throws in
            #expect(try client.readResponse()?.text == "hello")
            #expect(origin.requests.first?.headers["Upgrade"] == nil)
            #expect(origin.requests.first?.headers["Connection"] == nil)
        }
    }

    @Test("chunks that are none are 502 when nothing has passed yet, never a whole empty answer")
    func brokenChunks() throws {
        let answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"
        try exchange("", Self.get, answer) { (client, _) throws in
            #expect(try client.readResponse()?.status == 502)
        }
    }

    @Test("an absolute target without Host gets one, so that rules see it")
    func missingHost() throws {
        let request = "GET http://admin.test/ HTTP/1.1\r\n\r\n"
        try exchange("http-request deny if { hdr(host) admin.test }", request, Self.ok) {
            (client, origin) throws in
            #expect(try client.readResponse()?.status == 403)
            #expect(origin.requests.isEmpty)
        }
    }

    @Test("bytes that are no text pass unchanged in both directions")
    func bytes() throws {
        let value: [UInt8] = [0xFF, 0xC3, 0x28, 0x80, 0xCC, 0x81]
        let origin = try TestOrigin { _ in
            .respondBytes(
                Array("HTTP/1.1 200 O".utf8) + value + Array("\r\nX-A: ".utf8) + value
                    + Array("\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8),
                closes: true
            )
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                http-request set-header X-B "%[hdr(x-a)]"
                http-response set-header X-B "%[res.hdr(x-a)]"
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ in
            let client = try TestClient(port: port)
            try client.send(
                Array("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-A: ".utf8) + value
                    + Array("\r\n\r\n".utf8)
            )
            var received: [UInt8] = []
            while let bytes = client.read(), !bytes.isEmpty { received += bytes }
            let seen = origin.requests.first?.bytes ?? []
            for line in [Array("X-A: ".utf8) + value, Array("X-B: ".utf8) + value] {
                #expect(seen.firstRange(of: line) != nil)
                #expect(received.firstRange(of: line) != nil)
            }
            #expect(received.firstRange(of: Array("200 O".utf8) + value) != nil)
        }
    }
}
