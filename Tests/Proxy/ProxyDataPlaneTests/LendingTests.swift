import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("idle connections go from thread to thread", .serialized)
struct LendingTests {
    private func get(_ client: TestClient) throws -> String {
        try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        return try client.readResponse()?.text ?? "nothing"
    }

    /// Which connections a row of clients was served over, each with its own requests.
    private func connections(
        _ sections: String,
        global: String,
        clients: Int = 12,
        requests: Int = 2
    ) throws -> [[String]] {
        let origin = try ScriptedOrigin { connection, number in
            while connection.readHead() != nil {
                try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
                try connection.send(String(format: number))
            }
        }
        defer { origin.stop() }
        let text = """
            listen pool
                bind 127.0.0.1:{{port}}
                \(sections)
                server one 127.0.0.1:\(origin.port) pool-max-conn 1
            """
        return try withConfiguredProxy(text, global: global) { port, _ in
            try (0..<clients).map { _ in
                let client = try TestClient(port: port)
                return try (0..<requests).map { _ in try get(client) }
            }
        }
    }

    private func String(format number: Int) -> Swift.String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// How many connections served the clients; one that came before the connection of the last was back has made
    /// its own.
    private func count(_ seen: [[Swift.String]]) -> Int { Set(seen.flatMap(\.self)).count }

    @Test("with 'always' one connection serves clients of all threads, one after the other")
    func always() throws {
        let seen = try connections("http-reuse always", global: "nbthread 4")
        #expect(count(seen) <= seen.count / 2, "\(seen)")
    }

    @Test("with 'safe' a client's first request has a connection of its own, the next has not")
    func safe() throws {
        let seen = try connections("http-reuse safe", global: "nbthread 4")
        #expect(Set(seen.map { $0[0] }).count == seen.count, "\(seen)")
        #expect(Set(seen.map { $0[1] }).count <= seen.count / 2, "\(seen)")
    }
}
