import HTTP2Wire
import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Clients of HTTP/2 before servers of HTTP/1, through haproxy and through ours.
@Suite(
    "clients of HTTP/2 against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed")
)
struct HTTP2ClientDifferentialTests {
    /// A request's fields and content, and what the origin answers.
    struct Exchange: CustomTestStringConvertible {
        var title: String
        var fields: [(String, String)]
        var body: [String]?
        var trailers: [(String, String)] = []
        var answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok"
        var closes = false
        var lines = ""

        var testDescription: String { title }
    }

    /// What client and origin saw.
    struct Seen: Equatable {
        var client: String
        var origin: [String]
    }

    static let requests = [
        Exchange(title: "a plain request", fields: HTTP2TestClient.request("/a?b=c")),
        Exchange(
            title: "no authority",
            fields: [(":method", "GET"), (":scheme", "http"), (":path", "/"), ("host", "h")]
        ),
        Exchange(
            title: "another host than the authority",
            fields: HTTP2TestClient.request("/", [("host", "other"), ("x", "y")])
        ),
        Exchange(
            title: "the asterisk",
            fields: HTTP2TestClient.request("*", method: "OPTIONS")
        ),
        Exchange(
            title: "crumbs of cookies",
            fields: HTTP2TestClient.request(
                "/",
                [("cookie", "a=b"), ("x", "y"), ("cookie", "c=d")]
            )
        ),
        Exchange(title: "te", fields: HTTP2TestClient.request("/", [("te", "trailers")])),
        Exchange(
            title: "HEAD",
            fields: HTTP2TestClient.request("/", method: "HEAD"),
            answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        ),
        Exchange(
            title: "content of a known length",
            fields: HTTP2TestClient.request("/", method: "POST", [("content-length", "5")]),
            body: ["he", "llo"]
        ),
        Exchange(
            title: "content of no known length",
            fields: HTTP2TestClient.request("/", method: "POST"),
            body: ["he", "llo"]
        ),
        Exchange(
            title: "no content though it may come",
            fields: HTTP2TestClient.request("/", method: "POST"),
            body: [""]
        ),
        Exchange(
            title: "trailers",
            fields: HTTP2TestClient.request("/", method: "POST"),
            body: ["hello"],
            trailers: [("x-sum", "1")]
        ),
        Exchange(
            title: "rules change the head",
            fields: HTTP2TestClient.request("/a/b?c", [("x-old", "1")]),
            lines: "http-request set-header x-new %[path]\nhttp-request del-header x-old\n"
                + "http-request set-path /p\nhttp-response set-header x-also 1"
        ),
        Exchange(
            title: "rules that ask for the protocol",
            fields: HTTP2TestClient.request("/"),
            lines: "http-request set-header x-protocol %[req.ver],%[fc_http_major]\n"
                + "http-response set-header x-protocol %[bc_http_major]"
        ),
        Exchange(
            title: "a rule by the host",
            fields: HTTP2TestClient.request("/"),
            lines: "http-request deny deny_status 403 if { hdr(host) host.test }"
        ),
        Exchange(
            title: "a redirect",
            fields: HTTP2TestClient.request("/a"),
            lines: "http-request redirect prefix /b code 302"
        ),
    ]

    static let answers = [
        Exchange(
            title: "chunks",
            fields: HTTP2TestClient.request("/"),
            answer:
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
        ),
        Exchange(
            title: "chunks with trailers",
            fields: HTTP2TestClient.request("/", [("te", "trailers")]),
            answer:
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-Sum: 1\r\n\r\n"
        ),
        Exchange(
            title: "an end by the connection's",
            fields: HTTP2TestClient.request("/"),
            answer: "HTTP/1.1 200 OK\r\n\r\nall of it",
            closes: true
        ),
        Exchange(
            title: "an end that is too early",
            fields: HTTP2TestClient.request("/"),
            answer: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
            closes: true
        ),
        Exchange(
            title: "204",
            fields: HTTP2TestClient.request("/"),
            answer: "HTTP/1.1 204 No Content\r\n\r\n"
        ),
        Exchange(
            title: "304",
            fields: HTTP2TestClient.request("/"),
            answer: "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
        ),
        Exchange(
            title: "an early hint",
            fields: HTTP2TestClient.request("/"),
            answer:
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        ),
        Exchange(
            title: "words about the connection",
            fields: HTTP2TestClient.request("/"),
            answer: "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n"
                + "Proxy-Connection: close\r\nContent-Length: 0\r\n\r\n"
        ),
        Exchange(
            title: "no HTTP",
            fields: HTTP2TestClient.request("/"),
            answer: "nonsense\r\n\r\n",
            closes: true
        ),
        Exchange(
            title: "an upgrade that nobody asked for",
            fields: HTTP2TestClient.request("/"),
            answer: "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"
        ),
    ]

    static let refused = [
        Exchange(title: "a capital", fields: HTTP2TestClient.request("/", [("X", "y")])),
        Exchange(
            title: "connection",
            fields: HTTP2TestClient.request("/", [("connection", "close")])
        ),
        Exchange(
            title: "transfer-encoding",
            fields: HTTP2TestClient.request("/", [("transfer-encoding", "chunked")])
        ),
        Exchange(
            title: "te of another kind",
            fields: HTTP2TestClient.request("/", [("te", "gzip")])
        ),
        Exchange(title: "no path", fields: [(":method", "GET"), (":scheme", "http")]),
        Exchange(title: "an empty path", fields: HTTP2TestClient.request("")),
        Exchange(title: "a line end", fields: HTTP2TestClient.request("/", [("x", "a\r\nb: c")])),
        Exchange(
            title: "a pseudo field too late",
            fields: [("x", "y")] + HTTP2TestClient.request("/")
        ),
        Exchange(
            title: "a pseudo field twice",
            fields: HTTP2TestClient.request("/") + [(":path", "/")]
        ),
        Exchange(title: "a status", fields: HTTP2TestClient.request("/") + [(":status", "200")]),
        Exchange(
            title: "two lengths",
            fields: HTTP2TestClient.request(
                "/",
                method: "POST",
                [("content-length", "1"), ("content-length", "2")]
            ),
            body: ["a"]
        ),
        Exchange(
            title: "less content than said",
            fields: HTTP2TestClient.request("/", method: "POST", [("content-length", "3")]),
            body: ["a"]
        ),
        Exchange(
            title: "more content than said",
            fields: HTTP2TestClient.request("/", method: "POST", [("content-length", "1")]),
            body: ["abc"]
        ),
    ]

