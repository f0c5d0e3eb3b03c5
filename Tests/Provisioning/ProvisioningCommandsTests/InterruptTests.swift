import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite("a run that its operator ends")
struct InterruptTests {
    private static let playbook = """
        - name: Web servers
          hosts: web
          gather_facts: false
          tasks:
            - copy: {content: new, dest: "{{ folder }}/file"}
              notify: restart
            - name: Wait for long
              command: sleep 600
          handlers:
            - name: restart
              shell: echo restarted >> {{ folder }}/restarts
        """

    private func start(_ folder: String, _ option: String) throws -> ProgramProcess {
        try write(["site.yml": Self.playbook, "hosts": ProgramRun.hosts(folder)], below: folder)
        return try ProgramProcess.start(
            "provision",
            "-i",
            "DIR/hosts",
            "-e",
            "folder=DIR",
            "--json",
            "DIR/record",
            "--junit",
            "DIR/junit.xml",
            option,
            "DIR/site.yml",
            in: folder
        )
    }

    @Test("what is in flight, what waits and the recap are said, reports are whole, status 99")
    func interrupted() throws {
        try withScratchDirectory { folder in
            let run = try start(folder, "--heartbeat=0")
            #expect(run.says("TASK [Wait for long]"))
            try run.process.send(.interrupt)
            #expect(try run.ending() == .exited(99))
            #expect(run.errors == "[ERROR]: User interrupted execution\n")
            let lines = run.output.split(separator: "\n").map(String.init)
            #expect(
                lines.contains {
                    $0.hasPrefix("in flight for ") && $0.hasSuffix("[web] Wait for long")
                }
            )
            #expect(lines.contains("handler that waits for the next run: [web] restart"))
            #expect(lines.last?.hasPrefix("web                        : ok=1    changed=1") == true)
            let junit = try String(contentsOfFile: "\(folder)/junit.xml", encoding: .utf8)
            #expect(junit.contains("<failure message=\"interrupted\"/>"))
            #expect(junit.hasSuffix("</testsuites>\n"))
            let record = try String(contentsOfFile: "\(folder)/record", encoding: .utf8)
                .split(separator: "\n")
            for line in record {
                #expect(throws: Never.self) {
                    try JSONSerialization.jsonObject(with: Data(line.utf8))
                }
            }
            #expect(record.last?.contains("\"finished\"") == true)
            let event = try #require(record.dropLast().last)
            #expect(event.contains("\"interrupted\"") && event.contains("\"restart\""))

            let next = ProgramRun.of(
                "provision",
                "-i",
                "DIR/hosts",
                "-efolder=DIR",
                "--skip-tags=none",
                "--check",
                "DIR/site.yml",
                in: folder
            )
            #expect(next.output.contains("pending handler from an earlier run: [web] restart"))
        }
    }

    @Test("a second interrupt ends it at once, although its reports cannot be written")
    func twice() throws {
        try withScratchDirectory { folder in
            let full = try FileDescriptor.pipe()
            defer {
                full.read.close()
                full.write.close()
            }
            try full.write.setNonblocking(true)
            while (try? full.write.writeAll([UInt8](repeating: 46, count: 4096))) != nil {}
            try full.write.setNonblocking(false)
            try write(
                ["site.yml": Self.playbook, "hosts": ProgramRun.hosts(folder)],
                below: folder
            )
            let run = try ProgramProcess.start(
                "provision",
                "-i",
                "DIR/hosts",
                "-efolder=DIR",
                "DIR/site.yml",
                in: folder,
                output: .descriptor(full.write)
            )
            // The watch has a thread, and so has the end of the reports, which is stuck.
            #expect(becomesTrue { Self.threadCount(of: run) == 2 })
            try run.process.send(.interrupt)
            #expect(becomesTrue { Self.threadCount(of: run) == 3 })
            #expect(try run.process.endingIfAny() == nil)
            try run.process.send(.interrupt)
            #expect(try run.ending() == .exited(99))
        }
    }

    @Test("a long silence is broken by what still runs")
    func heartbeat() throws {
        try withScratchDirectory { folder in
            let run = try start(folder, "--heartbeat=1")
            #expect(run.says("still running for "))
            #expect(run.output.contains("s: [web] Wait for long\n"))
            try run.process.send(.interrupt)
            #expect(try run.ending() == .exited(99))
        }
    }

    private static func threadCount(of run: ProgramProcess) -> Int? {
        try? FileSystem.entries(of: "/proc/\(run.process.id)/task").count
    }
}
