import TestSupport
import Testing

/// Targets in all forms, and bytes that are no text.
@Suite(
    "proxy targets and bytes against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyTargetDifferentialTests {
    /// Headers that tell the origin what rules saw.
    private static let samples = [
        "path", "pathq", "url", "query", "base", "method", "hdr(host)", "url_param(a)",
    ].map { "http-request set-header X-\($0.filter(\.isLetter)) <%[\($0)]>" }
        .joined(separator: "\n")

    private static let targets = [
        "/", "/a?b", "http://a/x?y", "http://a", "http://a?q=1", "HTTP://A/x", "/a#f", "/a#f?a=1",
        "a", "b", "b/c", "?a=1", "//x/y", "http://b/x", "http://a@b/", "http://u@a/x",
        "/?a=1&a=2;b", "ftp://a/x", "/%41", "/x?", "https://a/q", "http://a:8080/x",
        "https://a:80/",
        "http:/x", "http://a./x", "/\u{E9}", "/a\u{7F}",
    ]

    static let forms: [RawExchange] =
        targets.map { target in
            RawExchange(
                title: "GET \(target.unicodeScalars.filter(\.isASCII).map { String($0) }.joined())",
                lines: samples,
                requests: ["GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n"]
            )
        }
        + ["*", "http://a"].map { target in
            RawExchange(
                title: "OPTIONS \(target)",
                lines: samples,
                requests: ["OPTIONS \(target) HTTP/1.1\r\nHost: a\r\n\r\n"]
            )
        }
        + [
            "a:80", "a:8080", "a", "a:", ":80", "a:x", "/x", "*", "u@a:80", "b:80",
        ].map { target in
            RawExchange(
                title: "CONNECT \(target)",
                requests: ["CONNECT \(target) HTTP/1.1\r\nHost: a\r\n\r\n"],
                answers: ["HTTP/1.1 405 No\r\nContent-Length: 2\r\n\r\nno"]
            )
        }
        + ["A", "b", "a:443"].map { host in
            RawExchange(
                title: "http://a/x for Host: \(host)",
                requests: ["GET http://a/x HTTP/1.1\r\nHost: \(host)\r\n\r\n"]
            )
        }

    static let ownAnswers: [RawExchange] = [
        "monitor-uri /up", "http-request redirect prefix https://z.test",
        "http-request redirect scheme https",
        "http-request redirect prefix https://z.test drop-query append-slash",
    ].map { line in
        RawExchange(
            title: line,
            lines: line,
            requests: ["/up", "http://a/up", "/up?x", "/UP", "http://a", "//b/up"].map {
                "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n"
            }
        )
    }

    private static let matches = """
        http-request set-header X-Sub 1 if { hdr_sub(user-agent) badbot }
        http-request set-header X-Beg 1 if { hdr_beg(user-agent) bad }
        http-request set-header X-End 1 if { hdr_end(user-agent) bot }
        http-request set-header X-Dir 1 if { path_dir foo }
        http-request set-header X-Dom 1 if { hdr_dom(user-agent) foo }
        http-request set-header X-I 1 if { hdr(user-agent) -i BADBOT }
        http-request set-header X-Caret 1 if { hdr(x-u) -i ^ }
        http-request set-header X-Low %[hdr(user-agent),lower]
        http-request set-header X-Len %[hdr(user-agent),length]
        http-request set-header X-F %[hdr(user-agent),field(2,;)]
        http-request set-header X-Reg 1 if { hdr_reg(user-agent) ^b.dbot }
        """

    static let bytes: [RawExchange] = [
        "x badbot\u{CC}\u{81}", "\u{CC}\u{81}badbot", "badbot", "BADBOT", "bad\u{FF}bot",
        "b\u{C3}\u{A9}dbot;\u{FF}\u{FE}", "/foo/", "x.foo:80", "B\u{C3}\u{89}DBOT", "b\u{FF}dbot",
    ].enumerated().map { number, agent in
        RawExchange(
            title: "user agent \(number)",
            lines: matches,
            requests: [
                "GET /a/foo?x HTTP/1.1\r\nHost: a\r\nUser-Agent: \(agent)\r\nX-U: ~\r\n\r\n"
            ]
        )
    }

    static let cookies: [RawExchange] = [
        "a=1", "b=0; a=1; a=2", "a=1\r\nCookie: a=2", "b=1,a=2", "b=1;a=2", "a=\"1;2\"; a=2", "a",
        "a=", "xa=1; a=2", "A=1", "b=\"x, a=2\"", "b=1\ta=2", "  a=2  ",
        "SRV=c2", "a=1; SRV=c2", "a=1;SRV=c2;b=2", "a=1, SRV=c2", "a=1\r\nCookie: SRV=c2; z=1",
        "SRV=c2\r\nCookie: SRV=c1; z=1", "SRV=c1; SRV=c2; q=1", "SRV = c2 ; b", "SRV=\"c2\"; b=1",
        "SRV=c2|x; b=1", "SRV=; b=1", "SRV; b=1", "$Version=1; SRV=c2; $Path=/; b=1", "srv=c2",
    ].map { line in
        RawExchange(
            title: "Cookie: \(line.replacing("\r\n", with: "|"))",
            lines: """
                cookie SRV insert indirect nocache
                http-request set-header X-C <%[req.cook(a)]>
                http-request set-header X-M 1 if { req.cook(a) -m str 1 }
                http-request set-header X-E 1 if { cook(a) -m found }
                http-response set-header X-Server %[srv_name]
                """,
            requests: ["GET / HTTP/1.1\r\nHost: a\r\nCookie: \(line)\r\n\r\n"]
        )
    }

    @Test("both sides see the same", arguments: forms + ownAnswers + bytes + cookies)
    func exchange(_ exchange: RawExchange) throws {
        let (ours, theirs) = try exchange.throughBothEngines()
        #expect(ours == theirs)
        #expect(!ours.client.isEmpty)
    }
}
