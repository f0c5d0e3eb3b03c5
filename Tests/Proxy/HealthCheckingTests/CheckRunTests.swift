import HealthChecking
import Testing

/// What a check does when its connection is there and the server sends these pieces, then ends.
func outcome(
    _ steps: [CheckStep.Action],
    _ language: CheckProgram.Language = .bytes,
    answers: [String],
    ends: Bool = true,
    drains: Bool = false
) -> CheckOutcome? {
    var program = CheckProgram(
        language,
        steps: [CheckStep(.connect(.implicit), number: 0)]
            + steps.enumerated().map { CheckStep($1, number: $0 + 1) }
    )
    program.drainsOn404 = drains
    var run = CheckRun(PreparedCheck(program), seconds: 0, isUp: true)
    var order = run.start()
    var rest = answers[...]
    while true {
        switch order {
        case .connect: order = run.connected(isEncrypted: false)
        case .send: order = run.sent()
        case .receive:
            if let next = rest.popFirst() {
                order = run.received(Array(next.utf8))
            } else if ends {
                order = run.ended()
            } else {
                return nil
            }
        case .finish(let outcome): return outcome
        }
    }
}

func expecting(
    _ subject: CheckExpectation.Subject,
    negated: Bool = false,
    minimum: Int? = nil
) -> CheckStep.Action {
    var expectation = CheckExpectation(subject, isNegated: negated)
    expectation.minimumByteCount = minimum
    return .expect(expectation)
}

@Suite("a run of a check")
struct CheckRunTests {
    private let wanted = expecting(.text(Array("good".utf8)))

    @Test("a connection alone passes; what comes on it does not matter")
    func connection() {
        #expect(outcome([], answers: []) == CheckOutcome(.connected))
        var run = CheckRun(PreparedCheck(.connect), seconds: 0, isUp: true)
        #expect(run.start() == .connect(.implicit))
        #expect(run.connected(isEncrypted: true) == .finish(CheckOutcome(.encrypted)))
    }

