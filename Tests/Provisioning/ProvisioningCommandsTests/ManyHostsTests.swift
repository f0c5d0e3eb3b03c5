import Foundation
import TestSupport
import Testing

@Suite("many hosts and few descriptors")
struct ManyHostsTests {
    /// A run over forty hosts, all of them this machine behind one sshd, with a limit of descriptors.
    private func run(_ site: String, limit: String) throws -> CommandRun {
        try withScratchDirectory { folder in
            let server = try LoopbackServer(below: folder)
            try server.record()
            let variables = """
                [all:vars]
                ansible_host=127.0.0.1
                ansible_port=\(server.port)
                ansible_user=root
                ansible_ssh_private_key_file=\(server.directory)/client
                ansible_ssh_known_hosts_file=\(server.knownHosts)
                ansible_timeout=60
                switchyard_state_directory=\(folder)/state
                [all]

                """
            let names = (1...40).map { "h\($0)\n" }.joined()
            try write(["site.yml": site, "hosts": variables + names], below: folder)
            return try CommandRun.of(
                [
                    "sh", "-c", "ulimit \(limit) || exit 9; exec \"$@\"", "sh",
                    builtProgram("switchyard"), "provision", "-f", "10", "-i", "\(folder)/hosts",
                    "\(folder)/site.yml",
                ]
            )
        }
    }

    @Test(
        "forty hosts fit into 400 descriptors, and into more than the first limit when that may rise",
        arguments: ["-n 400", "-Sn 64"]
    )
    func descriptors(_ limit: String) throws {
        let run = try run(
            "- hosts: all\n  gather_facts: false\n  tasks:\n    - ping:\n",
            limit: limit
        )
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.components(separatedBy: "ok=1 ").count == 41)
    }

    @Test(
        "hosts for which descriptors do not suffice at once come one after the other, as two users",
        arguments: ["-n 256"]
    )
    func becoming(_ limit: String) throws {
        let site = """
            - hosts: all
              gather_facts: false
              become: true
              become_user: nobody
              tasks:
                - command: whoami
                  register: name
                  failed_when: name.stdout != 'nobody'
                - ping:
                  become: false
                - ping:
            """
        let run = try run(site, limit: limit)
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.components(separatedBy: "ok=3 ").count == 41)
    }
}
