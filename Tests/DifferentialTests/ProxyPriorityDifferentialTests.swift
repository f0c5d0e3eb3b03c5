import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Whose turn it is in a queue.
@Suite(
    "priorities in queues against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyPriorityDifferentialTests {
    /// What each stream sets: a class and an offset.
    private static let streams = [
        ("0", "0"), ("5", "0"), ("-5", "0"), ("0", "0"), ("-5", "60000"), ("0", "-60000"),
        ("-5", "-60000"), ("99999", "0"), ("-99999", "0"), ("0", "9999999"), ("0", "-9999999"),
    ]

    @Test("who has the lower class goes first, and by its offset as if it had come at another time")
    func order() throws {
        let origin = try TestOrigin { request in
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            return request.target == "/hold"
                ? .respondAfter(.milliseconds(700), answer) : .respond(answer)
        }
        defer { origin.stop() }
        let control = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            frontend web
                bind 127.0.0.1:{{port}}
                default_backend pool
            backend pool
                timeout queue 5s
                timeout server 5s
                http-request set-priority-class hdr(x-class)
                http-request set-priority-offset hdr(x-offset)
                http-request set-header x-seen "%[prio_class] %[prio_offset]"
                server one 127.0.0.1:\(origin.port) maxconn 1
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, _ -> [String] in
            let before = origin.requests.count
            let first = try TestClient(port: port)
            try first.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n")
            var clients = [first]
            for (index, stream) in Self.streams.enumerated() {
                // Only when all before it wait is it the next one.
                for _ in 0..<200 where try statistics(of: "pool/one", control)["qcur"] != "\(index)"
                {
                    MonotonicClock.sleep(for: .milliseconds(2))
                }
                if index == 0 {
                    for _ in 0..<200 where origin.requests.count == before {
                        MonotonicClock.sleep(for: .milliseconds(2))
                    }
                }
                let client = try TestClient(port: port)
                try client.send(
                    "GET /\(index) HTTP/1.1\r\nHost: x\r\nX-Class: \(stream.0)\r\n"
                        + "X-Offset: \(stream.1)\r\n\r\n"
                )
                clients.append(client)
            }
            for client in clients { _ = try client.readResponse() }
            return origin.requests.dropFirst(before).map {
                "\($0.target) \($0.headers["X-Seen"] ?? "")"
            }
        }
        #expect(ours == theirs)
        #expect(ours.count == Self.streams.count + 1)
    }
}
