import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite("durable handlers")
struct DurableHandlerTests {
    private let playbook = """
        - name: Web
          hosts: web
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

    private func withSite(_ text: String? = nil, _ body: (String) throws -> Void) throws {
        try withScratchDirectory { folder in
            try write(
                ["site.yml": text ?? playbook, "hosts": ProgramRun.hosts(folder)],
                below: folder
            )
            try body(folder)
        }
    }

    private func provision(_ folder: String, _ option: String = "-v") -> ProgramRun {
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

    /// The entries of the journal, as host, play and handler.
    private func entries(_ folder: String) throws -> [String] {
        let journal = "\(folder)/state/pending-handlers"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: journal)) ?? []
        return try files.map { file in
            let line = try #require(text("\(journal)/\(file)")?.split(separator: "\n").first)
            let entry = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let map = try #require(entry as? [String: String])
            return ["host", "play", "role", "handler"].compactMap { map[$0] }
                .joined(separator: "/")
        }
    }

    @Test("a handler that a failure kept from running runs in the next run, which changes nothing")
    func nextRun() throws {
        try withSite { folder in
            let first = provision(folder, "-efails=true")
            #expect(first.status == 2)
            #expect(text("\(folder)/restarts") == nil)
            let noted = try entries(folder)
            #expect(noted == ["web/Web/restart"])

            let second = provision(folder)
            #expect(second.status == 0, "\(second.output)\(second.errors)")
            #expect(second.output.contains("pending handler from an earlier run: [web] restart\n"))
            #expect(text("\(folder)/restarts") == "restarted\n")
            let left = try entries(folder)
            #expect(left.isEmpty)

            let third = provision(folder)
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
            let left = try entries(folder)
            #expect(left == ["web/Web/restart"])
            #expect(text("\(folder)/restarts") == nil)
        }
    }

    @Test("another host's entries on the same machine stay as they are")
    func otherHosts() throws {
        try withSite { folder in
            let hosts = ProgramRun.hosts(folder)
            try write(["hosts": hosts + hosts.replacing("web", with: "db")], below: folder)
            let site = playbook.replacing("hosts: web", with: "hosts: all")
                .replacing("/file", with: "/{{ inventory_hostname }}")
            try write(["site.yml": site], below: folder)
            _ = provision(folder, "-efails=true")
            #expect(try entries(folder).sorted() == ["db/Web/restart", "web/Web/restart"])
            let run = provision(folder, "-lweb")
            #expect(!run.output.contains("[db]"))
            #expect(try entries(folder) == ["db/Web/restart"])
        }
    }

    @Test("a host where nothing is notified gets no file")
    func nothingNotified() throws {
        try withSite { folder in
            try write(["file": "new"], below: folder)
            #expect(provision(folder).status == 0)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/state"))
        }
    }

    /// A task that notifies and, in the end, changes nothing.
    struct Unchanged: CustomTestStringConvertible {
        var testDescription: String
        var task: String
    }

    @Test(
        "what turns out unchanged, or fails, notifies nothing: not now, not in the next runs",
        arguments: [
            Unchanged(
                testDescription: "changed_when is false",
                task: "    - {command: \"true\", changed_when: false, notify: restart}"
            ),
            Unchanged(
                testDescription: "an ignored failure",
                task: "    - {command: \"false\", ignore_errors: true, notify: restart}"
            ),
            Unchanged(
                testDescription: "a rescued failure",
                task: """
                        - block:
                            - {command: "false", notify: restart}
                          rescue:
                            - debug: {msg: rescued}
                    """
            ),
            Unchanged(
                testDescription: "no item of a loop",
                task: """
                        - command: echo {{ item }}
                          loop: [a, b]
                          changed_when: false
                          notify: restart
                    """
            ),
        ]
    )
    func unchanged(_ unchanged: Unchanged) throws {
        let site = """
            - hosts: web
              gather_facts: false
              tasks:
            \(unchanged.task)
              handlers:
                - name: restart
                  shell: echo restarted >> {{ folder }}/restarts
            """
        try withSite(site) { folder in
            for _ in 0..<3 {
                let run = provision(folder)
                #expect(run.status == 0, "\(run.output)")
                #expect(!run.output.contains("pending handler"))
            }
            #expect(text("\(folder)/restarts") == nil)
            let left = try entries(folder)
            #expect(left.isEmpty)
        }
    }

    @Test("a handler of that name in another play or role is another handler")
    func otherPlay() throws {
        try withSite { folder in
            _ = provision(folder, "-efails=true")
            try write(
                ["site.yml": playbook.replacing("name: Web", with: "name: Databases")],
                below: folder
            )
            let other = provision(folder)
            #expect(!other.output.contains("pending handler"))
            #expect(text("\(folder)/restarts") == nil)
            #expect(try entries(folder) == ["web/Web/restart"])
        }
    }

    @Test("a handler whose play is gone is reported in each run until it is dismissed")
    func orphan() throws {
        try withSite { folder in
            _ = provision(folder, "-efails=true")
            try write(
                ["site.yml": playbook.replacing("name: Web", with: "name: Databases")],
                below: folder
            )
            for _ in 0..<2 {
                let run = provision(folder)
                #expect(run.status == 0)
                let words = "[WARNING]: web: the handler 'restart' of the play 'Web' waits since "
                #expect(run.errors.contains(words), "\(run.errors)")
                #expect(run.errors.contains("'switchyard handlers --dismiss web'"))
            }
            let list = ProgramRun.of("handlers", "-i", "DIR/hosts", "web", in: folder)
            #expect(list.output.hasPrefix("web: restart (play 'Web', since 2"), "\(list.errors)")
            let dismissal = ProgramRun.of("handlers", "-iDIR/hosts", "--dismiss", "all", in: folder)
            #expect(dismissal.output == list.output)
            #expect(try entries(folder).isEmpty)
            #expect(!provision(folder).errors.contains("waits since"))
        }
    }

    @Test("a full disk under the journal fails the task before it changes anything")
    func fullDisk() throws {
        try withSite { folder in
            let state = "\(folder)/state"
            try FileManager.default.createDirectory(
                atPath: state,
                withIntermediateDirectories: true
            )
            try withFullDisk(at: state) {
                let run = provision(folder)
                #expect(run.status == 2)
                #expect(run.output.contains("cannot note the handlers: "), "\(run.output)")
                #expect(text("\(folder)/file") == nil)
            }
        }
    }

    @Test("removing an entry needs no room: a disk that is full by then loses none")
    func fullLater() throws {
        try withSite { folder in
            let hosts = ProgramRun.hosts(folder)
            try write(["hosts": hosts + hosts.replacing("web", with: "db")], below: folder)
            let site = playbook.replacing("hosts: web", with: "hosts: all")
                .replacing("/file", with: "/{{ inventory_hostname }}")
            try write(["site.yml": site], below: folder)
            let state = "\(folder)/state"
            try FileManager.default.createDirectory(
                atPath: state,
                withIntermediateDirectories: true
            )
            try withSmallDisk(at: state) {
                _ = provision(folder, "-efails=true")
                _ = try CommandRun.of(["sh", "-c", "cat /dev/zero >\(state)/filling"])
                #expect(provision(folder, "-lweb").status == 0)
                #expect(try entries(folder) == ["db/Web/restart"])
            }
        }
    }

    @Test("an entry of a run that goes on is left to it, and said to be")
    func held() throws {
        try withSite { folder in
            let waiting = playbook.replacing("fail: {msg: later}", with: "command: sleep 600")
            try write(["site.yml": waiting], below: folder)
            let first = try ProgramProcess.start(
                "provision",
                "-i",
                "DIR/hosts",
                "-efolder=DIR",
                "-efails=true",
                "DIR/site.yml",
                in: folder
            )
            #expect(first.says("TASK [command]"))
            #expect(becomesTrue { (try? entries(folder)) == ["web/Web/restart"] })
            let second = provision(folder)
            #expect(second.status == 0)
            #expect(second.errors.contains("is held by a run that goes on ("), "\(second.errors)")
            #expect(try entries(folder) == ["web/Web/restart"])
            try first.process.send(.kill)
            _ = try first.ending()
            let third = provision(folder)
            #expect(third.output.contains("pending handler from an earlier run: [web] restart"))
            #expect(try entries(folder).isEmpty)
        }
    }
}
