import Foundation
import TestSupport
import Testing

@Suite("what is refused before any host is contacted")
struct RefusalTests {
    private func run(_ playbook: String, hosts: String? = nil) throws -> ProgramRun {
        try withScratchDirectory { folder in
            try write(
                ["site.yml": playbook, "hosts": hosts ?? ProgramRun.hosts(folder)],
                below: folder
            )
            return ProgramRun.of("provision", "-i", "DIR/hosts", "DIR/site.yml", in: folder)
        }
    }

    @Test("a playbook that is not there")
    func missingPlaybook() throws {
        try withScratchDirectory { folder in
            let run = ProgramRun.of("provision", "DIR/none.yml", in: folder)
            #expect(run.status == 1)
            #expect(run.errors == "error: the playbook 'DIR/none.yml' was not found\n")
        }
    }

    @Test("an unknown command")
    func unknownCommand() {
        let run = ProgramRun.of("provison", in: "/")
        #expect(run.status == 2)
        #expect(
            run.errors.hasPrefix("error: unknown command 'provison'; did you mean 'provision'?\n")
        )
    }

    @Test("an unknown module, with status 4 and nothing on the console")
    func unknownModule() throws {
        let run = try run("- hosts: web\n  tasks:\n    - copi: {src: a, dest: b}\n")
        #expect(run.status == 4)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("DIR/site.yml:3:7: error: "))
        #expect(run.errors.contains("did you mean 'copy'?"))
    }

    @Test(
        "options and configurations of ssh that cannot be honoured, with their place",
        arguments: [
            (
                "h ansible_host=192.0.2.1 ansible_ssh_common_args='-L 1:a:1'\n", "",
                "error: '-L' in 'ansible_ssh_common_args' is not supported"
            ),
            (
                "h ansible_host=192.0.2.1 ansible_ssh_config_file=DIR/config\n",
                "Host *\n  RevokedHostKeys /etc/revoked\n",
                "DIR/config:2:3: error: 'revokedhostkeys' is not supported here"
            ),
            (
                "h ansible_host=192.0.2.1 ansible_ssh_config_file=DIR/config\n",
                "ProxyJump gate\nHost gate\n  Port many\n",
                "DIR/config:3:3: error: 'many' is no port"
            ),
        ]
    )
    func sshOptions(_ hosts: String, _ configuration: String, _ message: String) throws {
        try withScratchDirectory { folder in
            let hosts = hosts.replacing("DIR", with: folder)
            let playbook = "- hosts: all\n  gather_facts: false\n  tasks:\n    - ping:\n"
            try write(
                ["site.yml": playbook, "hosts": hosts, "config": configuration],
                below: folder
            )
            let run = ProgramRun.of("provision", "-i", "DIR/hosts", "DIR/site.yml", in: folder)
            #expect(run.status == 4)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains(message), "\(run.errors)")
        }
    }

    @Test("what of ssh's configuration is not honoured is named in a warning, once")
    func unhonoured() throws {
        try withScratchDirectory { folder in
            let common =
                "ansible_host=127.0.0.1 ansible_port=1 ansible_ssh_config_file=\(folder)/config"
            try write(
                [
                    "site.yml": "- hosts: all\n  gather_facts: false\n  tasks:\n    - ping:\n",
                    "hosts": "a \(common)\nb \(common)\n",
                    "config": "Host *\n  ForwardAgent yes\n  SendEnv LANG\n",
                ],
                below: folder
            )
            let run = ProgramRun.of("provision", "-i", "DIR/hosts", "DIR/site.yml", in: folder)
            let warning = "[WARNING]: DIR/config:2:3: 'forwardagent yes' is not honoured here\n"
            #expect(run.errors.components(separatedBy: warning).count == 2, "\(run.errors)")
            #expect(!run.errors.contains("sendenv"))
        }
    }

    @Test("a pattern that should take hosts away and matches none")
    func unknownExclusion() throws {
        let run = try run("- hosts: all,!wep\n  tasks:\n    - debug: {}\n")
        #expect(run.status == 4)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("DIR/site.yml:1:10: error: unknown host pattern '!wep'"))
    }

    @Test("a play for a group that is not there is left out, with a warning")
    func unknownPattern() throws {
        let run = try run("- hosts: wep\n  tasks:\n    - debug: {}\n")
        #expect(run.status == 0)
        #expect(run.output.contains("skipping: no hosts matched"))
        #expect(run.errors == "[WARNING]: unknown host pattern 'wep'; did you mean 'web'?\n")
    }

    @Test(
        "an empty pattern, which never means every host",
        arguments: ["\"\"", "\"{{ t }}\"", "[\"\"]", "[web, \"{{ t }}\"]", "\"!\"", "\",\""]
    )
    func emptyPattern(_ pattern: String) throws {
        let run = try run(
            "- hosts: \(pattern)\n  vars: {t: \"\"}\n  tasks:\n    - debug: {}\n"
        )
        #expect(run.status == 4)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("DIR/site.yml:1:10: error: this host pattern is empty"))
    }

    @Test("an empty list of hosts is nobody")
    func emptyList() throws {
        let run = try run("- hosts: \"{{ [] }}\"\n  tasks:\n    - debug: {}\n")
        #expect(run.status == 0)
        #expect(run.recap.isEmpty)
    }

    @Test(
        "options that would mean everything, or name nothing",
        arguments: [
            ["--limit", ""], ["--limit", ","], ["--limit", "none"], ["--limit", "all,!web"],
            ["--tags", ""], ["--start-at-task", "no such task"], ["--start-at-task", ""],
        ]
    )
    func emptyOptions(_ options: [String]) throws {
        try withScratchDirectory { folder in
            let playbook = "- hosts: web\n  gather_facts: false\n  tasks:\n    - debug: {}\n"
            try write(["site.yml": playbook, "hosts": ProgramRun.hosts(folder)], below: folder)
            let run = ProgramRun.of(
                ["provision", "-i", "DIR/hosts"] + options + ["DIR/site.yml"],
                in: folder
            )
            #expect(run.status != 0)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("error: "))
        }
    }

    @Test("a host that cannot be reached is unreachable, with status 4")
    func refusedConnection() throws {
        let hosts = "gone ansible_host=127.0.0.1 ansible_port=1\n"
        let run = try run(
            "- hosts: gone\n  gather_facts: false\n  tasks:\n    - command: \"true\"\n",
            hosts: hosts
        )
        #expect(run.status == 4)
        #expect(run.output.contains("fatal: [gone]: UNREACHABLE! => {"))
        #expect(run.recap.first?.contains("unreachable=1 failed=0") == true)
    }

    @Test("a task that takes longer than its timeout fails, and says so")
    func timeLimit() throws {
        let run = try run(
            """
            - hosts: web
              gather_facts: false
              tasks:
                - command: sleep 60
                  timeout: 1
            """
        )
        #expect(run.status == 2)
        let words = "The command action failed to execute in the expected time frame (1)"
        #expect(run.output.contains(words), "\(run.output)")
    }

    @Test("secrets of vaulted variables and of options are masked in all output")
    func secrets() throws {
        try withScratchDirectory { folder in
            let site = """
                - hosts: web
                  gather_facts: false
                  vars_files: [secret.yml]
                  tasks:
                    - debug: {msg: "it is {{ password }}"}
                    - command: echo {{ password }}
                    - fail: {msg: "bad {{ password }}"}
                """
            try write(
                [
                    "site.yml": site, "hosts": ProgramRun.hosts(folder),
                    "secret.yml": "password: swordfish\n", "key": "vault key\n",
                ],
                below: folder
            )
            let sealing = ProgramRun.of(
                "vault",
                "encrypt",
                "--vault-password-file",
                "DIR/key",
                "DIR/secret.yml",
                in: folder
            )
            #expect(sealing.status == 0, "\(sealing.errors)")
            let run = ProgramRun.of(
                "provision",
                "-vvv",
                "-i",
                "DIR/hosts",
                "--vault-password-file",
                "DIR/key",
                "--json",
                "DIR/record",
                "DIR/site.yml",
                in: folder
            )
            #expect(run.status == 2)
            #expect(run.output.contains("it is ********"))
            let record = try String(contentsOfFile: "\(folder)/record", encoding: .utf8)
            #expect(!(run.output + run.errors + record).contains("swordfish"))
        }
    }
}
