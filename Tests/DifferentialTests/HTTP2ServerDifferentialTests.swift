import HTTP2Wire
import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Servers of HTTP/2 behind clients of both versions, through haproxy and through ours.
///
/// The server is a third proxy, which takes HTTP/2 alone and asks an origin of HTTP/1.
@Suite(
    "servers of HTTP/2 against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed")
)
struct HTTP2ServerDifferentialTests {
    /// What client and origin saw.
    struct Seen: Equatable {
        var client: [String]
        var origin: [String]
    }

    /// Requests of a client of HTTP/1, one after another, and what the origin answers.
    struct Exchange: CustomTestStringConvertible {
        var title: String
        var requests: [String]
        var answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok"
        var closes = false

        var testDescription: String { title }
    }

    static let exchanges = [
        Exchange(title: "a request", requests: ["GET /a?b HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n"]),
        Exchange(
            title: "three requests on a connection",
            requests: [String](repeating: "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", count: 3)
        ),
        Exchange(
            title: "content of a known length",
            requests: ["POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"]
        ),
        Exchange(
            title: "content in chunks",
            requests: [
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            ]
        ),
        Exchange(
            title: "words about the connection",
            requests: [
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, X\r\nKeep-Alive: 1\r\n"
                    + "TE: trailers, gzip\r\n\r\n"
            ]
        ),
        Exchange(
            title: "an absolute target",
            requests: ["GET http://h/a HTTP/1.1\r\nHost: h\r\n\r\n"]
        ),
        Exchange(title: "the asterisk", requests: ["OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"]),
        Exchange(
            title: "HEAD",
            requests: ["HEAD / HTTP/1.1\r\nHost: h\r\n\r\n"],
            answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        ),
        Exchange(
            title: "an answer in chunks",
            requests: ["GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"],
            answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
        ),
        Exchange(
            title: "204",
            requests: ["GET / HTTP/1.1\r\nHost: h\r\n\r\n"],
            answer: "HTTP/1.1 204 No Content\r\n\r\n"
        ),
        Exchange(
            title: "304",
            requests: ["GET / HTTP/1.1\r\nHost: h\r\n\r\n"],
            answer: "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
        ),
        Exchange(
            title: "an early hint",
            requests: ["GET / HTTP/1.1\r\nHost: h\r\n\r\n"],
            answer:
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        ),
    ]

    @Test("clients of HTTP/1 see the same, and so does the origin", arguments: exchanges)
    func oldClients(_ exchange: Exchange) throws {
        let (ours, theirs) = try run(exchange.answer, closes: exchange.closes, bind: "") { port in
            let client = try TestClient(port: port)
            return try exchange.requests.map { request in
                try client.send(request)
                let response = try client.readResponse(to: String(request.prefix { $0 != " " }))
                return SeenResponse(response)?.description ?? "nothing"
            }
        }
        #expect(ours == theirs)
    }

    @Test("clients of HTTP/2 see the same, and so does the origin")
    func newClients() throws {
        let answer =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n"
        let (ours, theirs) = try run(answer, closes: false, bind: "proto h2") { port in
            let client = try HTTP2TestClient(port: port)
            let plain = try client.fetch(HTTP2TestClient.request("/a"))
            let post = HTTP2TestClient.request("/b", method: "POST")
            let posted = try client.fetch(post, body: Array("content".utf8))
            return [plain, posted].map { "\($0.heads) \($0.text) \($0.trailers) \($0.isWhole)" }
        }
        #expect(ours == theirs)
    }

    @Test("many streams share a connection, each with its own answer")
    func sharing() throws {
        let origin = try TestOrigin { request in
            .respond(
                "HTTP/1.1 200 OK\r\nContent-Length: \(request.target.utf8.count)\r\n\r\n\(request.target)"
            )
        }
        defer { origin.stop() }
        try withServer(origin) { server in
            let port = try freePort()
            let configuration = """
                global
                    nbthread 1
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 5s
                    timeout server 5s
                listen public
                    bind 127.0.0.1:\(port) proto h2
                    http-reuse always
                    server one 127.0.0.1:\(server) proto h2

                """
            try withProxy(configuration: configuration, waitingFor: port) { _ in
                let client = try HTTP2TestClient(port: port)
                let streams = try (0..<40).map {
                    try client.begin(HTTP2TestClient.request("/\($0)"))
                }
                for (index, stream) in streams.enumerated() {
                    let answer = client.answer(stream)
                    #expect(answer.status == 200)
                    #expect(answer.text == "/\(index)")
                }
            }
        }
    }

    /// Runs a proxy that takes HTTP/2 alone before an origin.
    private func withServer<Result>(
        _ origin: TestOrigin,
        _ body: (UInt16) throws -> Result
    ) throws -> Result {
        let port = try freePort()
        let configuration = """
            defaults
                mode http
                timeout connect 1s
                timeout client 5s
                timeout server 1s
            listen server
                bind 127.0.0.1:\(port) proto h2
                server origin 127.0.0.1:\(origin.port)

            """
        return try withProxy(.haproxy, configuration: configuration, waitingFor: port) { _ in
            try body(port)
        }
    }

    private func run(
        _ answer: String,
        closes: Bool,
        bind: String,
        _ traffic: (UInt16) throws -> [String]
    ) throws -> (ours: Seen, theirs: Seen) {
        let origin = try TestOrigin { _ in .respondBytes(Array(answer.utf8), closes: closes) }
        defer { origin.stop() }
        return try withServer(origin) { server in
            try throughBoth(
                """
                listen pool
                    bind 127.0.0.1:{{port}} \(bind)
                    server one 127.0.0.1:\(server) proto h2
                """
            ) { port, _ -> Seen in
                let before = origin.requests.count
                let client = try traffic(port)
                return Seen(
                    client: client,
                    origin: origin.requests.dropFirst(before).map { request in
                        let lines = request.headers.lines
                            .map { "\($0.name.lowercased()): \($0.value)" }.sorted()
                        let body = String(decoding: request.body, as: UTF8.self)
                        return "\(request.method) \(request.target) \(lines) \(body)"
                    }
                )
            }
        }
    }
}
