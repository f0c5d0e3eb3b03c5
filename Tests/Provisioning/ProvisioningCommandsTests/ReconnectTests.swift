import Foundation
import TestSupport
import Testing

@Suite("connections that end while a playbook runs")
struct ReconnectTests {
    private func withBox(_ site: String, _ body: (String, LoopbackServer) throws -> Void) throws {
        try withScratchDirectory { folder in
            let server = try LoopbackServer(below: folder)
            try server.record()
            let host = """
                box ansible_host=127.0.0.1 ansible_port=\(server.port) ansible_user=root \
                ansible_ssh_private_key_file=\(server.directory)/client \
                ansible_ssh_known_hosts_file=\(server.knownHosts) \
                switchyard_state_directory=\(folder)/state

                """
            try write(["site.yml": site, "hosts": host], below: folder)
            try body(folder, server)
        }
    }

    private static let cut = """
          - name: cut the session
            shell: |
              p=$$
              while [ "$(cat /proc/$p/comm)" != sshd ]; do
                p=$(awk '{print $4}' /proc/$p/stat)
              done
              (sleep 0.5; kill $p) >/dev/null 2>&1 &
        """

    @Test("wait_for_connection finds the host again after its session was cut")
    func waiting() throws {
        let site = """
            - hosts: all
              gather_facts: false
              tasks:
            \(Self.cut)
              - wait_for_connection: {delay: 1, timeout: 60}
              - ping:
            """
        try withBox(site) { folder, _ in
            let run = ProgramRun.of("provision", "-i", "DIR/hosts", "DIR/site.yml", in: folder)
            #expect(run.status == 0, "\(run.output)")
            #expect(run.recap.first?.contains("ok=3") == true)
        }
    }

    @Test("a task that finds its connection ended opens another one")
    func nextTask() throws {
        let site = """
            - hosts: all
              gather_facts: false
              tasks:
            \(Self.cut)
              - pause: {seconds: 2}
              - command: echo here
            """
        try withBox(site) { folder, _ in
            let run = ProgramRun.of("provision", "-i", "DIR/hosts", "DIR/site.yml", in: folder)
            #expect(run.status == 0, "\(run.output)")
            #expect(run.recap.first?.contains("unreachable=0") == true)
        }
    }

    @Test("an ignored unreachable host counts as ok and ignored, and the run ends with 0")
    func ignoredUnreachable() throws {
        try withScratchDirectory { folder in
            let site = """
                - hosts: web
                  gather_facts: false
                  tasks:
                    - ping:
                      delegate_to: gone
                      ignore_unreachable: true
                    - debug: {msg: after}
                """
            let hosts = ProgramRun.hosts(folder) + "gone ansible_host=127.0.0.1 ansible_port=1\n"
            try write(["site.yml": site, "hosts": hosts], below: folder)
            let run = ProgramRun.of("provision", "-i", "DIR/hosts", "DIR/site.yml", in: folder)
            #expect(run.status == 0)
            #expect(run.output.contains("UNREACHABLE!"))
            #expect(run.recap.first?.contains("ok=2") == true)
            #expect(run.recap.first?.contains("unreachable=0 failed=0") == true)
            #expect(run.recap.first?.hasSuffix("ignored=1") == true)
        }
    }
}
