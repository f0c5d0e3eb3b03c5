import DocumentValues
import HostConnections
import ModuleContract
import Testing

@testable import BuiltinModules

@Suite("async_status")
struct AsyncStatusModuleTests {
    private let job = BackgroundJob(id: "j1.2", in: "/jobs")

    /// What the module makes of what looking at a job printed.
    private func result(
        _ printed: String,
        output: String = "",
        errors: String = ""
    ) throws -> TaskResult {
        let replies = [
            CommandResult(exitStatus: 0, output: Array(printed.utf8)),
            CommandResult(
                exitStatus: 0,
                output: Array(output.utf8),
                errorOutput: Array(errors.utf8)
            ),
        ]
        let state = try #require(BackgroundJob.state(in: replies.map { .command($0) }))
        let plan = try AsyncStatusModule.plan(.init(job: job, erases: false), facts: state)
        #expect(plan.changes.isEmpty)
        var result = TaskResult(isChanged: plan.isChange, values: plan.result)
        try plan.finish?([], &result)
        return result
    }

    @Test("a job that is at work has started and not finished")
    func running() throws {
        let result = try result("running\n")
        #expect(!result.isChanged)
        #expect(result.values["started"] == 1)
        #expect(result.values["finished"] == 0)
        #expect(result.values["ansible_job_id"] == "j1.2")
    }

    @Test("a job that is over gives what its command left, with what it was started with")
    func finished() throws {
        let result = try result("0 100 161\n{\"cmd\": \"x\"}", output: "a\nb\n", errors: "c\n")
        #expect(result.isChanged)
        #expect(result.values["finished"] == 1)
        #expect(result.values["cmd"] == "x")
        #expect(result.values["rc"] == 0)
        #expect(result.values["stdout_lines"] == ["a", "b"])
        #expect(result.values["stderr"] == "c")
        #expect(result.values["delta"] == "0:01:01.000000")
    }

    @Test("a command that failed is a failure of the look")
    func failed() throws {
        let failure = try #require(throws: ModuleFailure.self) {
            try result("3 100 100\n{}", output: "a")
        }
        #expect(failure.message == "non-zero return code")
        #expect(failure.result["rc"] == 3)
        #expect(failure.result["finished"] == 1)
    }

    @Test("a result that was left there is told as it is, a failure as one")
    func recorded() throws {
        let told = try result("recorded 1 1\n{\"changed\": false, \"dest\": \"/x\"}")
        #expect(!told.isChanged)
        #expect(told.values["dest"] == "/x")
        let failure = try #require(throws: ModuleFailure.self) {
            try result("recorded 1 1\n{\"failed\": true, \"msg\": \"no room\"}")
        }
        #expect(failure.message == "no room")
    }

    @Test("a job that nobody started is a failure")
    func missing() throws {
        let failure = try #require(throws: ModuleFailure.self) { try result("missing\n") }
        #expect(failure.message == "could not find job")
    }

    @Test("a look that can't be read tells nothing", arguments: ["", "x 1 2\n", "0 1\n"])
    func unreadable(_ printed: String) {
        let result = CommandResult(exitStatus: 0, output: Array(printed.utf8))
        #expect(BackgroundJob.state(in: [.command(result), .command(result)]) == nil)
    }
}
