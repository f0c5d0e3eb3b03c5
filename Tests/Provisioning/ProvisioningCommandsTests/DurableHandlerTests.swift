import Foundation
import TestSupport
import Testing

@Suite("durable handlers")
struct DurableHandlerTests {
    private let playbook = """
        - hosts: web
          gather_facts: false
          tasks:
            - copy: {content: new, dest: "{{ folder }}/file"}
              notify: restart
            - fail: {msg: later}
              when: fails | default(false) | bool
          handlers:
            - name: restart
              shell: echo restarted >> {{ folder }}/restarts
        """

    private func withSite(_ body: (String) throws -> Void) throws {
        try withScratchDirectory { folder in
            try write(["site.yml": playbook, "hosts": ProgramRun.hosts(folder)], below: folder)
            try body(folder)
        }
    }

    private func provision(_ folder: String, _ option: String) -> ProgramRun {
        ProgramRun.of(
            "provision",
            "-i",
            "DIR/hosts",
            "-e",
            "folder=DIR",
            option,
            "DIR/site.yml",
            in: folder
        )
    }

    private func text(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }

    @Test("a handler that a failure kept from running runs in the next run, which changes nothing")
    func nextRun() throws {
        try withSite { folder in
            let first = provision(folder, "-efails=true")
            #expect(first.status == 2)
            #expect(text("\(folder)/restarts") == nil)
            #expect(text("\(folder)/state/pending-handlers") == "web\trestart\n")

            let second = provision(folder, "-v")
            #expect(second.status == 0, "\(second.output)\(second.errors)")
            #expect(second.output.contains("pending handler from an earlier run: [web] restart\n"))
            #expect(text("\(folder)/restarts") == "restarted\n")
            #expect(text("\(folder)/state/pending-handlers") == nil)

            let third = provision(folder, "-v")
            #expect(third.recap.first?.contains("changed=0") == true)
            #expect(text("\(folder)/restarts") == "restarted\n")
        }
    }

    @Test("check mode shows a pending handler and leaves it pending")
    func checkMode() throws {
        try withSite { folder in
            _ = provision(folder, "-efails=true")
            let check = provision(folder, "--check")
            #expect(check.output.contains("pending handler from an earlier run: [web] restart\n"))
            #expect(text("\(folder)/state/pending-handlers") == "web\trestart\n")
            #expect(text("\(folder)/restarts") == nil)
        }
    }

    @Test("another host's entries on the same machine stay as they are")
    func otherHosts() throws {
        try withSite { folder in
            try write(["state/pending-handlers": "db\trestart\n"], below: folder)
            let run = provision(folder, "-v")
            #expect(!run.output.contains("pending handler"))
            #expect(text("\(folder)/state/pending-handlers") == "db\trestart\n")
        }
    }

    @Test("a host where nothing is notified gets no file")
    func nothingNotified() throws {
        try withSite { folder in
            try write(["file": "new"], below: folder)
            #expect(provision(folder, "-v").status == 0)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/state"))
        }
    }
}
