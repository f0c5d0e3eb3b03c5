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

    @Test("with 'always' one connection serves clients of all threads, one after the other")
    func always() throws {
        let seen = try connections("http-reuse always", global: "nbthread 4")
        #expect(seen.allSatisfy { $0 == ["01", "01"] }, "\(seen)")
    }

    @Test("with 'safe' a client's first request has a connection of its own, the next has not")
    func safe() throws {
        let seen = try connections("http-reuse safe", global: "nbthread 4")
        #expect(Set(seen.map { $0[0] }).count == seen.count, "\(seen)")
        #expect(seen.allSatisfy { $0[1] == "01" }, "\(seen)")
    }

    @Test("who has said so keeps connections to their threads")
    func kept() throws {
        let seen = try connections(
            "http-reuse always",
            global: "nbthread 4\n    tune.idle-pool.shared off",
            clients: 24
        )
        // Which thread takes a client is for the kernel to say; what each sees is one connection.
        #expect(seen.allSatisfy { $0[0] == $0[1] }, "\(seen)")
    }
}
