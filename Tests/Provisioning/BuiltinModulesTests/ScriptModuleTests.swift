import DocumentValues
import Foundation
import HostConnections
import ModuleContract
import TestSupport
import Testing

@Suite("raw and script")
struct ScriptModuleTests {
    private func script(_ arguments: ValueMap, _ text: String = "echo \"$@\"\n") -> ModuleTrial {
        var trial = ModuleTrial("script", arguments)
        trial.controller.files["/role/files/my run.sh"] = Array(("#!/bin/sh\n" + text).utf8)
        return trial
    }

    @Test("raw runs the line in a shell and keeps what it printed, line ends too")
    func raw() throws {
        let machine = LocalTrial()
        let result = try machine.run("raw", ["_raw_params": "echo a | tr a b; echo e >&2"])
        #expect(result.isChanged)
        #expect(result.values["stdout"] == "b\n")
        #expect(result.values["stdout_lines"] == ["b"])
        #expect(result.values["stderr"] == "e\n")
        #expect(result.values["rc"] == 0)
        #expect(result.values["cmd"] == nil)
        let message = failureMessage { () throws(ModuleFailure) in
            try ModuleTrial("raw", ["_raw_params": "no"]).plan().finished([reply("", status: 3)])
        }
        #expect(message == "non-zero return code")
    }

    @Test("raw takes another shell")
    func shell() throws {
        let plan = try ModuleTrial("raw", ["_raw_params": "x", "executable": "/bin/ash"]).plan()
        #expect(
            plan.changes.flatMap(\.requests) == [.command(.arguments(["/bin/ash", "-c", "x"]))]
        )
    }

    @Test("a script runs with its words, quotes and variables of the target's shell")
    func words() throws {
        let text = "printf '%s|' \"$@\" \"${0##*/}\"; pwd"
        let trial = script(["_raw_params": "'my run.sh' 'a  b' $((1 + 1))", "chdir": "/"], text)
        let result = try LocalTrial().run(trial)
        #expect(result.values["stdout"] == "a  b|2|my run.sh|/\n")
        #expect(result.isChanged)
    }

    @Test("a script leaves nothing behind, and tells how it ended")
    func leavesNothing() throws {
        try withScratchDirectory { folder in
            let note = "\(folder)/where"
            let trial = script(
                ["_raw_params": .string("'my run.sh' \(note)")],
                "echo \"$0\" >\"$1\"; exit 4"
            )
            #expect(throws: ModuleFailure.self) { try LocalTrial().run(trial) }
            let path = try String(contentsOfFile: note, encoding: .utf8).dropLast()
            let parent = URL(filePath: String(path)).deletingLastPathComponent().path()
            #expect(!FileManager.default.fileExists(atPath: parent))
        }
    }

    @Test("an executable reads the script")
    func executable() throws {
        let trial = script(
            ["cmd": "my\\ run.sh x", "executable": "/bin/sh -e"],
            "false\necho no\n"
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try trial.plan().finished([reply("", status: 1)])
            } == "non-zero return code"
        )
        guard case .command(let command)? = try trial.plan().changes[0].requests.first,
            case .script(_, let parameters) = command.program
        else { return #expect(Bool(false)) }
        #expect(parameters == ["my run.sh", "/bin/sh -e \"$0\" x", ""])
    }

    @Test("'creates' and 'removes' skip the task, even where there is no such script")
    func conditions() throws {
        let created = try ModuleTrial("script", ["_raw_params": "none.sh", "creates": "/done"])
            .plan(printing: "created\n")
        #expect(created.changes.isEmpty)
        #expect(created.result["skipped"] == true)
        #expect(created.result["msg"] == "/done exists, matching creates option")
        let removed = try script(["_raw_params": "'my run.sh'", "removes": "/lock"])
            .plan(printing: "removed\n")
        #expect(removed.result["msg"] == "/lock does not exist, matching removes option")
    }

    @Test("check mode knows what 'creates' tells, and skips otherwise")
    func checkMode() throws {
        var trial = script(["_raw_params": "'my run.sh'"])
        trial.isCheckMode = true
        #expect(try trial.plan().result["skipped"] == true)
        trial.arguments["creates"] = "/done"
        let plan = try trial.plan(printing: "")
        #expect(plan.isChange)
        #expect(plan.changes.flatMap(\.requests).isEmpty)
    }

    @Test("a folder to run in that is not absolute is refused, and a script that is not there")
    func refused() {
        let relative = script(["_raw_params": "'my run.sh'", "chdir": "here"])
        #expect(
            failureMessage { () throws(ModuleFailure) in try relative.plan() }
                == "chdir here must be an absolute path for a Unix-aware remote node"
        )
        let missing = ModuleTrial("script", ["_raw_params": "none.sh"])
        #expect(
            failureMessage { () throws(ModuleFailure) in try missing.plan() }
                == "could not find none.sh"
        )
    }
}
