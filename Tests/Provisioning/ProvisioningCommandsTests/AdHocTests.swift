import ProvisioningCommands
import Synchronization
import TestSupport
import Testing

@Suite("one module on hosts, as 'ansible' calls it")
struct AdHocTests {
    private func run(_ words: String...) throws -> ProgramRun {
        try withScratchDirectory { folder in
            try write(["hosts": ProgramRun.hosts(folder)], below: folder)
            return ProgramRun.of(["run", "-i", "DIR/hosts"] + words, in: folder)
        }
    }

    @Test("a command's output is shown as it is, with its exit status")
    func command() throws {
        let run = try run("web", "-a", "echo 'two words'")
        #expect(run.output == "web | CHANGED | rc=0 >>\ntwo words\n\n")
        #expect(run.status == 0)
    }

    @Test("a failed command has its status, and the run has 2")
    func failure() throws {
        let run = try run("all", "-m", "shell", "-a", "echo no >&2; exit 3", "-o")
        #expect(run.output == "web | FAILED | rc=3 | (stdout)  (stderr) no\n")
        #expect(run.status == 2)
    }

    @Test("other modules show their result; arguments may be JSON")
    func results() throws {
        let run = try run("web", "-m", "debug", "-a", "{\"msg\": \"a=b\"}", "-o")
        #expect(run.output == "web | SUCCESS => {\"changed\": false, \"msg\": \"a=b\"}\n")
    }

    @Test("hosts are listed")
    func list() throws {
        #expect(try run("all", "--list-hosts").output == "  hosts (1):\n    web\n")
    }

    @Test("what takes too long is ended")
    func timeout() throws {
        let run = try run("web", "-a", "sleep 20", "--task-timeout", "1")
        #expect(
            run.output.contains("failed to execute in the expected time frame (1) and was terminated")
        )
        #expect(run.status == 2)
    }

    @Test(
        "linked under a name of Ansible's programs it takes that program's words",
        arguments: [
            ("/usr/bin/ansible", ["all", "--list-hosts"], "  hosts (1):\n    web\n"),
            ("ansible-inventory", ["--graph"], "@all:\n  |--@ungrouped:\n  |  |--web\n"),
        ]
    )
    func names(_ program: String, _ words: [String], _ expected: String) throws {
        try withScratchDirectory { folder in
            try write(["hosts": ProgramRun.hosts(folder)], below: folder)
            let output = Mutex("")
            let status = SwitchyardProgram.run(
                ["-i", "\(folder)/hosts"] + words,
                calledAs: program,
                output: CommandOutput(
                    write: { text in output.withLock { $0 += text } },
                    writeError: { _ in }
                )
            )
            #expect(status == 0)
            #expect(output.withLock { $0 } == expected)
        }
    }
}
