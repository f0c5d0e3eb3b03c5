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
        #expect(
            plan.changes.first?.requests == [.command(.arguments(["echo", "a b", "c\"d", ";"]))]
        )
        #expect(plan.result["cmd"] == ["echo", "a b", "c\"d", ";"])
    }

    @Test("a command line goes to the shell as it is")
    func shell() throws {
        let plan = try ModuleTrial("shell", ["_raw_params": "echo $HOME | wc", "chdir": "/tmp"])
            .plan()
        var command = ShellCommand.arguments(["/bin/sh", "-c", "echo $HOME | wc"])
        command.directory = "/tmp"
        #expect(plan.changes.first?.requests == [.command(command)])
    }

    @Test("variables of the target are put into the arguments of a command")
    func variables() throws {
        let trial = ModuleTrial("command", ["_raw_params": "echo $HOME ${NONE} ~/x"])
        let plan = try trial.plan(printing: "variable HOME /root\n")
        #expect(
            plan.changes.first?.requests
                == [.command(.arguments(["echo", "/root", "${NONE}", "/root/x"]))]
        )
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

    @Test("a quote that is never closed is refused")
    func unclosed() {
        let trial = ModuleTrial("command", ["_raw_params": "echo 'a"])
        #expect(
            failureMessage { () throws(ModuleFailure) in try trial.start() }
                == "a quote is never closed in the command: echo 'a"
        )
    }
}
