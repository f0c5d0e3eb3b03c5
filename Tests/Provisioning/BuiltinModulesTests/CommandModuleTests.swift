import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("command and shell")
struct CommandModuleTests {
    @Test("what 'creates' names exists: no changes")
    func created() throws {
        let trial = ModuleTrial("command", ["_raw_params": "make", "creates": "/done"])
        let plan = try trial.plan(printing: "created\n")
        #expect(plan.changes.isEmpty)
        #expect(plan.result["stdout"] == "skipped, since /done exists")
    }

    @Test("what a template put into the command line is no option of the module")
    func data() throws {
        let plan = try ModuleTrial("command", ["_raw_params": "make creates=/done"]).plan()
        #expect(plan.result["cmd"] == ["make", "creates=/done"])
        #expect(plan.isChange)
    }

    @Test("check mode skips a command, and knows what 'creates' and 'removes' tell")
    func checkMode() throws {
        var trial = ModuleTrial("shell", ["_raw_params": "make"])
        trial.isCheckMode = true
        let skipped = try trial.plan()
        #expect(!skipped.isChange)
        #expect(skipped.result["skipped"] == true)
        #expect(skipped.result["stdout"] == "")
        #expect(skipped.result["rc"] == 0)
        trial.arguments["creates"] = "/done"
        let planned = try trial.plan(printing: "")
        #expect(planned.isChange)
        #expect(planned.changes.flatMap(\.requests).isEmpty)
        let inPlace = try trial.plan(printing: "created\n")
        #expect(inPlace.result["msg"] == "Would not run command since '/done' exists")
    }

    @Test("a command is its words, quotes taken away, nothing interpreted")
    func words() throws {
        let plan = try ModuleTrial("command", ["_raw_params": "echo 'a b' \"c\\\"d\" ;"]).plan()
        #expect(started(plan) == ["echo", "", "a b", "c\"d", ";"])
        #expect(plan.result["cmd"] == ["echo", "a b", "c\"d", ";"])
    }

    @Test("a command line goes to the shell as it is")
    func shell() throws {
        let plan = try ModuleTrial("shell", ["_raw_params": "echo $HOME | wc", "chdir": "/tmp"])
            .plan()
        #expect(started(plan) == ["/bin/sh", "/tmp", "-c", "echo $HOME | wc"])
    }

    @Test("variables of the target are put into the arguments of a command")
    func variables() throws {
        let trial = ModuleTrial("command", ["_raw_params": "echo $HOME ${NONE} ~/x"])
        let plan = try trial.plan(printing: "variable HOME /root\n")
        #expect(started(plan) == ["echo", "", "/root", "${NONE}", "/root/x"])
    }

    @Test("output comes with its lines, a status other than 0 fails")
    func results() throws {
        let plan = try ModuleTrial("command", ["argv": ["ls"]]).plan()
        let result = try plan.finished([reply("a\nb\n", errors: "e\n")])
        #expect(result.values["stdout"] == "a\nb")
        #expect(result.values["stdout_lines"] == ["a", "b"])
        #expect(result.values["stderr"] == "e")
        #expect(result.values["rc"] == 0)
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan.finished([reply("", status: 2)])
            } == "non-zero return code"
        )
    }

    @Test("a program that was never started is told from one that ends with the same status")
    func neverStarted() throws {
        let plan = try ModuleTrial("command", ["argv": ["it's", "a"]]).plan()
        let mark = "\nsh: not found\n\u{1E}not started: program 127\n"
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan.finished([reply("", status: 127, errors: mark)])
            } == "[Errno 2] No such file or directory: b\"it's\""
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan.finished([reply("", status: 127, errors: "not found")])
            } == "non-zero return code"
        )
    }

    /// The program that a plan starts, its directory, and its arguments.
    private func started(_ plan: Plan) -> [String]? {
        guard case .command(let command)? = plan.changes.first?.requests.first,
            case .script(_, let parameters) = command.program
        else { return nil }
        return parameters
    }

    @Test("a quote that is never closed is refused")
    func unclosed() {
        let trial = ModuleTrial("command", ["_raw_params": "echo 'a"])
        #expect(
            failureMessage { () throws(ModuleFailure) in try trial.start() }
                == "a quote is never closed in the command: echo 'a"
        )
    }
}
