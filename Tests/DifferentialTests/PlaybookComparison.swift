import Foundation
import ProvisioningCommands
import Synchronization
import TestSupport
import Testing

/// A playbook that is run by ansible-playbook and by ours.
struct PlaybookCase: CustomTestStringConvertible {
    /// What it is about.
    let name: String
    /// Options after those that all cases have.
    var options: [String] = []
    /// The files; `site.yml` is run.
    let files: [String: String]

    init(_ name: String, options: [String] = [], files: [String: String]) {
        self.name = name
        self.options = options
        self.files = files
    }

    /// A case of one playbook, and files that it reads.
    init(
        _ name: String,
        options: [String] = [],
        _ playbook: String,
        files: [String: String] = [:]
    ) {
        self.init(name, options: options, files: files.merging(["site.yml": playbook]) { $1 })
    }

    var testDescription: String { name }
}

/// What a run of a playbook left behind, without what differs from run to run.
struct PlaybookTrace: Equatable, CustomStringConvertible {
    /// The exit status.
    let status: Int32
    /// The lines on the console, results left out.
    let lines: [String]
    /// The files that the playbook wrote.
    let written: [String: String]

    var description: String {
        (["status \(status)"] + lines + written.sorted { $0.key < $1.key }.map { "\($0)" })
            .joined(separator: "\n")
    }

    /// The trace without what depends on who is faster: headings, retries, the order of lines.
    var byHost: String {
        let timed = ["TASK", "RUNNING", "FAILED - RETRYING"]
        let kept = lines.filter { line in !timed.contains(where: line.hasPrefix) }.sorted()
        return (["status \(status)"] + kept + written.sorted { $0.key < $1.key }.map { "\($0)" })
            .joined(separator: "\n")
    }

    init(status: Int32, output: String, folder: String) throws {
        self.status = status
        // Prompts end with a carriage return, which makes one character with the newline.
        let plain = String(String.UnicodeScalarView(output.unicodeScalars.filter { $0 != "\r" }))
        lines = plain.components(separatedBy: "\n").compactMap(Self.comparable)
            .filter { $0 != "TASK [meta]" }
        let out = "\(folder)/out"
        let names = try FileManager.default.contentsOfDirectory(atPath: out)
        written = try Dictionary(
            uniqueKeysWithValues: names.map { name in
                (name, try String(contentsOfFile: "\(out)/\(name)", encoding: .utf8))
            }
        )
    }

    /// The line up to the result that it shows; nil for lines of results and warnings.
    private static func comparable(_ line: String) -> String? {
        let starts = [
            "PLAY", "TASK", "RUNNING", "NO MORE", "ok:", "changed:", "skipping:", "failed:",
            "fatal:", "included:", "...ignoring", "FAILED - RETRYING", "h1 ", "h2 ", "h3 ",
        ]
        guard starts.contains(where: line.hasPrefix) else { return nil }
        var text = line
        if let result = text.range(of: " => {") { text = String(text[..<result.lowerBound]) }
        if let path = text.range(of: "included: "), let end = text.range(of: " for ") {
            let name = text[path.upperBound..<end.lowerBound].split(separator: "/").last ?? ""
            text = "included: \(name)\(text[end.lowerBound...])"
        }
        while text.last == "*" || text.last == " " { text.removeLast() }
        return text
    }
}

extension PlaybookCase {
    private static let inventory = """
        [all]
        h1 number=1
        h2 number=2
        h3 number=3

        [all:vars]
        ansible_connection=local
        ansible_python_interpreter=/usr/bin/python3

        [pair]
        h1
        h2
        """

    private func prepare(_ folder: String) throws -> [String] {
        try write(files.merging(["hosts": Self.inventory]) { own, _ in own }, below: folder)
        try FileManager.default.createDirectory(
            atPath: "\(folder)/out",
            withIntermediateDirectories: true
        )
        return [
            "-i", "\(folder)/hosts", "-e", "out=\(folder)/out", "-f", "1",
            "-e", "switchyard_state_directory=\(folder)/state",
        ] + options + ["\(folder)/site.yml"]
    }

    /// What ansible-playbook makes of it.
    func traceOfAnsible() throws -> PlaybookTrace {
        try withScratchDirectory { folder in
            let run = try CommandRun.of(
                ["ansible-playbook"] + prepare(folder),
                environment: ["ANSIBLE_NOCOLOR": "1", "ANSIBLE_LOCALHOST_WARNING": "0"],
                directory: folder
            )
            return try PlaybookTrace(status: run.status, output: run.output, folder: folder)
        }
    }

    /// What ours makes of it.
    func traceOfOurs() throws -> (trace: PlaybookTrace, output: String) {
        try withScratchDirectory { folder in
            let text = Mutex("")
            let output = CommandOutput(
                write: { part in text.withLock { $0 += part } },
                writeError: { part in text.withLock { $0 += part } }
            )
            let words = try ["provision"] + prepare(folder)
            let status = SwitchyardProgram.run(words, output: output)
            let all = text.withLock { $0 }
            return (try PlaybookTrace(status: status, output: all, folder: folder), all)
        }
    }
}
