import Foundation
import TestSupport
import Testing

@Suite("ansible.cfg")
struct UsualSettingsTests {
    /// A run in a folder that has an `ansible.cfg`.
    private func run(
        _ configuration: String,
        _ words: String...,
        environment: [String: String] = [:],
        hosts: String? = nil
    ) throws -> (status: Int32, output: String) {
        try withScratchDirectory { folder in
            let site = """
                - hosts: all
                  tasks:
                    - debug: {msg: "as {{ ansible_user | default('nobody') }}"}
                    - debug: {msg: "{{ ansible_facts | length }} facts"}
                """
            try write(
                [
                    "site.yml": site, "inventory": hosts ?? ProgramRun.hosts(folder),
                    "ansible.cfg": configuration,
                ],
                below: folder
            )
            let run = try CommandRun.of(
                [builtProgram("switchyard"), "provision"] + words + ["site.yml"],
                environment: ["HOME": folder].merging(environment) { $1 },
                directory: folder
            )
            return (run.status, run.output.replacing(folder, with: "DIR"))
        }
    }

    @Test("its settings are those of the run")
    func taken() throws {
        let run = try run(
            """
            # of a comment nothing is taken
            [defaults]
            inventory = inventory   ; this folder's
            remote_user: alice
            gathering = explicit
            interpreter_python = auto_silent
            [galaxy]
            server = x
            """
        )
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("\"msg\": \"as alice\""))
        #expect(run.output.contains("\"msg\": \"0 facts\""))
        #expect(!run.output.contains("warning"))
    }

    @Test("roles are found where Ansible's tools install them, or where it says; 'lint' knows too")
    func roles() throws {
        try withScratchDirectory { folder in
            let role = "- debug: {msg: hello}"
            try write(
                [
                    "home/.ansible/roles/own/tasks/main.yml": role,
                    "home/.ansible/collections/ansible_collections/a/b/roles/c/tasks/main.yml":
                        role,
                    "more/other/tasks/main.yml": role, "work/ansible.cfg": "[defaults]\n",
                    "moved/ansible_collections/a/b/roles/d/tasks/main.yml": role,
                    "work/usual.yml": "- hosts: all\n  roles: [own, a.b.c]\n",
                    "said/said.yml": "- hosts: all\n  roles: [other, a.b.d]\n",
                    "said/ansible.cfg":
                        "[defaults]\nroles_path = ../more\ncollections_path = ../moved\n",
                ],
                below: folder
            )
            for (place, name) in [("work", "usual.yml"), ("said", "said.yml")] {
                for command in [["lint"], ["provision", "--syntax-check", "-i", "localhost,"]] {
                    let run = try CommandRun.of(
                        [builtProgram("switchyard")] + command + [name],
                        environment: ["HOME": "\(folder)/home"],
                        directory: "\(folder)/\(place)"
                    )
                    #expect(run.status == 0, "\(command) \(name): \(run.output)")
                }
            }
        }
    }

    @Test("the environment wins over it, and options over both")
    func order() throws {
        let configuration = """
            [defaults]
            inventory = nowhere
            remote_user = alice
            gathering = explicit
            """
        let inventory = ["ANSIBLE_INVENTORY": "inventory", "ANSIBLE_REMOTE_USER": "bob"]
        let bob = try run(configuration, environment: inventory)
        #expect(bob.output.contains("as bob"), "\(bob.output)")
        let carol = try run(configuration, "-u", "carol", "-i", "inventory", environment: inventory)
        #expect(carol.output.contains("as carol"), "\(carol.output)")
    }

    @Test("what is not honoured is named, with its place")
    func warned() throws {
        let run = try run("[defaults]\nstdout_callback = yaml\n", "-i", "inventory")
        #expect(run.status == 0)
        #expect(
            run.output.contains(
                "DIR/ansible.cfg:2:1: warning: 'stdout_callback' of '[defaults]' is not honoured here"
            ),
            "\(run.output)"
        )
    }

    @Test("what would make another run of it is refused, with its place")
    func refused() throws {
        let run = try run("[defaults]\nhash_behaviour = merge\nforks = many\n", "-i", "inventory")
        #expect(run.status == 4)
        #expect(
            run.output.contains(
                "DIR/ansible.cfg:2:1: error: 'hash_behaviour = merge' is not supported\n"
            ),
            "\(run.output)"
        )
        #expect(
            run.output.contains("DIR/ansible.cfg:3:1: error: 'many' is no value for 'forks'\n")
        )
        #expect(!run.output.contains("PLAY"))
    }

    @Test("ssh's options in it, in the inventory and on the command line are honoured")
    func arguments() throws {
        let hosts = "box ansible_host=127.0.0.1 ansible_ssh_extra_args='-A'\n"
        let inInventory = try run("", "-i", "inventory", hosts: hosts)
        #expect(
            inInventory.output.contains("'-A' in 'ansible_ssh_extra_args' is not supported"),
            "\(inInventory.output)"
        )
        let plain = "box ansible_host=127.0.0.1\n"
        let configured = try run(
            "[ssh_connection]\nssh_args = -o Port=1\n",
            "-i",
            "inventory",
            "--ssh-common-args=-o ConnectTimeout=3",
            hosts: plain
        )
        #expect(configured.output.contains("127.0.0.1:1 refused"), "\(configured.output)")
    }
}
