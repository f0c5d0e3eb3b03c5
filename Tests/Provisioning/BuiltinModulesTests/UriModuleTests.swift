import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("uri and wait_for")
struct UriModuleTests {
    func response(_ status: Int, _ body: String, _ headers: [HTTPCall.Header]) -> HostReply {
        .http(
            .response(
                HTTPAnswer(
                    status: status,
                    reason: status == 200 ? "OK" : "Not Found",
                    headers: headers,
                    body: Array(body.utf8),
                    url: "http://a/"
                )
            )
        )
    }

    @Test("an answer of the wanted status is no change; headers, content and JSON are told")
    func success() throws {
        let trial = ModuleTrial("uri", ["url": "http://a/", "return_content": true])
        let plan = try trial.plan()
        #expect(!plan.isChange)
        let result = try plan.finished([
            response(
                200,
                "{\"a\": 1}",
                [
                    .init("Content-Type", "application/json"), .init("X-Backend", "api-1"),
                    .init("Set-Cookie", "S=x; path=/"),
                ]
            )
        ])
        #expect(result.values["status"] == 200)
        #expect(result.values["x_backend"] == "api-1")
        #expect(result.values["set_cookie"] == "S=x; path=/")
        #expect(result.values["cookies"] == ["S": "x"])
        #expect(result.values["json"] == ["a": 1])
        #expect(result.values["content"] == "{\"a\": 1}")
        #expect(!result.isChanged)
    }

    @Test("another status, or no answer, fails in Ansible's words")
    func failures() throws {
        let plan = try ModuleTrial("uri", ["url": "http://a/"]).plan()
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan.finished([response(404, "", [])])
            } == "Status code was 404 and not [200]: HTTP Error 404: Not Found"
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan.finished([.http(.failed("connection refused"))])
            } == "Status code was -1 and not [200]: Request failed: connection refused"
        )
    }

    @Test("bodies are written in their format")
    func bodies() throws {
        let form = ModuleTrial(
            "uri",
            [
                "url": "http://a/", "method": "post", "body": ["a": "x y", "b": 1],
                "body_format": "form-urlencoded",
            ]
        )
        guard case .http(let call)? = try form.plan().changes.first?.requests.first else {
            Issue.record("no call")
            return
        }
        #expect(call.method == "POST")
        #expect(String(decoding: call.body, as: UTF8.self) == "a=x+y&b=1")
        #expect(call.headers.first?.value == "application/x-www-form-urlencoded")
    }

    @Test("a port that opens ends the wait, one that does not says why")
    func port() throws {
        let plan = try ModuleTrial("wait_for", ["port": 80, "timeout": 5]).plan()
        let wait = try #require(plan.wait)
        #expect(wait.subject == "127.0.0.1:80")
        guard case .ask(_, let then) = wait.probe() else { return }
        guard case .known(.reached(let values)) = try then([.connect(.connected)]) else {
            Issue.record("not reached")
            return
        }
        #expect(values["port"] == 80)
        guard case .known(.notYet(let why)) = try then([.connect(.failed("refused"))]) else {
            Issue.record("reached")
            return
        }
        #expect(why == "refused")
    }

    @Test("a search in a port is refused")
    func refused() {
        let trial = ModuleTrial("wait_for", ["port": 22, "search_regex": "SSH"])
        #expect(
            failureMessage { () throws(ModuleFailure) in try trial.start() }
                == "search_regex works with 'path'; with 'port' it is not supported"
        )
    }
}