    @Test("a text is waited for until the end")
    func texts() {
        #expect(
            outcome([wanted], answers: ["go", "od"])
                == CheckOutcome(.answered, detail: "(tcp-check)")
        )
        #expect(outcome([wanted], answers: ["bad bad"], ends: false) == nil)
        #expect(
            outcome([wanted], answers: ["bad bad"])
                == CheckOutcome(
                    .invalidAnswer,
                    detail: "TCPCHK did not match content 'good' at step 1"
                )
        )
        #expect(
            outcome([wanted], answers: [])
                == CheckOutcome(
                    .invalidAnswer,
                    detail: "TCPCHK got an empty response at step 1"
                )
        )
    }

    @Test("with 'min-recv' the judgement comes with the byte that is awaited")
    func minimum() {
        let step = expecting(.text(Array("good".utf8)), minimum: 6)
        #expect(outcome([step], answers: ["bad b"], ends: false) == nil)
        #expect(outcome([step], answers: ["bad b", "a"], ends: false)?.status == .invalidAnswer)
        #expect(outcome([step], answers: ["good", "!!"], ends: false)?.status == .answered)
        let atOnce = expecting(.text(Array("good".utf8)), minimum: 0)
        #expect(outcome([atOnce], answers: ["bad bad"], ends: false)?.status == .invalidAnswer)
    }

    @Test("what must not come is looked for again with every byte that is awaited behind it")
    func negations() {
        let steps = [expecting(.text(Array("bad".utf8)), negated: true, minimum: 0), wanted]
        #expect(outcome(steps, answers: ["fine, ", "good"])?.status == .answered)
        let failure = outcome(steps, answers: ["fine, ", "bad good"])
        #expect(failure?.status == .invalidAnswer)
        #expect(
            failure?.detail
                == Array("TCPCHK matched unwanted content 'bad' at step 1".utf8)
        )
    }

    @Test("what is late is told by the step that judging would begin with")
    func lateness() {
        let steps = [
            CheckStep(.connect(.implicit), number: 0),
            CheckStep(expecting(.text(Array("bad".utf8)), negated: true, minimum: 0), number: 1),
            CheckStep(wanted, number: 2),
        ]
        var run = CheckRun(
            PreparedCheck(CheckProgram(.bytes, steps: steps)),
            seconds: 0,
            isUp: true
        )
        _ = run.start()
        _ = run.connected(isEncrypted: false)
        #expect(run.received(Array("fine".utf8)) == .receive)
        guard case .finish(let outcome) = run.timedOut(.established) else {
            Issue.record("is not over")
            return
        }
        #expect(outcome.detail == Array(" at step 1 of tcp-check (expect string 'bad')".utf8))
    }

    @Test("bytes are matched as they are and in hexadecimal")
    func binaries() {
        #expect(outcome([expecting(.binary([0x67, 0x6F]))], answers: ["go"])?.status == .answered)
        #expect(
            outcome([expecting(.binaryPattern("^676F$"))], answers: ["go"])?.status == .answered
        )
        #expect(
            outcome([expecting(.pattern("^g.$"))], answers: ["xgo"])?.detail
                == Array("TCPCHK did not match content (regex) at step 1".utf8)
        )
    }

    @Test("each step sends its own, and what came before it is forgotten")
    func sending() {
        let steps: [CheckStep.Action] = [
            wanted, .send(CheckText("next")), wanted, .connect(CheckConnection()), wanted,
        ]
        #expect(outcome(steps, answers: ["good", "good", "good"])?.status == .answered)
        #expect(
            outcome(steps, answers: ["good"])?.detail
                == Array("TCPCHK got an empty response at step 3".utf8)
        )
    }

    @Test("an expectation's own words and statuses go before the usual ones")
    func words() {
        var expectation = CheckExpectation(.text(Array("good".utf8)))
        expectation.onSuccess = CheckText("fine")
        expectation.onError = CheckText([.answer(from: 1, count: 2, .none), .literal([0x21])])
        expectation.statusCode = CheckText([.answer(from: 0, count: 3, .none)])
        expectation.successStatus = .encrypted
        expectation.failureStatus = .connectionFailed
        #expect(
            outcome([.expect(expectation)], answers: ["250 good"])
                == CheckOutcome(.encrypted, code: 250, detail: "fine")
        )
        #expect(
            outcome([.expect(expectation)], answers: ["404x"])
                == CheckOutcome(.connectionFailed, code: 404, detail: "04!")
        )
        #expect(
            outcome([.expect(expectation)], answers: ["ab"])
                == CheckOutcome(.connectionFailed, code: 0, detail: "!")
        )
    }

    @Test("a failure tells the step and its comment")
    func places() {
        let steps = [
            CheckStep(.connect(CheckConnection()), number: 1, comment: "first"),
            CheckStep(wanted, number: 2, comment: "second"),
        ]
        let check = PreparedCheck(CheckProgram(.bytes, steps: steps))
        var run = CheckRun(check, seconds: 0, isUp: true)
        _ = run.start()
        var refused = run
        #expect(
            refused.failed(.connecting, "Connection refused")
                == .finish(
                    CheckOutcome(
                        .connectionFailed,
                        detail:
                            "Connection refused at step 1 of tcp-check (connect) comment: 'first'"
                    )
                )
        )
        _ = run.connected(isEncrypted: false)
        var reset = run
        #expect(
            reset.failed(.established, "Connection reset by peer")
                == .finish(
                    CheckOutcome(
                        .socketError,
                        detail: "Connection reset by peer at step 2 of tcp-check "
                            + "(expect string 'good') comment: 'second'"
                    )
                )
        )
        #expect(
            run.timedOut(.established)
                == .finish(
                    CheckOutcome(
                        .answerTimeout,
                        detail: " at step 2 of tcp-check (expect string 'good') comment: 'second'"
                    )
                )
        )
        let implicit = CheckProgram(.bytes, steps: CheckProgram.connect.steps)
        var late = CheckRun(PreparedCheck(implicit), seconds: 0, isUp: true)
        _ = late.start()
        #expect(
            late.timedOut(.connecting)
                == .finish(
                    CheckOutcome(
                        .connectionTimeout,
                        detail: " at initial connection step of tcp-check"
                    )
                )
        )
    }

    @Test("a check without any option tells of no steps")
    func optionless() {
        var refused = CheckRun(PreparedCheck(.connect), seconds: 0, isUp: true)
        _ = refused.start()
        #expect(
            refused.failed(.connecting, "Connection refused")
                == .finish(CheckOutcome(.connectionFailed, detail: "Connection refused"))
        )
    }

    @Test("a server that resets after its answer has answered")
    func resets() {
        let check = PreparedCheck(
            CheckProgram(
                .bytes,
                steps: [
                    CheckStep(.connect(.implicit), number: 0), CheckStep(wanted, number: 1),
                ]
            )
        )
        var run = CheckRun(check, seconds: 0, isUp: true)
        _ = run.start()
        _ = run.connected(isEncrypted: false)
        #expect(run.received(Array("goo".utf8)) == .receive)
        guard case .finish(let outcome) = run.failed(.established, "Connection reset by peer")
        else {
            Issue.record("is not over")
            return
        }
        #expect(outcome.status == .invalidAnswer)
    }

    @Test("an answer without an end is kept as far as a buffer goes, and judged then")
    func endless() {
        let step = expecting(.text(Array("good".utf8)))
        let flood = Array(repeating: String(repeating: "x", count: 4096), count: 5)
        #expect(outcome([step], answers: flood, ends: false)?.status == .invalidAnswer)
    }
}
