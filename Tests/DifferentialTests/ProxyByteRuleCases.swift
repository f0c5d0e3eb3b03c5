/// What a client does, one step after the other, and the lines of the section that it talks to.
struct ByteRuleCase: CustomStringConvertible, Sendable {
    enum Step: Sendable {
        case sends(String)
        case pauses
        case finishes
        case reads
    }

    var title: String
    var lines: [String]
    var mode = "tcp"
    var steps: [Step]

    var description: String { title }

    /// Rules on connections and on what clients say.
    static let requests = [
        ByteRuleCase(
            title: "a connection is refused as soon as it comes",
            lines: ["tcp-request connection reject"],
            steps: [.reads]
        ),
        ByteRuleCase(
            title: "a rule before lets a connection in",
            lines: [
                "tcp-request connection accept if { src 127.0.0.1 }",
                "tcp-request connection reject",
            ],
            steps: [.sends("abc"), .reads]
        ),
        ByteRuleCase(
            title: "a variable of the session is there later",
            lines: [
                "tcp-request connection set-var(sess.a) src",
                "tcp-request session set-var-fmt(sess.b) \"%[var(sess.a)]-\"",
                "tcp-request content reject if { var(sess.b) -m str 127.0.0.1- }",
            ],
            steps: [.reads]
        ),
        ByteRuleCase(
            title: "without a delay nothing is waited for",
            lines: ["tcp-request content reject if { req.len 0 }"],
            steps: [.reads]
        ),
        ByteRuleCase(
            title: "a rule waits for enough bytes",
            lines: [
                "tcp-request inspect-delay 5s",
                "tcp-request content reject if { req.payload(0,3) -m str abc }",
            ],
            steps: [.sends("ab"), .pauses, .sends("cd"), .reads]
        ),
        ByteRuleCase(
            title: "bytes that do not match pass",
            lines: [
                "tcp-request inspect-delay 5s",
                "tcp-request content reject if { req.payload(0,3) -m str abc }",
            ],
            steps: [.sends("ab"), .pauses, .sends("xd"), .reads]
        ),
        ByteRuleCase(
            title: "the time to wait ends",
            lines: [
                "tcp-request inspect-delay 300ms",
                "tcp-request content accept if { req.len gt 9 }",
                "tcp-request content reject if WAIT_END",
            ],
            steps: [.sends("a"), .reads]
        ),
        ByteRuleCase(
            title: "a client that has finished is not waited for",
            lines: [
                "tcp-request inspect-delay 5s",
                "tcp-request content accept if { req.len gt 9 }", "tcp-request content reject",
            ],
            steps: [.sends("a"), .finishes, .reads]
        ),
        ByteRuleCase(
            title: "a request of HTTP is known in mode tcp",
            lines: [
                "tcp-request inspect-delay 5s", "tcp-request content reject if HTTP { path /x }",
            ],
            steps: [.sends("GET /x HTTP/1.0\r\n"), .pauses, .sends("\r\n"), .reads]
        ),
        ByteRuleCase(
            title: "what is no HTTP is not waited for",
            lines: [
                "tcp-request inspect-delay 5s", "tcp-request content reject if HTTP { path /x }",
            ],
            steps: [.sends("\u{1}\u{2}\r\n"), .reads]
        ),
        ByteRuleCase(
            title: "a length in the bytes tells how many follow",
            lines: [
                "tcp-request inspect-delay 5s",
                "tcp-request content reject if { req.payload_lv(1,1) -m str bc }",
            ],
            steps: [.sends("x\u{2}b"), .pauses, .sends("cd"), .reads]
        ),
        ByteRuleCase(
            title: "a cookie of the remote desktop protocol",
            lines: [
                "tcp-request inspect-delay 5s",
                "tcp-request content reject if { req.rdp_cookie(mstshash) -m str bob }",
            ],
            steps: [.sends("12345678901Cookie: mstshash="), .pauses, .sends("bob\r\n"), .reads]
        ),
        ByteRuleCase(
            title: "rules on bytes see whole requests of HTTP",
            lines: ["tcp-request content reject if { path /x }"],
            mode: "http",
            steps: [.sends("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"), .reads]
        ),
        ByteRuleCase(
            title: "a whole request of HTTP is not waited for",
            lines: [
                "tcp-request inspect-delay 5s", "tcp-request content reject if WAIT_END",
            ],
            mode: "http",
            steps: [.sends("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"), .reads]
        ),
    ]

    /// Rules on what servers say: one that says `hello`, a moment later ` world`, and then echoes.
    static let responses = [
        ByteRuleCase(
            title: "a server is refused",
            lines: ["tcp-response content reject"],
            steps: [.reads]
        ),
        ByteRuleCase(
            title: "a server is closed before it says a word",
            lines: ["tcp-response content close"],
            steps: [.reads]
        ),
        ByteRuleCase(
            title: "a server is closed behind what it has said",
            lines: [
                "tcp-response inspect-delay 5s",
                "tcp-response content close if { res.len gt 7 }",
                "tcp-response content accept if { res.len gt 20 }",
            ],
            steps: [.reads]
        ),
        ByteRuleCase(
            title: "words of a server are refused",
            lines: [
                "tcp-response inspect-delay 5s",
                "tcp-response content reject if { res.payload(0,11) -m str \"hello world\" }",
            ],
            steps: [.reads]
        ),
        ByteRuleCase(
            title: "words of a server pass",
            lines: [
                "tcp-response inspect-delay 5s",
                "tcp-response content reject if { res.payload(0,11) -m str \"hello moon!\" }",
            ],
            steps: [.sends("abc"), .pauses, .finishes, .reads]
        ),
    ]
}
