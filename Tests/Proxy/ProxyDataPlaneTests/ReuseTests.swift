import HTTPWire
import LinuxSystem
import Synchronization
import TestSupport
import Testing

/// Which connections to servers are used again, and by whom.
@Suite("reuse of server connections", .serialized)
struct ReuseTests {
    private static let poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"

    private func pool(_ port: UInt16, _ more: String = "") -> String {
        """
        listen pool
            bind 127.0.0.1:{{port}}
            \(more)
            server one 127.0.0.1:\(port)
        """
    }

    private func get(_ client: TestClient, _ target: String = "/") throws -> String? {
        try client.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
        return try client.readResponse()?.text
    }

    /// An origin that answers with the number of the connection.
    private func numbering() throws -> TestOrigin {
        try TestOrigin { request in
            let text = String(request.connection)
            return .respond("HTTP/1.1 200 OK\r\nContent-Length: \(text.count)\r\n\r\n\(text)")
        }
    }

    struct Mode: CustomTestStringConvertible, Sendable {
        let lines: String
        /// The connections that serve: a first client's two requests, a second one's two, the first one
        /// again.
        let connections: [String?]
        var testDescription: String { lines }
    }

    @Test(
        "a session's first request has a connection of its own, unless the mode says otherwise",
        arguments: [
            // Two were never in use at once, so the second one is not kept.
            Mode(lines: "http-reuse safe", connections: ["1", "1", "2", "1", "1"]),
            Mode(lines: "http-reuse never", connections: ["1", "1", "2", "2", "1"]),
            Mode(lines: "http-reuse aggressive", connections: ["1", "1", "1", "1", "1"]),
            Mode(lines: "http-reuse always", connections: ["1", "1", "1", "1", "1"]),
        ]
    )
    func modes(_ mode: Mode) throws {
        let origin = try numbering()
        defer { origin.stop() }
        try withConfiguredProxy(pool(origin.port, mode.lines), global: "nbthread 1") { port, _ in
            let first = try TestClient(port: port)
            var seen = [try get(first), try get(first)]
            let second = try TestClient(port: port)
            seen += [try get(second), try get(second), try get(first)]
            #expect(seen == mode.connections)
        }
    }

    @Test("a connection that is not shared ends with its client")
    func privateConnections() throws {
        let origin = try ScriptedOrigin { connection, number in
            while connection.readHead() != nil {
                try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)")
            }
        }
        defer { origin.stop() }
        try withConfiguredProxy(pool(origin.port, "http-reuse never"), global: "nbthread 1") {
            port,
            _ in
            for number in 1...3 {
                let client = try TestClient(port: port)
                #expect(try get(client) == String(number))
                #expect(try get(client) == String(number))
            }
            #expect(origin.connectionCount == 3)
        }
    }

    @Test(
        "what a server sends after a response without a body is nobody's answer",
        arguments: 1...5
    )
    func lateBody(round: Int) throws {
        let late = Self.poison
        let sent = Atomic<Int>(0)
        let origin = try ScriptedOrigin { connection, _ in
            while let head = connection.readHead() {
                if head.hasPrefix("HEAD") {
                    try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
                    MonotonicClock.sleep(for: .milliseconds(30))
                    try connection.send(late)
                    sent.add(1, ordering: .releasing)
                } else if head.contains("/empty") {
                    try connection.send("HTTP/1.1 204 No Content\r\n\r\n")
                    MonotonicClock.sleep(for: .milliseconds(30))
                    try connection.send(late)
                    sent.add(1, ordering: .releasing)
                } else {
                    try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood")
                }
            }
        }
        defer { origin.stop() }
        try withConfiguredProxy(pool(origin.port), global: "nbthread 1") { port, _ in
            let other = try TestClient(port: port)
            #expect(try get(other) == "good")
            for (index, request) in ["HEAD /file", "GET /empty"].enumerated() {
                let client = try TestClient(port: port)
                try client.send("\(request) HTTP/1.1\r\nHost: x\r\n\r\n")
                let method = String(request.prefix { $0 != " " })
                #expect((try client.readResponse(to: method)?.status ?? 0) / 100 == 2)
                // At once, over a connection of its own, and when the late bytes are there.
                #expect(try get(TestClient(port: port)) == "good")
                #expect(try get(other) == "good")
                for _ in 0..<1000 where sent.load(ordering: .acquiring) == index {
                    MonotonicClock.sleep(for: .milliseconds(5))
                }
                #expect(try get(other) == "good")
                #expect(try get(client) == "good")
            }
        }
    }

    @Test("what a server sends behind a response with a body is nobody's answer")
    func leftovers() throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: "
        // The response fills a buffer: what comes behind it stays on the socket.
        let bodyCount = 16_384 - head.utf8.count - 9
        let good = "\(head)\(bodyCount)\r\n\r\n" + String(repeating: "g", count: bodyCount)
        try #require(good.utf8.count == 16_384)
        let origin = try ScriptedOrigin { connection, _ in
            while connection.readHead() != nil { try connection.send(good + Self.poison) }
        }
        defer { origin.stop() }
        try withConfiguredProxy(pool(origin.port), global: "nbthread 1") { port, _ in
            let client = try TestClient(port: port)
            for _ in 0..<20 {
                let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
                try client.send(request + request)
                for _ in 0..<2 { #expect(try client.readResponse()?.text.first == "g") }
            }
        }
    }

    @Test("what a server sends in another record of TLS is nobody's answer")
    func leftoversInTLS() throws {
        let certificate = try TestCertificate(name: "api.lab")
        let origin = try ScriptedOrigin { connection, _ in
            let answers = ["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood", Self.poison]
            try serveEncrypted(connection, certificate, answers: answers)
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            "listen pool\n    bind 127.0.0.1:{{port}}\n"
                + "    server one 127.0.0.1:\(origin.port) ssl verify none",
            global: "nbthread 1"
        ) { port, _ in
            let client = try TestClient(port: port)
            for _ in 0..<20 { #expect(try get(client) == "good") }
        }
    }

    @Test("a connection that a server has authenticated serves its own client only")
    func authenticatedConnection() throws {
        let origin = try ScriptedOrigin { connection, number in
            while connection.readHead() != nil {
                try connection.send(
                    "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 1\r\n\r\n"
                        + "\(number)"
                )
            }
        }
        defer { origin.stop() }
        try withConfiguredProxy(pool(origin.port, "http-reuse always"), global: "nbthread 1") {
            port,
            _ in
            let first = try TestClient(port: port)
            let second = try TestClient(port: port)
            #expect(try get(first) == "1")
            #expect(try get(second) == "2")
            #expect(try get(first) == "1")
            #expect(try get(second) == "2")
        }
    }

    @Test("a reload leaves no connection to a server that it took away")
    func reload() throws {
        let old = try numbering()
        let new = try TestOrigin.named("new")
        defer {
            old.stop()
            new.stop()
        }
        try withConfiguredProxy(pool(old.port), global: "nbthread 1") { port, proxy in
            let client = try TestClient(port: port)
            #expect(try get(client) == "1")
            let changed = configurationText(pool(new.port), global: "nbthread 1", port: port)
            try FileSystem.writeAtomically(changed, to: proxy.configurationPath)
            try proxy.process.send(.user2)
            #expect(proxy.line(containing: "generation 2") != nil)
            #expect(try get(client) == "new")
        }
    }
}
