import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Changes of servers by the statistics page.
@Suite(
    "changes by the statistics page against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyPageChangeDifferentialTests {
    /// The servers' states, as the page tells them.
    private func states(_ port: UInt16, _ path: String = "/stats;csv") throws -> [String] {
        let page = try #require(try TestClient.fetch(path, port: port))
        let lines = page.text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        guard let status = lines.first?.firstIndex(of: "status") else { return ["no status"] }
        return lines.dropFirst().filter { $0.count > status }
            .map { "\($0[0])/\($0[1]) \($0[status])" }
    }

    private func post(_ body: String, to target: String, _ port: UInt16) throws -> String {
        let client = try TestClient(port: port)
        try client.send(
            "POST \(target) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        return SeenResponse(try client.readResponse())?.description ?? "nothing"
    }

    private static let bodies = [
        "s=one&s=two&action=maint&b=pool", "b=pool&action=ready&s=one&s=none",
        "s=one&action=drain&b=pool",
        "s=one&action=ready&b=pool", "action=bogus&b=pool&s=one", "b=none&action=ready&s=one", "",
        "s=one&b=pool", "s=one&action=maint", "s=none&action=ready&b=pool",
        "s=two&action=ready&b=pool",
        "s=two&action=hdown&b=pool", "s=two&action=hrunn&b=pool", "s=two&action=hnolb&b=pool",
        "s=two&action=hrunn&b=pool", "s=three&action=hdown&b=pool", "s=three&action=hrunn&b=pool",
        "s=one&s=two&action=dhlth&b=pool", "s=one&s=two&action=ehlth&b=pool",
        "s=one&action=eagent&b=pool",
        "s=one&action=arunn&b=pool", "s=one&action=disable&b=pool", "s=one&action=disable&b=pool",
        "s=one&action=enable&b=pool", "s=one&action=enable&b=pool", "s=one&action=shutdown&b=pool",
        "s=o%6Ee&action=ma%69nt&b=po%6Fl", "s=one&action=ready&b=pool&b=pool&action=ready",
        "s=%zz&action=drain&b=pool", "s=one&action=drain&b=pool%+1",
        "x&&y=&s=one&action=drain&b=pool", "s=one&action=maint&action=ready&b=pool",
        "s=+one&action=drain&b=pool",
        "s=one&action=ready&b=%23x",
    ]

    @Test("what a form does, and where it leads")
    func forms() throws {
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
                stats enable
                stats uri /stats
                stats admin unless { path_sub readonly }
                stats refresh 5s
            backend pool
                server one 127.0.0.1:21201
                server two 127.0.0.1:21202 check inter 100s
                server three 127.0.0.1:21203
            """
        ) { port, _ -> [String] in
            for _ in 0..<250 where try !states(port).contains("pool/two DOWN") {
                MonotonicClock.sleep(for: .milliseconds(10))
            }
            var seen = try states(port)
            for body in Self.bodies {
                seen.append("\(body): \(try post(body, to: "/stats", port))")
                seen += try states(port)
            }
            for target in [
                "/stats;up;norefresh", "/stats;norefresh?scope=po", "/stats?scope=<b>",
                "/stats;csv;up",
                "/stats/readonly", "/stats?scope=abcdefghijklmnopqrstuvwxyz",
            ] {
                let body = "s=one&action=ready&b=pool"
                seen.append("\(target): \(try post(body, to: target, port))")
            }
            for path in [
                "/stats;csv;scope=pub", "/stats;csv?scope=POOL", "/stats;csv;no-maint",
                "/stats;csv;up",
            ] {
                seen.append(path)
                seen += try states(port, path)
            }
            let client = try TestClient(port: port)
            try client.send("PUT /stats HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            seen.append("PUT: \(try client.readResponse()?.status ?? 0)")
            return seen
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
        #expect(ours.count == theirs.count)
    }

    @Test("a form that comes in pieces is waited for; who has not said who he is changes nothing")
    func pieces() throws {
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
                stats enable
                stats uri /stats
                stats auth me:secret
                stats admin if TRUE
            backend pool
                server one 127.0.0.1:21201
            """
        ) { port, _ -> [String] in
            var seen: [String] = []
            let body = "s=one&action=maint&b=pool"
            for authorization in ["", "Authorization: Basic bWU6c2VjcmV0\r\n"] {
                let client = try TestClient(port: port)
                try client.send(
                    "POST /stats HTTP/1.1\r\nHost: x\r\n\(authorization)Transfer-Encoding: chunked\r\n\r\n"
                        + "5\r\n\(body.prefix(5))\r\n"
                )
                MonotonicClock.sleep(for: .milliseconds(20))
                let rest = body.dropFirst(5)
                try client.send("\(String(rest.count, radix: 16))\r\n\(rest)\r\n0\r\n\r\n")
                let answer = try client.readResponse()
                seen.append("\(answer?.status ?? 0) \(answer?.headers["Location"] ?? "nowhere")")
                let page = try TestClient(port: port)
                try page.send(
                    "GET /stats;csv HTTP/1.1\r\nHost: x\r\nAuthorization: Basic bWU6c2VjcmV0\r\n\r\n"
                )
                seen.append("\(try page.readResponse()?.text.contains("MAINT") ?? false)")
            }
            return seen
        }
        #expect(ours == theirs)
        #expect(ours.last == "true")
    }
}
