import HTTPWire
import TestSupport
import Testing

private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

/// What rules make of messages, and what later ones see of it.
@Suite(
    "proxy rules against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyRuleDifferentialTests {
    static let edits: [RawExchange] = [
        .init(
            title: "a condition sees a header that is gone, and one that was set",
            lines: """
                http-request del-header X-Admin
                http-request deny if { req.hdr(X-Admin) -m found }
                http-request set-header X-Real %[src]
                http-request set-header X-Seen 1 if { req.hdr(X-Real) 127.0.0.1 }
                http-request add-header X-Real other
                http-request set-header X-Count %[req.hdr_cnt(X-Real)]
                """,
            requests: ["GET / HTTP/1.1\r\nHost: a\r\nX-Admin: 1\r\n\r\n", get]
        ),
        .init(
            title: "a path and a method that were set count from then on",
            lines: """
                http-request set-path /new%[path]
                http-request set-header X-New 1 if { path_beg /new }
                http-request set-path /newer%[path] if { path_beg /new }
                http-request set-header X-Url %[url]
                http-request set-method PUT
                """,
            requests: ["GET /a?b=/c HTTP/1.1\r\nHost: a\r\n\r\n"]
        ),
        .init(
            title: "a host that was set is named by an absolute target too",
            lines: "http-request set-header Host b\nhttp-request set-header X %[hdr(host)]|%[base]",
            requests: ["GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n"]
        ),
        .init(
            title: "responses: a later rule sees what an earlier one made, and all answers pass",
            lines: """
                http-response set-header X-One 1
                http-response set-header X-Two %[res.hdr(X-One)]
                http-response del-header X-One
                http-response set-header X-Three 3 if { res.hdr(X-One) -m found }
                http-response set-status 404 if { res.hdr(X-Two) 1 }
                http-response set-header X-Status %[status]
                http-after-response set-header X-After "%[status] %[res.hdr(X-Status)]"
                """,
            requests: [get, get]
        ),
        .init(
            title: "a redirect is built of what the rules left",
            lines: """
                http-request set-header Host other.test
                http-request set-path /moved
                http-request redirect scheme https
                """,
            requests: ["GET /a?q HTTP/1.1\r\nHost: a\r\n\r\n"]
        ),
    ]

    static let answers: [RawExchange] = [
        "http-request deny", "http-request deny deny_status 500",
        "http-request redirect location /x", "http-request redirect location /x code 301",
        "http-request redirect location /x code 308", "http-request redirect prefix / code 307",
        "redirect location /x%[url]", "http-request redirect location /x%[url]",
        "http-request return status 200 content-type text/plain string abc",
        "http-request return status 204", "http-response deny", "monitor-uri /",
    ].map { line in
        RawExchange(
            title: "after-response and \(line)",
            lines: "\(line)\nhttp-after-response set-header X-After %[status]",
            requests: [get, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", get]
        )
    }

    static let settings: [RawExchange] = [
        "option http-server-close", "option httpclose", "option forwardfor",
        "option forwardfor header X-A if-none", "option forwardfor except 127.0.0.0/8",
        "cookie SRV insert", "cookie SRV insert indirect", "cookie SRV insert preserve",
        "cookie SRV insert indirect preserve nocache", "cookie SRV insert postonly", "cookie SRV",
    ].map { line in
        RawExchange(
            title: line,
            lines: line,
            requests: ["", "X-A: 9\r\nCookie: SRV=c1\r\n", "Cookie: SRV=bad; b=2\r\n"].map {
                "GET / HTTP/1.1\r\nHost: a\r\n\($0)\r\n"
            },
            answers: [
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: SRV=own; path=/\r\n\r\nok"
            ]
        )
    }

    static let values: [RawExchange] = [
        .init(
            title: "empty values and items of lists, lengths, and a query that is not there",
            lines: """
                http-request set-header X-1 1 if { path -m len 2 }
                http-request set-header X-2 1 if { hdr(X-Empty) -m found }
                http-request set-header X-3 %[req.hdr_cnt(X-L)]
                http-request set-header X-4 1 if { query -m found }
                http-request set-header X-5 <%[hdr(X-L,2)]><%[hdr(X-L,-1)]>
                http-request set-header X-6 1 if { hdr(X-L) -m len 0 }
                http-request set-header X-7 1 if { hdr_len(X-L) gt 2 }
                """,
            requests: [
                "GET /x HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nX-L: a,,b\r\n\r\n",
                "GET /x? HTTP/1.1\r\nHost: a\r\nX-L: ,a,\r\nX-L:\r\n\r\n",
                "GET /xx?a HTTP/1.1\r\nHost: a\r\nX-L: \"a,b\", c\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost: a\r\nX-L:   ,  , \r\n\r\n",
            ]
        )
    ]

    @Test("both sides see the same", arguments: edits + answers + settings + values)
    func exchange(_ exchange: RawExchange) throws {
        let (ours, theirs) = try exchange.throughBothEngines()
        #expect(ours == theirs)
        #expect(!ours.client.isEmpty)
    }

    @Test("what a frontend's rules made is what the choice of a backend and its rules see")
    func frontendToBackend() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
                option http-server-close
                option forwardfor header X-A
                http-request set-path /new%[path]
                http-request set-header X-Kind new
                http-response set-header X-Front "%[res.hdr(X-Back)]"
                http-after-response set-header X-Front-After "%[res.hdr(X-Back-After)]"
                use_backend fresh if { path_beg /new } { hdr(X-Kind) new }
                default_backend stale
            backend fresh
                option forwardfor header X-B
                http-request set-header X-Back %[path]-%[hdr(X-Kind)]
                http-response set-header X-Back 1
                http-after-response set-header X-Back-After 2
                http-request deny if { path_end denied }
                server one 127.0.0.1:\(origin.port)
            backend stale
                http-request return status 500
            """
        ) { port, _ -> [SeenResponse?] in
            let client = try TestClient(port: port)
            return try ["/a", "/b", "/denied"].map { target in
                try client.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
                return SeenResponse(try client.readResponse())
            }
        }
        #expect(ours == theirs)
        #expect(ours.first??.headers.contains("x-front-after: 2") == true)
        let requests = origin.requests.map { request in
            "\(request.target) \(request.connection % 2) \(request.headers["X-Back"] ?? "")"
                + " \(request.headers["X-A"] ?? "-") \(request.headers["X-B"] ?? "-")"
        }
        #expect(requests.prefix(2) == requests.suffix(2))
        #expect(requests.count == 4)
    }
}
