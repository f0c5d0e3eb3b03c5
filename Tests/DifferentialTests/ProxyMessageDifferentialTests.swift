import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite(
    "proxy messages against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyMessageDifferentialTests {
    @Test("the persistence cookie is set, hidden from servers and obeyed alike")
    func cookies() throws {
        let first = try TestOrigin.named("one")
        let second = try TestOrigin.named("two")
        defer {
            first.stop()
            second.stop()
        }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                balance roundrobin
                cookie SRV insert indirect nocache
                server one 127.0.0.1:\(first.port) cookie c1
                server two 127.0.0.1:\(second.port) cookie c2
            """
        ) { port, _ -> [SeenResponse?] in
            let cookies = [
                nil, nil, "SRV=c2", "SRV=c1", "a=1; SRV=c2; b=2", "SRV=nobody", "XSRV=c1",
            ]
            return try cookies.map { cookie in
                var headers: HTTPHeaders = ["Host": "test"]
                if let cookie { headers.add("Cookie", cookie) }
                return SeenResponse(try TestClient.fetch(port: port, headers: headers))
            }
        }
        #expect(ours == theirs)
        func cookiesSeen(_ origin: TestOrigin) -> [String?] {
            origin.requests.map { $0.headers["Cookie"] }
        }
        for origin in [first, second] {
            let seen = cookiesSeen(origin)
            #expect(Array(seen.prefix(seen.count / 2)) == Array(seen.suffix(seen.count / 2)))
        }
    }

    @Test("weights are spread in the same order")
    func weightedRoundRobin() throws {
        let origins = try ["one", "two", "three"].map { try TestOrigin.named($0) }
        defer { for origin in origins { origin.stop() } }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                balance roundrobin
                server one 127.0.0.1:\(origins[0].port) weight 5
                server two 127.0.0.1:\(origins[1].port) weight 3
                server three 127.0.0.1:\(origins[2].port) weight 1
            """
        ) { port, _ in
            let client = try TestClient(port: port)
            return try (0..<40).map { _ -> String in
                try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                return try client.readResponse()?.text ?? "nothing"
            }
        }
        #expect(ours == theirs)
    }

    @Test(
        "a thousand URIs go to the same servers on the consistent ring",
        arguments: [
            "balance uri whole\n    hash-type consistent",
            "balance uri\n    hash-type consistent djb2 avalanche",
            "balance uri whole",
        ]
    )
    func uriHashing(method: String) throws {
        let origins = try (0..<4).map { try TestOrigin.named("s\($0)") }
        defer { for origin in origins { origin.stop() } }
        let servers = origins.enumerated().map { index, origin in
            "    server s\(index) 127.0.0.1:\(origin.port)"
        }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                \(method)
            \(servers.joined(separator: "\n"))
            """
        ) { port, _ in
            let client = try TestClient(port: port)
            return try (0..<1000).map { number -> String in
                try client.send(
                    "GET /track/\(number * 7919)?part=\(number % 7) HTTP/1.1\r\nHost: t\r\n\r\n"
                )
                return try client.readResponse()?.text ?? "nothing"
            }
        }
        #expect(ours == theirs)
        #expect(Set(ours).count == 4)
    }

    @Test("bodies of all framings arrive alike in both directions")
    func framings() throws {
        let origin = try TestOrigin { request in
            let size = request.body.count
            switch request.target {
            case "/chunked":
                return .respond(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
                )
            case "/close":
                return .respondAndClose("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end")
            case "/204": return .respond("HTTP/1.1 204 No Content\r\n\r\n")
            case "/304": return .respond("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n")
            case "/head": return .respond("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n")
            default:
                return .respond(
                    "HTTP/1.1 200 OK\r\nContent-Length: \("\(size)".count)\r\n\r\n\(size)"
                )
            }
        }
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ -> [SeenResponse?] in
            let big = [UInt8](repeating: 7, count: 300_000)
            return [
                SeenResponse(try TestClient.fetch("/chunked", port: port)),
                SeenResponse(try TestClient.fetch("/close", port: port)),
                SeenResponse(try TestClient.fetch("/204", port: port)),
                SeenResponse(try TestClient.fetch("/304", port: port)),
                SeenResponse(try TestClient.fetch("/head", port: port, method: "HEAD")),
                SeenResponse(try TestClient.fetch("/up", port: port, method: "POST", body: big)),
            ]
        }
        #expect(ours == theirs)
    }
}
