import LinuxSystem
import TestSupport
import Testing

/// What checks send, and what is said of how they end.
@Suite(
    "proxy checks against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyCheckDifferentialTests {
    private static let columns = [
        "status", "check_status", "check_code", "last_chk", "check_desc", "check_health",
        "chkfail", "chkdown",
    ]

    /// Runs one check of each case through both engines: the line about it, what the server heard, and
    /// the columns of the statistics.
    private func compare(_ cases: [CheckCase]) throws {
        let servers = cases.map { _ in CheckedServer() }
        let origins = try zip(cases, servers).map { try $1.makeOrigin($0.steps) }
        defer { for origin in origins { origin.stop() } }
        let nobody = try freePort()
        let control = try freePort()
        let backends = cases.enumerated().map { index, one in
            """
            backend b\(index)
                option log-health-checks
                timeout check 300ms
                \(one.lines.replacing("\n", with: "\n    "))
                server one 127.0.0.1:\(one.isGone ? nobody : origins[index].port) check \
            inter 60s fall 1 rise 1 \(one.options)
            """
        }
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
            \(backends.joined(separator: "\n"))
            """,
            global: "nbthread 1\n    max-spread-checks 50ms\n"
                + "    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, proxy -> [String] in
            try cases.indices.map { index in
                let line = proxy.line(containing: "check for server b\(index)/one ") ?? "nothing"
                let seen = try statistics(of: "b\(index)/one", control)
                // HAProxy forgets what its checks of MySQL and LDAP have told the log.
                let forgets = ["mysql", "ldap"].contains { cases[index].lines.contains($0) }
                let shown = Self.columns.filter { !forgets || $0 != "last_chk" }
                    .map { "\($0)=\(seen[$0] ?? "?")" }
                let news = proxy.output.first { $0.hasPrefix("Server b\(index)/one is") }
                // Ours starts with the first check, HAProxy's log lines come twice.
                let said = line.firstRange(of: "Health check").map { line[$0.lowerBound...] }
                return "\(cases[index].lines) \(cases[index].options): "
                    + "\(withoutDuration(String(said ?? ""))) "
                    + "\(shown.joined(separator: " ")) \((news ?? "").prefix(22)) "
                    + heard(servers[index].takeHeard(), cases[index])
            }
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
    }

    /// What a server has heard, without the time in a greeting of TLS, and of a header only what is
    /// certain to come with the first read.
    private func heard(_ bytes: [UInt8], _ one: CheckCase) -> String {
        var bytes = bytes
        if one.lines.contains("ssl-hello") {
            for index in 11..<15 where index < bytes.count { bytes[index] = 0 }
        }
        // The addresses of a text header are of this check alone.
        if one.lines.contains("send-proxy") { return hexadecimal(Array(bytes.prefix(11))) }
        if one.options.contains("send-proxy") { bytes = Array(bytes.prefix(16)) }
        // Of a greeting of TLS the rest is drawn by lot.
        if one.options.contains("check-ssl") { bytes = Array(bytes.prefix(3)) }
        return hexadecimal(bytes)
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "<\($0)>" }.joined()
    }

    private static func answer(_ status: String, _ body: String = "ok") -> CheckCase.Step {
        .say("HTTP/1.1 \(status)\r\nContent-Length: \(body.count)\r\nX-A: one, two\r\n\r\n\(body)")
    }

    @Test("a connection alone")
    func connections() throws {
        try compare([
            CheckCase(""), CheckCase("", isGone: true), CheckCase("option tcp-check"),
            CheckCase("option tcp-check\ntcp-check connect"),
            CheckCase("option tcp-check\ntcp-check connect", isGone: true),
            CheckCase("option tcp-check\ntcp-check connect comment first", isGone: true),
        ])
    }

    @Test("requests, as they are sent")
    func requests() throws {
        let good: [CheckCase.Step] = [.hear, Self.answer("200 Fine")]
        try compare([
            CheckCase("option httpchk", good), CheckCase("option httpchk /a", good),
            CheckCase("option httpchk GET /a HTTP/1.1", good),
            CheckCase("option httpchk HEAD /a HTTP/1.1\nhttp-check send hdr Host b", good),
            CheckCase(
                "option httpchk\nhttp-check send meth POST uri /b ver HTTP/1.1 hdr A b hdr C d "
                    + "body text",
                good
            ),
            CheckCase("option httpchk\nhttp-check send meth POST uri /b", good),
            CheckCase("http-check send uri /b hdr A b\noption httpchk GET /c", good),
            CheckCase("option httpchk GET /d\nhttp-check send hdr Content-Length 5", good),
            CheckCase(
                "option httpchk\nhttp-check connect\nhttp-check send uri /1\n"
                    + "http-check expect status 200",
                good
            ),
            CheckCase(
                "option httpchk GET /e\nhttp-check comment said\nhttp-check send hdr B c",
                good
            ),
        ])
    }

    @Test("variables and expressions, which see the server, the answer and each other")
    func expressions() throws {
        let good: [CheckCase.Step] = [.hear, Self.answer("200 Fine")]
        try compare([
            CheckCase(
                "option httpchk\nhttp-check set-var(check.a) str(/x)\n"
                    + "http-check send uri-lf %[var(check.a)] hdr A %[be_name]/%[srv_name]",
                good
            ),
            CheckCase(
                "option httpchk\nhttp-check set-var(check.a) str(b)\n"
                    + "http-check unset-var(check.a)\n"
                    + "http-check send meth POST hdr A %[var(check.a)] body-lf <%[var(check.a)]>",
                good
            ),
            CheckCase(
                "option httpchk\nhttp-check send uri /\nhttp-check set-var(check.n) res.fhdr(x-a)\n"
                    + "http-check expect string-lf %[status]\n",
                [.hear, Self.answer("200 Fine", "it is 200")]
            ),
            CheckCase(
                "option httpchk\nhttp-check send uri /\nhttp-check set-var(check.n) str(x-a)\n"
                    + "http-check expect hdr name-lf %[var(check.n)] value-lf -m beg tw%[str(o)]",
                good
            ),
            CheckCase("option httpchk\nhttp-check expect hdr name -m reg ^X-[A-Z]$", good),
            CheckCase(
                "option tcp-check\ntcp-check set-var-fmt(check.a) %[be_name]!\n"
                    + "tcp-check send-lf %[var(check.a)]\ntcp-check expect string-lf %[srv_name]",
                [.hear, .say("one")]
            ),
            CheckCase(
                "option tcp-check\ntcp-check send-binary-lf 4%[int(1)]\n"
                    + "tcp-check expect string-lf %[srv_name]",
                [.hear, .say("one")]
            ),
        ])
    }

    @Test("requests go by HTTP/2 where it is said or agreed on")
    func secondProtocol() throws {
        let control = try freePort()
        let peer = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
            frontend peer
                bind 127.0.0.1:\(peer) proto h2
                http-request return status 202 content-type text/plain lf-string \
            "%[method] %[url] %[req.hdr(x-a)] %[req.body]" if { path_beg /good }
                http-request return status 503
            backend b0
                option log-health-checks
                option httpchk GET /good
                http-check expect status 202
                server one 127.0.0.1:\(peer) check inter 60s proto h2
            backend b1
                option log-health-checks
                option httpchk
                http-check send meth POST uri /good/b hdr X-A b body text
                http-check expect string "POST /good/b b"
                server one 127.0.0.1:\(peer) check inter 60s check-proto h2
            backend b2
                option log-health-checks
                option httpchk
                server one 127.0.0.1:\(peer) check inter 60s fall 1 check-proto h2
            """,
            global: "nbthread 1\n    max-spread-checks 50ms\n"
                + "    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, proxy -> [String] in
            try (0..<3).map { index in
                let line = proxy.line(containing: "check for server b\(index)/one ") ?? "nothing"
                let seen = try statistics(of: "b\(index)/one", control)
                let shown = ["status", "check_status", "check_code"].map { seen[$0] ?? "?" }
                let said = line.firstRange(of: "Health check").map { line[$0.lowerBound...] }
                return withoutDuration(String(said ?? "")) + shown.joined(separator: " ")
            }
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
    }

    @Test("responses, and what is expected of them")
    func responses() throws {
        let good: [CheckCase.Step] = [.hear, Self.answer("200 Fine")]
        let bad: [CheckCase.Step] = [.hear, Self.answer("503 Not now", "no")]
        let gone: [CheckCase.Step] = [.hear, Self.answer("404 Gone")]
        func expect(_ text: String, _ steps: [CheckCase.Step]) -> CheckCase {
            CheckCase("option httpchk\nhttp-check expect \(text)", steps)
        }
        try compare([
            CheckCase("option httpchk", bad), CheckCase("option httpchk", gone),
            CheckCase("option httpchk\nhttp-check disable-on-404", gone),
            expect("status 200", good), expect("status 200", bad),
            expect("status 100-199,500-599", bad), expect("! status 503", bad),
            expect("rstatus ^2", bad), expect("! rstatus ^5", good), expect("string ok", good),
            expect("string ok", bad), expect("! string no", bad), expect("rstring ^o.$", good),
            expect("rstring ^x", good), expect("string ok comment \"on it\"", bad),
            expect("string ok", [.hear, .say("HTTP/1.0 200 Fine\r\n\r\n")]),
            expect("hdr name X-A value two", good), expect("hdr name X-A value three", good),
            expect("fhdr name X-A value two", good),
            expect("fhdr name -m beg x- value -m end wo", good),
            expect("hdr name X-B", good), expect("! hdr name X-A", good),
            expect("hdr name -m reg ^x-.$ value -m sub n", good),
            expect("error-status L6RSP status 200", bad),
            expect("ok-status L4OK status 503", bad),
            expect("on-error what status 200", bad), expect("on-success fine status 503", bad),
            CheckCase("option httpchk", [.hear, .say("junk that is no http\r\n\r\n")]),
            CheckCase("option httpchk", [.hear]), CheckCase("option httpchk", [.hear, .sleep]),
            CheckCase("option httpchk", isGone: true),
            expect("tout-status L4TOUT status 200", [.hear, .sleep]),
        ])
    }

    @Test("rules over bytes")
    func bytes() throws {
        func rules(_ lines: String..., steps: [CheckCase.Step], gone: Bool = false) -> CheckCase {
            CheckCase(
                (["option tcp-check"] + lines.map { "tcp-check " + $0 }).joined(separator: "\n"),
                steps,
                isGone: gone
            )
        }
        let hello: [CheckCase.Step] = [.say("hello\r\n")]
        try compare([
            rules("expect string hello", steps: hello),
            rules("expect string bye", steps: hello),
            rules("expect string bye", steps: [.say("hello\r\n"), .sleep]),
            rules("expect string bye", steps: []),
            rules("expect rstring ^h.*o", steps: hello), rules("expect rstring ^x", steps: hello),
            rules("expect binary 68656c", steps: hello), rules("expect binary ff", steps: hello),
            rules("expect rbinary ^6865", steps: hello), rules("expect rbinary ^00", steps: hello),
            rules("expect ! string hello", steps: hello),
            rules("expect ! string bye", steps: hello),
            rules("expect !string bye", "expect string hello", steps: hello),
            rules("send PING\\r\\n", "expect string PONG", steps: [.hear, .say("+PONG")]),
            rules("send-binary 50494e47", "expect string PONG", steps: [.hear, .say("NONE")]),
            rules("send PING", steps: [.hear]),
            rules(
                "connect",
                "comment talking",
                "send A",
                "expect string b",
                steps: [.hear, .say("c")]
            ),
            rules(
                "connect comment one",
                "send A comment two",
                "expect string b comment three",
                steps: [.hear, .say("c")]
            ),
            rules("expect string b comment three", steps: [.sleep]),
            rules("expect min-recv 20 string hello", steps: hello),
            rules("expect min-recv 2 string bye", steps: [.say("hello\r\n"), .sleep]),
            rules("expect error-status L7STS on-error oh string bye", steps: hello),
            rules("expect ok-status L6OK on-success fine string hello", steps: hello),
            rules("expect tout-status L6TOUT string bye", steps: [.sleep]),
            rules("send hi", "expect string hello", steps: [.hear, .reset]),
            rules("expect string hello", steps: [], gone: true),
            rules("connect default", "expect string hello", steps: hello),
            rules("connect send-proxy", "expect string hello", steps: hello),
        ])
    }

    @Test("the checks of protocols")
    func protocols() throws {
        let greeting = "\u{09}\0\0\0\u{0A}8.0.1\0xy"
        try compare([
            CheckCase("option redis-check", [.hear, .say("+PONG\r\n")]),
            CheckCase("option redis-check", [.hear, .say("-ERR no\r\n")]),
            CheckCase("option redis-check", [.hear]), CheckCase("option redis-check", isGone: true),
            CheckCase(
                "option smtpchk",
                [.say("220 a\r\n"), .hear, .say("250 b\r\n"), .hear, .say("221 c\r\n")]
            ),
            CheckCase("option smtpchk EHLO me", [.say("220 a\r\n"), .hear, .say("502 no\r\n")]),
            CheckCase("option smtpchk HELO me", [.say("421 later\r\n")]),
            CheckCase("option smtpchk", [.say("hello\r\n")]),
            CheckCase("option pgsql-check user me", [.hear, .say("R\0\0\0\u{8}\0\0\0\0")]),
            CheckCase("option pgsql-check user me", [.hear, .say("E\0\0\0\u{10}FATAL")]),
            CheckCase("option pgsql-check user me", [.hear, .say("something else")]),
            CheckCase("option mysql-check", [.say(greeting)]),
            CheckCase("option mysql-check", [.say("\u{7}\0\0\0\u{FF}\u{10}\u{4}nope!")]),
            CheckCase(
                "option mysql-check user me",
                [.say(greeting), .hear, .say("\u{1}\0\0\u{2}\0")]
            ),
            CheckCase("option mysql-check user me pre-41", [.say(greeting), .hear]),
            CheckCase(
                "option ldap-check",
                [.hear, .say("0\u{0C}\u{2}\u{1}\u{1}a\u{7}\u{0A}\u{1}\0\u{4}\0\u{4}\0")]
            ),
            CheckCase(
                "option ldap-check",
                [.hear, .say("0\u{0C}\u{2}\u{1}\u{1}a\u{7}\u{0A}\u{1}1\u{4}\0\u{4}\0")]
            ),
            CheckCase("option ldap-check", [.hear, .say("no LDAP at all here")]),
            CheckCase("option ssl-hello-chk", [.say("\u{15}\u{3}\0\0\u{2}\u{2}\u{28}")]),
            CheckCase("option ssl-hello-chk", [.hear, .say("HTTP/1.0 400 Bad\r\n\r\n")]),
            CheckCase("option ssl-hello-chk", [.hear, .sleep]),
        ])
    }

    @Test("connections of a check that are encrypted, or tell of themselves")
    func connectionOptions() throws {
        let good: [CheckCase.Step] = [.hear, Self.answer("200 Fine")]
        try compare([
            CheckCase("option httpchk", options: "send-proxy-v2", good),
            CheckCase(
                "option httpchk",
                options: "check-send-proxy send-proxy-v2 proxy-v2-options crc32c",
                good
            ),
            CheckCase("", options: "check-ssl verify none", [.hear, .say("no TLS at all, sorry")]),
            CheckCase("", options: "check-ssl verify none", [.sleep]),
            CheckCase("", options: "check-ssl verify none", []),
        ])
    }
}
