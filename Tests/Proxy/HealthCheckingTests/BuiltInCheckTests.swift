import HealthChecking
import Testing

@Suite("the checks of protocols")
struct BuiltInCheckTests {
    /// Runs a program over what a server says, piece after piece; what it sent, and how it ended.
    private func run(
        _ program: CheckProgram,
        _ answers: [[UInt8]]
    ) -> (sent: [[UInt8]], outcome: CheckOutcome) {
        var run = CheckRun(PreparedCheck(program), seconds: 0x0102_0304, isUp: true)
        var order = run.start()
        var rest = answers[...]
        var sent: [[UInt8]] = []
        while true {
            switch order {
            case .connect: order = run.connected(isEncrypted: false)
            case .send(let bytes):
                sent.append(bytes)
                order = run.sent()
            case .receive:
                if let next = rest.popFirst() {
                    order = run.received(next)
                } else {
                    order = run.ended()
                }
            case .finish(let outcome): return (sent, outcome)
            }
        }
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("a redis server answers a ping")
    func redis() {
        let good = run(.redis, [text("+PO"), text("NG\r\n")])
        #expect(good.sent == [text("*1\r\n$4\r\nPING\r\n")])
        #expect(good.outcome == CheckOutcome(.answered, detail: "Redis server is ok"))
        let bad = run(.redis, [text("-ERR none of it\r\nmore")])
        #expect(bad.outcome == CheckOutcome(.wrongAnswer, detail: "-ERR none of it"))
        let silent = "TCPCHK got an empty response at step 2"
        #expect(run(.redis, []).outcome == CheckOutcome(.wrongAnswer, detail: silent))
    }

    @Test("an SMTP server greets, lists what it can, and lets go")
    func smtp() {
        let program = CheckProgram.smtp(greeting: "EHLO me")
        let good = run(
            program,
            [text("220 here\r\n"), text("250-a\r\n250 last\r\n"), text("221 bye\r\n")]
        )
        #expect(good.sent == [text("EHLO me\r\n"), text("QUIT\r\n")])
        #expect(good.outcome == CheckOutcome(.answered, code: 221, detail: "bye"))
        let busy = run(program, [text("421  try later\r\n")])
        #expect(busy.outcome == CheckOutcome(.wrongAnswer, code: 421, detail: "try later"))
        let alien = run(program, [text("hello\r\nthere")])
        #expect(alien.outcome == CheckOutcome(.invalidAnswer, detail: "hello"))
    }

    @Test("a PostgreSQL server wants a password, or says what is wrong")
    func postgres() {
        let program = CheckProgram.postgres(user: "me")
        let good = run(program, [[0x52, 0, 0, 0, 0x0C, 0, 0, 0, 5, 1, 2, 3, 4]])
        #expect(
            good.sent == [[0, 0, 0, 17, 0, 3, 0, 0] + text("user\0me\0\0")]
        )
        #expect(good.outcome == CheckOutcome(.answered, detail: "PostgreSQL server is ok"))
        let bad = run(program, [text("E\0\0\0\u{10}FATAL")])
        #expect(bad.outcome.status == .invalidAnswer)
        #expect(bad.outcome.detail == text("ATAL"))
        let odd = run(program, [text("SOMETHING ELSE")])
        #expect(odd.outcome == CheckOutcome(.wrongAnswer, detail: "PostgreSQL unknown error"))
    }

    private let greeting: [UInt8] = [9, 0, 0, 0, 10] + Array("8.0.1\0xy".utf8)

