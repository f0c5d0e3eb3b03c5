import HTTPWire
import TestSupport
import Testing

private func get(_ target: String = "/", _ lines: String = "") -> String {
    "GET \(target) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n"
}

/// Actions of rules, tests of ACLs and variables with their edge values.
@Suite(
    "proxy actions against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyActionDifferentialTests {
    static let heads: [RawExchange] = [
        .init(
            title: "replace-header and replace-value",
            lines: """
                http-request replace-header X-A ^(.)(.*)$ \\2-\\1
                http-request replace-header X-B nothing x
                http-request replace-value X-C b <\\0>
                http-request replace-header X-D b x%[src]
                http-response replace-header X-R (.*) [\\1]
                http-response replace-value X-S a z
                """,
            requests: [get("/", "X-A: abc\r\nX-B: b\r\nX-C: abc, c, b\r\nX-C: b\r\nX-D: abc\r\n")],
            answers: [
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-R: r\r\nX-S: a, b,ca\r\n\r\n"
            ]
        ),
        .init(
            title: "del-header by its name's beginning, end, part or pattern",
            lines: """
                http-request del-header x-a -m beg
                http-request del-header -b -m end
                http-request del-header mid -m sub
                http-request del-header ^y.*z$ -m reg
                http-request del-header X-Whole -m str
                """,
            requests: [
                get(
                    "/",
                    "X-A1: 1\r\nX-AB: 2\r\nQ-B: 3\r\nQ-mid-1: 4\r\nyz: 5\r\nX-Whole: 6\r\n"
                        + "X-Whole1: 7\r\nZ: 8\r\n"
                )
            ]
        ),
        .init(
            title: "parts of the target",
            lines: """
                http-request set-path /p%[path] if { path_beg /path }
                http-request set-query new=1 if { path_beg /query }
                http-request set-pathq /all?x if { path_beg /whole }
                http-request set-uri /uri?y if { path_beg /uri }
                http-request replace-path (.*)b(.*) \\1c\\2 if { path_beg /rp }
                http-request replace-pathq (.*) /pre\\1 if { path_beg /rq }
                http-request replace-uri ^/(.*) /u/\\1 if { path_beg /ru }
                http-request set-header X-Seen %[url]|%[path]|%[query]
                """,
            requests: [
                "/path?q", "/query", "/query?a=b", "/whole?z", "/uri/x", "/rpb?b", "/rq?x=1",
                "/ru?x",
            ].map { get($0) }
        ),
        .init(
            title: "the first line of either message",
            lines: """
                http-request set-method HEAD if { path /head }
                http-response set-status 299 reason Odd if { res.hdr(x-s) 1 }
                http-response set-status 503 if { res.hdr(x-s) 2 }
                """,
            requests: [get(), get(), get()],
            answers: ["0", "1", "2"].map {
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-S: \($0)\r\n\r\n"
            }
        ),
    ]

    static let flows: [RawExchange] = [
        "http-request tarpit", "http-request tarpit deny_status 429", "http-request reject",
        "http-request auth", "http-request auth realm X", "http-response deny deny_status 403",
        "http-response return status 201 hdr X-A b",
        "http-request return content-type text/plain lf-string %[path]|%%",
        "http-request return status 200 content-type text/plain lf-string a%[method]",
        "http-request redirect location \"/x?%[path]\" ignore-empty code 303",
        "http-request deny status 451", "http-request deny status 404 hdr X-Why %[src]",
        "http-request return status 404 default-errorfiles",
    ].map { line in
        RawExchange(title: line, lines: "timeout tarpit 100ms\n\(line)", requests: [get("/a")])
    }

    static let variables: [RawExchange] = [
        .init(
            title: "variables of a request, a transaction and a connection",
            lines: """
                http-request set-var(txn.a) req.hdr(x-a)
                http-request set-var(req.b) int(3),add(4)
                http-request set-var(sess.c) str(one) if !{ var(sess.c) -m found }
                http-request set-var-fmt(txn.d) "%[src]-%[var(req.b)]"
                http-request set-header X-All %[var(txn.a)]|%[var(req.b)]|%[var(sess.c)]|%[var(txn.d)]
                http-request set-var(sess.c) str(two)
                http-request unset-var(txn.d)
                http-response set-header X-All %[var(txn.a)]|%[var(req.b)]|%[var(sess.c)]|%[var(txn.d)]
                http-response set-var(res.e) status
                http-response set-header X-E %[var(res.e)]
                """,
            requests: [get("/", "X-A: 1\r\n"), get()]
        ),
        .init(
            title: "conditions of set-var",
            lines: """
                http-request set-var(txn.a,ifnotexists) str(1)
                http-request set-var(txn.a,ifnotexists) str(2)
                http-request set-var(txn.b,ifexists) str(3)
                http-request set-var(txn.a,ifempty) str(x)
                http-request set-var(txn.c,ifnotempty) str(c)
                http-request set-var(txn.n) int(5)
                http-request set-var(txn.n,ifgt) int(7)
                http-request set-var(txn.n,iflt) int(9)
                http-request set-header X-All %[var(txn.a)]|%[var(txn.b)]|%[var(txn.c)]|%[var(txn.n)]
                """,
            requests: [get()]
        ),
    ]

    /// Tests of ACLs, each of which becomes a header of the request.
    private static func tests(_ title: String, _ tests: [String]) -> RawExchange {
        let lines = tests.enumerated().map { "http-request set-header X-\($0) 1 if \($1)" }
        return RawExchange(
            title: title,
            lines: lines.joined(separator: "\n"),
            requests: [
                get("/dir/File.html?q=1", "X-N: 15\r\nX-A: 10.1.2.3\r\nX-L: one,Two\r\n"),
                get("/", "X-N: -3\r\nX-A: ::ffff:10.9.0.1\r\n"),
                "POST /a/b HTTP/1.1\r\nHost: www.Example.org:80\r\nContent-Length: 0\r\n\r\n",
            ]
        )
    }

    static let conditions: [RawExchange] = [
        tests(
            "texts",
            [
                "{ path /dir/File.html }", "{ path -i /DIR/file.HTML }", "{ path_beg /dir }",
                "{ path_end .html .htm }", "{ path_sub File }", "{ path_dir dir }",
                "{ path_dir di }", "{ path_dir /a/ }", "{ path_reg ^/[a-z]+/[A-Z] }",
                "{ path_reg -i ^/DIR }", "{ path_len 4:20 }", "{ path -m len gt 3 }",
                "{ path -m str / /a/b }", "{ hdr_dom(host) example.org }",
                "{ hdr_dom(host) -i example.org }", "{ hdr_dom(host) xample.org }",
                "{ hdr(host) -m dom -i www.example }", "{ hdr_beg(host) -i WWW. }",
                "{ hdr(x-l) Two }", "{ hdr(x-l) two }", "{ hdr(x-l,1) one }", "{ url_sub q=1 }",
                "{ path -- / }", "{ path,lower -m end .html }",
            ]
        ),
        tests(
            "numbers, addresses and whether there is something",
            [
                "{ hdr_val(x-n) 15 }", "{ hdr_val(x-n) gt 14 }", "{ hdr_val(x-n) lt 0 }",
                "{ hdr_val(x-n) 10:20 }", "{ hdr_val(x-n) :0 }", "{ hdr_val(x-n) le -3 ge 15 }",
                "{ hdr_ip(x-a) 10.0.0.0/8 }", "{ hdr_ip(x-a) 10.1 }", "{ hdr_ip(x-a) 10.1.2.3 }",
                "{ hdr_ip(x-a) ::ffff:10.9.0.0/112 }", "{ src 127.0.0.1/8 }", "{ src 127/8 }",
                "{ hdr(x-a) -m ip 10.0.0.0/8 }", "{ hdr(x-n) -m found }", "{ hdr(x-n) -m bool }",
                "{ hdr(x-n) -m int gt 0 }", "{ always_true }", "!{ always_true }",
                "{ method POST GET }", "{ str(616263) -m bin 616263 }",
                "{ str(abc) -m bin 616263 }",
                "METH_POST", "METH_GET !HTTP_1.1", "LOCALHOST HTTP_1.1", "HTTP_URL_SLASH",
                "HTTP_CONTENT", "TRUE", "FALSE || TRUE", "{ req.cook_cnt(a) 0 }",
            ]
        ),
    ]

    @Test(
        "both sides see the same",
        arguments: heads + flows + variables + conditions
    )
    func exchange(_ exchange: RawExchange) throws {
        let (ours, theirs) = try exchange.throughBothEngines()
        #expect(ours == theirs)
        #expect(!ours.client.isEmpty)
    }

    @Test("a map leads where it says")
    func maps() throws {
        try withScratchDirectory { directory in
            let text = "# paths and where they lead\n/a one\n\n  /b   two words  \n"
            try write(["paths.map": text], below: directory)
            let (ours, theirs) = try throughBoth(
                """
                frontend web
                    bind 127.0.0.1:{{port}}
                    http-request return status 200 hdr X-A %[path,map_str(\(directory)/paths.map,none)]
                """
            ) { port, _ -> [String] in
                try ["/a", "/b", "/c", "/"].map { target in
                    let client = try TestClient(port: port)
                    try client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
                    return try client.readResponse()?.headers["X-A"] ?? "nothing"
                }
            }
            #expect(ours == theirs)
            #expect(ours == ["one", "two words", "none", "none"])
        }
    }
}
