import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite("reports that cannot be written")
struct ReportWritingTests {
    private func withSite(_ body: (String) throws -> Void) throws {
        try withScratchDirectory { folder in
            let site = "- hosts: web\n  gather_facts: false\n  tasks:\n    - debug: {msg: hello}\n"
            try write(["site.yml": site, "hosts": ProgramRun.hosts(folder)], below: folder)
            try body(folder)
        }
    }

    @Test("a full disk under a report fails the run, which goes on", arguments: ["json", "junit"])
    func full(_ report: String) throws {
        try withSite { folder in
            let run = ProgramRun.of(
                "provision",
                "-i",
                "DIR/hosts",
                "--\(report)",
                "/dev/full",
                "DIR/site.yml",
                in: folder
            )
            #expect(run.status == 1)
            #expect(run.recap.first?.contains("ok=1") == true)
            #expect(
                run.errors
                    == "error: the report '/dev/full' can't be written: no space left on device\n"
            )
        }
    }

    @Test("a full disk under standard output fails the run, which goes on")
    func fullOutput() throws {
        try withSite { folder in
            let full = try FileSystem.open("/dev/full", .write)
            defer { full.close() }
            let run = try ProgramProcess.start(
                "provision",
                "-i",
                "DIR/hosts",
                "--json",
                "DIR/record",
                "DIR/site.yml",
                in: folder,
                output: .descriptor(full)
            )
            #expect(try run.ending() == .exited(1))
            #expect(
                run.errors
                    == "error: the standard output can't be written: no space left on device\n"
            )
            let record = try String(contentsOfFile: "\(folder)/record", encoding: .utf8)
            #expect(record.contains("\"finished\""))
        }
    }

    @Test("with standard output closed, no text of the console lands in a report")
    func closedOutput() throws {
        try withSite { folder in
            let words = [
                "sh", "-c", "exec \"$@\" >&- 2>&-", "sh", builtProgram("switchyard"), "provision",
                "-i", "\(folder)/hosts", "--json", "\(folder)/record", "\(folder)/site.yml",
            ]
            let run = try CommandRun.of(words)
            #expect(run.status == 0)
            let record = try String(contentsOfFile: "\(folder)/record", encoding: .utf8)
            let lines = record.split(separator: "\n")
            #expect(lines.count > 3)
            #expect(lines.allSatisfy { $0.hasPrefix("{") })
        }
    }

    @Test(
        "colours are forced and forbidden by the words that Ansible takes",
        arguments: [("true", true), ("1", true), ("false", false), ("no", false)]
    )
    func colours(_ word: String, _ isColoured: Bool) throws {
        try withSite { folder in
            let run = try CommandRun.of(
                [
                    builtProgram("switchyard"), "provision", "-i", "\(folder)/hosts",
                    "\(folder)/site.yml",
                ],
                environment: ["ANSIBLE_FORCE_COLOR": word]
            )
            #expect(run.output.contains("\u{1B}[") == isColoured)
        }
    }
}
