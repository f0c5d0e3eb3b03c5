import HealthChecking
import Testing

@Suite("checks by HTTP")
struct RequestCheckTests {
    private func judge(
        _ expectations: [CheckStep.Action],
        _ response: String,
        drains: Bool = false,
        ends: Bool = true
    ) -> CheckOutcome? {
        outcome(
            [.request(CheckRequest())] + expectations,
            .http,
            answers: [response],
            ends: ends,
            drains: drains
        )
    }

    private let good = "HTTP/1.1 200 Fine\r\nContent-Length: 2\r\nX-A: one, two\r\n\r\nok"

    @Test("a status is judged as soon as the head is there")
    func statuses() {
        let head = "HTTP/1.1 204 None\r\nContent-Length: 5\r\n\r\n"
        let wanted = expecting(.status([200...299]))
        #expect(judge([wanted], head, ends: false) == CheckOutcome(.answered, code: 204))
        #expect(
            judge([expecting(.status([500...599]))], head)
                == CheckOutcome(.wrongAnswer, code: 204, detail: "None")
        )
        #expect(judge([expecting(.statusPattern("^2"))], head)?.status == .answered)
        #expect(judge([expecting(.statusPattern("^2"), negated: true)], head)?.code == 204)
    }

    @Test("a body is waited for, and told apart from one that never comes")
    func bodies() {
        let wanted = expecting(.body(Array("ok".utf8)))
        #expect(judge([wanted], good)?.status == .answered)
        #expect(judge([wanted], "HTTP/1.0 200 Fine\r\n\r\no", ends: false) == nil)
        let missing = "HTTP content check could not find a response body"
        #expect(
            judge([wanted], "HTTP/1.0 200 Fine\r\n\r\n")
                == CheckOutcome(.invalidAnswer, code: 200, detail: missing)
        )
        #expect(
            judge([expecting(.body(Array("no".utf8)))], good)?.detail
                == Array("HTTP content check did not match".utf8)
        )
        #expect(
            judge([expecting(.bodyPattern("o."), negated: true)], good)?.detail
                == Array("HTTP check matched unwanted content".utf8)
        )
        let chunks =
            "HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n"
        #expect(judge([wanted], chunks, ends: false)?.status == .answered)
    }

    @Test("a header is found by its name and by one of its values, or by its whole line")
    func headers() {
        func found(
            _ name: HeaderExpectation.Match,
            _ value: HeaderExpectation.Match?,
            whole: Bool = false
        ) -> Bool {
            let header = HeaderExpectation(name: name, value: value, isWholeLine: whole)
            return judge([expecting(.header(header))], good)?.status == .answered
        }
        func text(_ text: String) -> [UInt8] { Array(text.utf8) }
        #expect(found(.exact(text("x-a")), nil))
        #expect(found(.exact(text("X-A")), .exact(text("two"))))
        #expect(!found(.exact(text("X-A")), .exact(text("Two"))))
        #expect(!found(.exact(text("X-A")), .exact(text("two")), whole: true))
        #expect(found(.exact(text("X-A")), .exact(text("one, two")), whole: true))
        #expect(found(.beginning(text("x-")), .end(text("wo"))))
        #expect(found(.end(text("-a")), .part(text("n"))))
        #expect(found(.part(text("-")), .pattern("^tw.$")))
        #expect(!found(.exact(text("X-B")), nil))
    }

    @Test(
        "a 404 asks for no new clients when that was agreed on, and only from a server that is up"
    )
    func drains() {
        let gone = "HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n"
        let wanted = expecting(.status([200...399]))
        #expect(
            judge([wanted], gone, drains: true) == CheckOutcome(.conditionallyAnswered, code: 404)
        )
        #expect(judge([wanted], gone)?.status == .wrongAnswer)
        var program = CheckProgram(
            .http,
            steps: [CheckStep(.connect(.implicit), number: 0), CheckStep(wanted, number: 1)]
        )
        program.drainsOn404 = true
        var run = CheckRun(PreparedCheck(program), seconds: 0, isUp: false)
        _ = run.start()
        _ = run.connected(isEncrypted: false)
        guard case .finish(let outcome) = run.received(Array(gone.utf8)) else {
            Issue.record("is not over")
            return
        }
        #expect(outcome.status == .wrongAnswer)
    }

    @Test("what is no response is an invalid one")
    func junk() {
        for text in ["junk that is no http\r\n\r\n", "", "HTTP/1.1 200"] {
            #expect(judge([expecting(.status([200...399]))], text) == CheckOutcome(.invalidAnswer))
        }
    }

    @Test("a request is written as HAProxy writes it")
    func requests() {
        func written(_ change: (inout CheckRequest) -> Void) -> String {
            var request = CheckRequest()
            change(&request)
            let program = CheckProgram(
                .http,
                steps: [
                    CheckStep(.connect(.implicit), number: 0),
                    CheckStep(.request(request), number: 1),
                ]
            )
            var run = CheckRun(PreparedCheck(program), seconds: 0, isUp: true, state: "UP")
            _ = run.start()
            guard case .send(let bytes) = run.connected(isEncrypted: false) else { return "" }
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(written { _ in } == "OPTIONS / HTTP/1.0\r\n\r\n")
        let posted = written {
            $0.method = "POST"
            $0.uri = CheckText("/a")
            $0.version = "HTTP/1.1"
            $0.headers = [
                .init(name: "Host", value: CheckText("b")),
                .init(name: "Content-Length", value: CheckText("9")),
                .init(name: "X-Empty", value: CheckText("")),
            ]
            $0.body = CheckText("text")
        }
        #expect(
            posted
                == "POST /a HTTP/1.1\r\nhost: b\r\ncontent-length: 4\r\nconnection: close\r\n\r\ntext"
        )
    }
}