    @Test("both sides see the same", arguments: requests + answers)
    func exchange(_ exchange: Exchange) throws {
        let (ours, theirs) = try run(exchange)
        #expect(ours == theirs)
    }

    @Test("what is no request costs its stream", arguments: refused)
    func refusal(_ exchange: Exchange) throws {
        let (ours, theirs) = try run(exchange)
        #expect(ours.client.contains("reset"))
        #expect(theirs.client.contains("reset"))
    }

    @Test("a client that takes its request back is logged as one that has gone")
    func takenBack() throws {
        let origin = try TestOrigin { _ in
            .respondAfter(.milliseconds(700), "HTTP/1.1 204 No\r\n\r\n")
        }
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}} proto h2
                option abortonclose
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, proxy -> String in
            let before = origin.requests.count
            let client = try HTTP2TestClient(port: port)
            let stream = try client.begin(HTTP2TestClient.request("/taken-back"))
            client.wait { origin.requests.count > before }
            try client.reset(stream)
            let line = proxy.line(containing: "/taken-back") ?? "none"
            // The connection goes on.
            let other = try client.fetch(HTTP2TestClient.request("/other"))
            return "\(other.status) \(normalised(line).split(separator: " ").dropFirst(2))"
        }
        #expect(ours == theirs)
    }

    @Test("at a soft stop what runs is answered, and the client is told that the connection ends")
    func softStop() throws {
        let origin = try TestOrigin { _ in
            .respondAfter(.milliseconds(500), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}} proto h2
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, proxy -> String in
            let before = origin.requests.count
            let client = try HTTP2TestClient(port: port)
            let stream = try client.begin(HTTP2TestClient.request("/"))
            client.wait { origin.requests.count > before }
            try proxy.process.send(.user1)
            let answer = client.answer(stream)
            client.wait { client.goAway != nil }
            return "\(answer.status) \(answer.text) \(client.goAway?.code ?? 99)"
        }
        #expect(ours == theirs)
    }

    @Test("an answer larger than all windows comes as fast as they are opened")
    func stalledAnswer() throws {
        let body = String(repeating: "0123456789", count: 30_000)
        let origin = try TestOrigin { _ in
            .respond("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}} proto h2
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ -> String in
            let client = try HTTP2TestClient(port: port, initialWindow: 1000)
            client.grantsData = false
            let stream = try client.begin(HTTP2TestClient.request("/"))
            let stalled = client.answer(stream) { $0.data.count >= 1000 }
            client.grantsData = true
            try client.grant(1000, on: stream)
            let answer = client.answer(stream)
            return "\(stalled.data.count) \(answer.text == body) \(answer.isWhole)"
        }
        #expect(ours == theirs)
    }

    private func run(_ exchange: Exchange) throws -> (ours: Seen, theirs: Seen) {
        let origin = try TestOrigin { _ in
            .respondBytes(Array(exchange.answer.utf8), closes: exchange.closes)
        }
        defer { origin.stop() }
        return try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}} proto h2
                \(exchange.lines.replacing("\n", with: "\n    "))
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ -> Seen in
            let before = origin.requests.count
            let client = try HTTP2TestClient(port: port)
            let stream = try client.begin(exchange.fields, ends: exchange.body == nil)
            let pieces = exchange.body ?? []
            for (index, piece) in pieces.enumerated() {
                let isLast = index == pieces.count - 1 && exchange.trailers.isEmpty
                try client.send(Array(piece.utf8), on: stream, ends: isLast)
            }
            if !exchange.trailers.isEmpty { try client.sendTrailers(exchange.trailers, on: stream) }
            let answer = client.answer(stream)
            return Seen(
                client: described(answer),
                origin: origin.requests.dropFirst(before).map(described)
            )
        }
    }

    private func described(_ answer: HTTP2TestClient.Answer) -> String {
        let heads = answer.heads.map { comparable($0.split(separator: "|").map(String.init)) }
        // Which code says so is each engine's own.
        let end = answer.reset != nil ? "reset" : (answer.isWhole ? "whole" : "open")
        return "\(heads) \(answer.text) \(answer.trailers) \(end)"
    }

    private func described(_ request: OriginRequest) -> String {
        let text = String(decoding: request.bytes, as: UTF8.self)
        let head = text.firstRange(of: "\r\n\r\n").map { text[..<$0.lowerBound] } ?? text[...]
        let isChunked = head.lowercased().contains("chunked")
        let trailers = isChunked && text.lowercased().contains("x-sum: 1") ? "with trailers" : ""
        let lines = comparable(head.split(separator: "\r\n").map(String.init))
        return "\(lines) \(String(decoding: request.body, as: UTF8.self)) \(trailers)"
    }

    private func comparable(_ lines: [String]) -> [String] {
        let names = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return line[..<colon].lowercased() + line[colon...]
        }
        return Array(lines.prefix(1)) + names.filter { !$0.hasPrefix("connection:") }.sorted()
    }
}
