import TestSupport
import Testing

private func post(_ lines: String, _ body: String) -> String {
    "POST /a HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n\(body)"
}

/// Rules that wait for bodies, and answers that stand in place of the proxy's pages.
@Suite(
    "proxy bodies and pages against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyBodyDifferentialTests {
    private static let seen = """
        http-request set-header X-Body <%[req.body]>
        http-request set-header X-Length %[req.body_len]
        http-request set-header X-Size %[req.body_size]
        http-request set-header X-P %[req.body_param(b)]
        """

    private static let requests = [
        post("Content-Length: 7", "a=1&b=2"),
        post("Transfer-Encoding: chunked", "3\r\na=1\r\n4\r\n&b=2\r\n0\r\n\r\n"),
        post("Content-Length: 0", ""),
    ]

    static let bodies: [RawExchange] = [
        .init(
            title: "http-buffer-request",
            lines: "option http-buffer-request\n\(seen)",
            requests: requests
        ),
        .init(
            title: "wait-for-body",
            lines: "http-request wait-for-body time 2s\n\(seen)",
            requests: requests
        ),
        .init(
            title: "wait-for-body of a few bytes",
            lines: "http-request wait-for-body time 2s at-least 3\n\(seen)",
            requests: requests
        ),
        .init(
            title: "a body that does not come is answered by 408",
            lines: "timeout http-request 200ms\noption http-buffer-request",
            requests: [post("Content-Length: 9", "a=1&b=2")]
        ),
        .init(
            title: "a body that a rule waits for does not come",
            lines: "http-request wait-for-body time 200ms",
            requests: [post("Content-Length: 9", "a=1&b=2")]
        ),
        .init(
            title: "a malformed chunk is refused while it is waited for",
            lines: "option http-buffer-request",
            requests: [post("Transfer-Encoding: chunked", "3\r\na=1x\r\n0\r\n\r\n")]
        ),
        .init(
            title: "rules around one that waits run once",
            lines: """
                http-request add-header X-A 1
                http-request wait-for-body time 2s
                http-request add-header X-B 2
                http-request redirect location /x if { req.body_param(b) -m str 3 }
                """,
            requests: requests + [post("Content-Length: 3", "b=3")]
        ),
        .init(
            title: "a response is waited for",
            lines: """
                http-response add-header X-A 1
                http-response wait-for-body time 2s
                http-response add-header X-B 2
                """,
            requests: [post("Content-Length: 0", "")],
            answers: ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-R: 1\r\n\r\nhello"]
        ),
        .init(
            title: "a response that does not come is answered by 504",
            lines: "http-response wait-for-body time 200ms",
            requests: [post("Content-Length: 0", "")],
            answers: ["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"]
        ),
        .init(
            title: "enough of a response",
            lines: "http-response wait-for-body time 2s at-least 3",
            requests: [post("Content-Length: 0", "")],
            answers: [
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            ]
        ),
    ]

    static let options: [RawExchange] = [
        .init(
            title: "names that applications may confuse are taken out",
            lines: "option http-restrict-req-hdr-names delete",
            requests: ["GET / HTTP/1.1\r\nHost: a\r\nX_A: 1\r\nX-B: 2\r\nX.C: 3\r\n\r\n"]
        ),
        .init(
            title: "names that applications may confuse are refused",
            lines: "option http-restrict-req-hdr-names reject",
            requests: ["GET / HTTP/1.1\r\nHost: a\r\nX_A: 1\r\n\r\n"]
        ),
        .init(
            title: "names that applications may confuse pass",
            lines: "option http-restrict-req-hdr-names preserve",
            requests: ["GET / HTTP/1.1\r\nHost: a\r\nX_A: 1\r\n\r\n"]
        ),
        .init(
            title: "where the client went to",
            lines: "option originalto\noption forwardfor",
            requests: ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"]
        ),
        .init(
            title: "addresses that rules have set are the ones that are told",
            lines: """
                http-request set-src hdr(x-src)
                http-request set-dst hdr(x-dst)
                option originalto except 10.0.0.0/8 header X-To
                option forwardfor except 10.0.0.0/8
                """,
            requests: ["1.2.3.4", "10.1.1.1", "::2"].map {
                "GET / HTTP/1.1\r\nHost: a\r\nX-Src: \($0)\r\nX-Dst: \($0)\r\n\r\n"
            }
        ),
        .init(
            title: "networks of fewer than four numbers",
            lines: """
                http-request set-src hdr(x-src)
                http-request set-header X-A 1 if { src 127/8 }
                http-request set-header X-B 1 if { src 10.1/16 }
                http-request set-header X-C 1 if { src 10.1.2/24 }
                """,
            requests: ["127.0.0.1", "0.1.1.1", "10.1.1.1", "10.0.0.1", "10.1.2.3", "10.1.0.9"].map {
                "GET / HTTP/1.1\r\nHost: a\r\nX-Src: \($0)\r\n\r\n"
            }
        ),
        .init(
            title: "a WebSocket is asked for with a key",
            lines: "http-request set-header X-Seen 1",
            requests: ["", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"].map {
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\($0)\r\n"
            },
            answers: ["HTTP/1.1 426 No\r\nContent-Length: 0\r\n\r\n"]
        ),
        .init(
            title: "a server that takes a WebSocket up without having read the key",
            requests: [
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            ],
            answers: ["HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"]
        ),
        .init(
            title: "the port that a scheme has anyway is taken out of an absolute target",
            lines: "http-request set-header X-U %[url]|%[hdr(host)]",
            requests: [
                ("http://a:80/x", "a:80"), ("http://a:8080/x", "a:8080"), ("https://a:443/", "a"),
                ("http://a:/x", "a:"), ("http://a/x", "a:80"), ("http://u:p@a:80/x", "a:80"),
            ].map { "GET \($0.0) HTTP/1.1\r\nHost: \($0.1)\r\n\r\n" }
        ),
        .init(
            title: "blanks around a value that a rule has made are kept",
            lines: """
                http-request set-header X-A "a "
                http-response set-header X-B " b "
                """,
            requests: ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"]
        ),
        .init(
            title: "blanks between the words of a request line",
            requests: ["GET  /a   HTTP/1.1\r\nHost: a\r\n\r\n"]
        ),
        .init(
            title: "a header of an answer without a value is left out",
            lines: "http-request return status 200 hdr X-A %[var(txn.none)] hdr X-B b",
            requests: ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"]
        ),
    ]

    @Test("both sides see the same", arguments: bodies + options)
    func exchange(_ exchange: RawExchange) throws {
        let (ours, theirs) = try exchange.throughBothEngines()
        #expect(ours == theirs)
        #expect(!ours.client.isEmpty)
    }

    /// Lines of the section, below which each of these paths is asked for.
    private static let pages = """
        errorfile 400 D/plain.http
        errorfile 403 /dev/null
        errorfiles group 404 500
        errorfile 500 D/plain.http
        http-error status 429 content-type text/plain hdr X-P %[path] lf-string "no %[path]"
        http-error status 502 errorfiles group
        http-error status 200 default-errorfiles
        http-request deny deny_status 400 if { path /400 }
        http-request deny if { path /403 }
        http-request deny deny_status 404 if { path /404 }
        http-request deny deny_status 404 errorfile D/plain.http if { path /404f }
        http-request deny deny_status 404 errorfiles group if { path /404g }
        http-request deny deny_status 429 if { path /429 }
        http-request deny deny_status 500 if { path /500 }
        http-request deny deny_status 502 if { path /502 }
        http-request return status 404 default-errorfiles if { path /def }
        http-request return status 500 errorfile /dev/null if { path /null }
        http-request return status 404 errorfiles group if { path /group }
        http-request return status 429 default-errorfiles if { path /made }
        """

    @Test("pages that the configuration brings along are HAProxy's")
    func pages() throws {
        try withScratchDirectory { directory in
            try write(
                [
                    "plain.http": "HTTP/1.1 418 Plain\r\nX-Plain: 1\r\n\r\nplain",
                    "404.http": "HTTP/1.1 404 Nope\r\nContent-Length: 5\r\nX-G: 1\r\n\r\ngroup",
                    "502.http": "HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n",
                ],
                below: directory
            )
            let paths = [
                "400", "403", "404", "404f", "404g", "429", "500", "502", "def", "null", "group",
                "made", "none",
            ]
            let (ours, theirs) = try throughBoth(
                """
                http-errors group
                    errorfile 404 \(directory)/404.http
                    errorfile 502 \(directory)/502.http
                frontend fe
                    bind 127.0.0.1:{{port}}
                    \(Self.pages.replacing("D/", with: "\(directory)/").replacing("\n", with: "\n    "))
                """
            ) { port, _ -> [String] in
                try paths.map { path in
                    let client = try TestClient(port: port)
                    try client.send("GET /\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    let parts = client.readToEnd().split(separator: "\r\n\r\n", maxSplits: 1)
                    let head = parts.first?.lowercased().split(separator: "\r\n").sorted() ?? []
                    return "\(path): \(head) \(parts.count > 1 ? String(parts[1]) : "")"
                }
            }
            for (one, other) in zip(ours, theirs) { #expect(one == other) }
        }
    }
}
