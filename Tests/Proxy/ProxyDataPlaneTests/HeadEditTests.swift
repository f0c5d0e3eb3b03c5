import HTTPWire
import TestSupport
import Testing

@Suite("heads that rules change", .serialized)
struct HeadEditTests {
    /// What a server is told of a request after rules, and what its client is told of the answer.
    private func told(
        _ rules: [String]
    ) throws -> (request: [OriginRequest], status: Int?, header: [String]) {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        return try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                \(rules.joined(separator: "\n    "))
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ in
            let client = try TestClient(port: port)
            try client.send("GET /old HTTP/1.1\r\nHost: x\r\nX-Kept: k\r\n\r\n")
            let answer = try client.readResponse()
            let heads = origin.requests
            return (heads, answer?.status, answer?.headers.values(of: "x-last") ?? [])
        }
    }

    @Test("changes that together take more than a buffer leave what was changed last")
    func manyChanges() throws {
        let rules = (0..<60).flatMap { number in
            let filling = String(repeating: "\(number % 10)", count: 400)
            return [
                "http-request set-header X-Last \(filling)",
                "http-request set-path /p\(number)",
                "http-response set-header X-Last \(filling)",
            ]
        }
        let told = try told(rules)
        #expect(told.status == 200)
        #expect(told.request.first?.target == "/p59")
        let last = String(repeating: "9", count: 400)
        #expect(told.request.first?.headers.values(of: "x-last") == [last])
        #expect(told.request.first?.headers.values(of: "x-kept") == ["k"])
        #expect(told.header == [last])
    }

    @Test("a value that is made of the head itself survives the head's moving")
    func ownValues() throws {
        let rules =
            ["http-request set-header X-Last %[url]"]
            + (0..<40).map { _ in
                "http-request set-header X-Fill %[req.hdr(x-last)]%[str(\(String(repeating: "a", count: 450)))]"
            } + ["http-request set-header X-Kept %[req.hdr(x-kept)]%[req.hdr(x-last)]"]
        let told = try told(rules)
        #expect(told.request.first?.headers.values(of: "x-kept") == ["k/old"])
    }

    @Test("a change that leaves no room is refused as a whole")
    func noRoom() throws {
        let rules = (0..<40).map { number in
            "http-request set-header X-\(number) \(String(repeating: "a", count: 500))"
        }
        let told = try told(rules)
        #expect(told.status == 500)
        #expect(told.request.isEmpty)
    }
}