    @Test("a MySQL server tells its version, and an error with its number")
    func mysql() {
        #expect(
            run(.mysql(login: nil), [Array(greeting[..<3]), Array(greeting[3...])]).outcome
                == CheckOutcome(.answered, detail: "8.0.1")
        )
        let error = [7, 0, 0, 0, 0xFF, 0x10, 4] + text("nope")
        #expect(
            run(.mysql(login: nil), [error]).outcome
                == CheckOutcome(.wrongAnswer, code: 0x0410, detail: "nope")
        )
        #expect(
            run(.mysql(login: nil), [Array(greeting.dropLast())]).outcome.status == .invalidAnswer
        )
        #expect(run(.mysql(login: nil), [[0, 0, 0, 0]]).outcome.status == .invalidAnswer)
        #expect(run(.mysql(login: nil), [[1, 0, 0, 0, 0xFF]]).outcome.status == .invalidAnswer)
        let login = MySQLLogin(user: "me", version: .since41)
        let whole = run(.mysql(login: login), [greeting, [1, 0, 0, 2, 0]])
        #expect(whole.outcome == CheckOutcome(.answered, detail: "8.0.1"))
        #expect(whole.sent[0].prefix(4) == [36, 0, 0, 1])
        #expect(whole.sent[0].count == 4 + 36 + 5)
        #expect(
            run(.mysql(login: login), [greeting, error]).outcome
                == CheckOutcome(.wrongAnswer, code: 0x0410, detail: "nope")
        )
        let old = run(.mysql(login: MySQLLogin(user: "me", version: .before41)), [greeting])
        #expect(old.sent[0].prefix(4) == [9, 0, 0, 1])
        let new = run(.mysql(login: MySQLLogin(user: "me", version: .since80)), [greeting])
        #expect(new.sent[0].prefix(4) == [58, 0, 0, 1])
    }

    @Test("an LDAP server accepts a bind, in each form of its length")
    func ldap() {
        let body: [UInt8] = [2, 1, 1, 0x61, 7, 0x0A, 1, 0, 4, 0, 4, 0]
        let success = CheckOutcome(.answered, detail: "Success")
        #expect(run(.ldap, [[0x30, 12] + body]).outcome == success)
        #expect(run(.ldap, [[0x30, 0x84, 0, 0, 0, 12] + body]).outcome == success)
        #expect(run(.ldap, [[0x30, 0x82, 0, 12] + body]).outcome == success)
        #expect(run(.ldap, [[0x30, 0x81, 12] + body]).outcome.status == .invalidAnswer)
        #expect(run(.ldap, [[0x30, 0xFF] + body]).outcome.status == .invalidAnswer)
        #expect(run(.ldap, [[0x30, 40] + body]).outcome.status == .invalidAnswer)
        var refused = [0x30, 12] + body
        refused[9] = 49
        let outcome = run(.ldap, [refused]).outcome
        #expect(outcome.status == .wrongAnswer)
        #expect(outcome.code == 49)
        #expect(run(.ldap, [text("not at all LDAP")]).outcome.detail == text("Not LDAPv3 protocol"))
    }

    @Test("a greeting of SSL gets an answer or an alert")
    func tls() {
        let good = run(.tlsGreeting, [[0x16, 3, 0, 0, 1, 2]])
        #expect(good.outcome == CheckOutcome(.encrypted))
        #expect(good.sent[0].count == 5 + 0x79)
        #expect(good.sent[0][11..<15] == [1, 2, 3, 4])
        #expect(run(.tlsGreeting, [[0x15, 3, 0, 0, 2]]).outcome.status == .encrypted)
        #expect(run(.tlsGreeting, [text("HTTP/1.1 400")]).outcome.status == .encryptionFailed)
    }

    @Test("answers of random bytes are judged, whatever they are")
    func noise() {
        var state: UInt64 = 42
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let login = MySQLLogin(user: "me", version: .since41)
        let programs: [CheckProgram] = [
            .redis, .ldap, .tlsGreeting, .mysql(login: nil), .mysql(login: login),
            .smtp(greeting: "HELO a"), .postgres(user: "a"),
        ]
        let beginnings: [[UInt8]] = [
            [0x30, 0x84], [0x30], [4, 0, 0, 0], text("220 "), text("R"), [],
        ]
        for _ in 0..<3000 {
            let answers = (0...random(3)).map { _ -> [UInt8] in
                beginnings[random(beginnings.count)]
                    + (0..<random(30)).map { _ in UInt8(random(256)) }
            }
            for program in programs { _ = run(program, answers) }
        }
    }
}
