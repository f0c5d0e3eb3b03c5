import HTTPWire
import LinuxSystem
import Synchronization
import TestSupport
import Testing

@testable import Watching

@Suite("serving the page")
struct PageServerTests {
    @Test(
        "only addresses of loopback are listened on",
        arguments: [
            ("8080", "127.0.0.1:8080"), ("127.0.0.2:80", "127.0.0.2:80"),
            ("localhost:0", "127.0.0.1:0"), ("[::1]:8080", "[::1]:8080"),
            ("0.0.0.0:80", nil), ("10.0.0.1:80", nil), ("[::]:80", nil), ("::1:80", nil),
            ("name:80", nil), ("65536", nil), ("+80", nil), ("", nil), ("127.0.0.1:", nil),
            ("[::ffff:10.0.0.1]:80", nil), ("127.0.0.1", nil),
        ]
    )
    func addresses(_ text: String, _ expected: String?) {
        #expect(LoopbackAddress(text)?.socket.description == expected)
    }

    /// A request and the status it is answered with; 0 when it is not whole.
    struct Case: CustomTestStringConvertible, Sendable {
        let line: String
        let host: String?
        let status: Int
        var testDescription: String { "\(line), \(host ?? "no host"): \(status)" }

        init(_ line: String, _ host: String?, _ status: Int) {
            (self.line, self.host, self.status) = (line, host, status)
        }
    }

    @Test(
        "a request is let in by its host, its path and its method",
        arguments: [
            Case("GET /", "localhost", 200), Case("HEAD /", "LOCALHOST:80", 200),
            Case("GET /?again", "127.0.0.1:8080", 200), Case("GET /", "[::1]:8080", 200),
            Case("GET /", "127.9.9.9", 200), Case("GET http://localhost/", "localhost", 200),
            Case("GET /", "rebound.example", 403), Case("GET /", "localhost.example:80", 403),
            Case("GET /", "127.0.0.1.example", 403), Case("GET /", "10.0.0.1", 403),
            Case("GET /", "[::]:80", 403), Case("GET /", "localhost:x", 403),
            Case("GET /", "", 403),
            Case("GET http://rebound.example/", "rebound.example", 403),
            Case("GET http://localhost/", "rebound.example", 400), Case("GET /", nil, 400),
            Case("GET /other", "localhost", 404), Case("GET //", "localhost", 404),
            Case("OPTIONS *", "localhost", 404), Case("POST /", "localhost", 405),
            Case("BREW /", "localhost", 405), Case("GET / HTTP/3", "localhost", 400),
        ]
    )
    func requests(_ given: Case) {
        let version = given.line.contains(" HTTP/") ? "" : " HTTP/1.1"
        let host = given.host.map { "Host: \($0)\r\n" } ?? ""
        let bytes = Array("\(given.line)\(version)\r\n\(host)\r\n".utf8)
        switch PageRequest(bytes) {
        case .incomplete: #expect(Bool(false))
        case .page(let headOnly):
            #expect(given.status == 200)
            #expect(headOnly == given.line.hasPrefix("HEAD"))
        case .refused(let answer, _): #expect(answer.status == given.status)
        }
        #expect(PageRequest(Array(bytes.dropLast())) == .incomplete || given.status == 400)
    }

    @Test("a head is read up to its limit and refused beyond it")
    func limit() {
        let start = "GET / HTTP/1.1\r\nHost: localhost\r\nA: "
        func request(_ byteCount: Int) -> PageRequest {
            let filling = String(repeating: "a", count: byteCount - start.utf8.count)
            return PageRequest(Array((start + filling).utf8))
        }
        #expect(request(PageRequest.byteLimit - 1) == .incomplete)
        #expect(request(PageRequest.byteLimit) == .refused(.tooLarge, headOnly: false))
    }

    /// A server on a port that the kernel chose, and how often it was asked for its document.
    private func withServer(
        requestTime: Duration = .seconds(5),
        _ body: (UInt16, () -> Int) throws -> Void
    ) throws {
        let asked = DocumentCount()
        let address = try #require(LoopbackAddress("0"))
        let server = try PageServer(on: address, requestTime: requestTime) {
            asked.add()
            return "<p>page</p>"
        }
        let end = try WakeUp()
        let thread = try Thread.start(name: "serve") { try? server.serve(until: end.descriptor) }
        defer {
            end.signal()
            thread.join()
            end.close()
        }
        let port = server.address.split(separator: ":").last.map { $0.dropLast() }
        try body(try #require(port.flatMap { UInt16($0) }), { asked.value })
    }

    @Test("a page comes whole, without caching, and refusals don't ask for it")
    func answers() throws {
        try withServer { port, asked in
            let page = try response(port, "GET / HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n")
            #expect(page.status == 200)
            #expect(page.text == "<p>page</p>")
            #expect(page.headers["Cache-Control"] == "no-store")
            let policy = try #require(page.headers["Content-Security-Policy"])
            #expect(policy.hasPrefix("default-src 'none'; "))
            let refused = try response(port, "GET / HTTP/1.1\r\nHost: rebound.example\r\n\r\n")
            #expect(refused.status == 403)
            #expect(refused.headers["Content-Security-Policy"] != nil)
            let body = String(repeating: "a", count: 100_000)
            let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n\r\n"
            let post = try response(port, head + body)
            #expect(post.status == 405)
            #expect(post.headers["Allow"] == "GET, HEAD")
            #expect(asked() == 1)
        }
    }

    @Test("who is slow is cut off, and those past the limit are refused until others leave")
    func limits() throws {
        try withServer(requestTime: .seconds(2)) { port, _ in
            let clients = try (0..<PageServer.connectionLimit).map { _ in
                try TestClient(port: port)
            }
            try clients[0].send("GET / HTTP/1.1\r\n")
            let refused = try TestClient(port: port)
            #expect(refused.readHead()?.hasPrefix("HTTP/1.1 503 ") ?? false)
            #expect(clients[0].readHead()?.hasPrefix("HTTP/1.1 408 ") ?? false)
            for client in clients.dropFirst() { #expect(client.read() == []) }
            let page = try response(port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(page.status == 200)
        }
    }

    private func response(_ port: UInt16, _ request: String) throws -> HTTPResponse {
        let client = try TestClient(port: port)
        try client.send(request)
        var reader = HTTPResponseReader()
        while let bytes = client.read(), !bytes.isEmpty {
            if case .complete(let response) = try reader.push(bytes) { return response }
        }
        let response = reader.finish()
        return try #require(response)
    }
}

/// How often a document was made, by any thread.
private final class DocumentCount: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() {
        count.withLock { $0 += 1 }
    }
}
