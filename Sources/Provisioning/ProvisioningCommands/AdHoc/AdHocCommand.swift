internal import Diagnostics
internal import LinuxSystem
internal import PlaybookRunning
internal import Playbooks
internal import RunReporting

/// `switchyard run`: calls one module on hosts, as `ansible` does.
enum AdHocCommand {
    static let subcommand = Subcommand(
        name: "run",
        summary: "call one module on hosts"
    ) { words, output in
        guard let usual = UsualSettings.read(output) else { return ExitStatus.syntax }
        switch AdHocOptions.table.read(words, into: usual, output) {
        case .stop(let status): return status
        case .run(let settings, let operands):
            return run(settings, on: operands[0], output)
        }
    }

    private static func run(
        _ settings: ProvisionSettings,
        on pattern: String,
        _ output: CommandOutput
    ) -> Int32 {
        let mask = SecretMask()
        let preparation = ProvisionPreparation(settings: settings, mask: mask, output: output)
        let engine: PlaybookEngine
        let playbooks: [Playbook]
        do throws(DiagnosticList) {
            let document = try AdHocPlay(settings: settings.adHoc, pattern: pattern).document()
            let report = AdHocReport(settings, mask: mask, output: output)
            (engine, playbooks, _) = try preparation.prepare(reportingTo: report) {
                (loader) throws(DiagnosticList) in
                [try loader.load(document: document, heldBy: "./ad-hoc")]
            }
        } catch {
            output.writeError(mask.masked(error.description) + "\n")
            return ExitStatus.syntax
        }
        defer { engine.close() }
        do {
            if settings.adHoc.listsHosts {
                output.write(try list(playbooks, engine))
                return ExitStatus.success
            }
            try engine.check(playbooks)
            let watch = try RunWatch(engine, silence: settings.heartbeat)
            defer { watch.end() }
            return try engine.run(playbooks).exitStatus
        } catch {
            output.writeError(mask.masked("\(error)") + "\n")
            return ExitStatus.syntax
        }
    }

    private static func list(
        _ playbooks: [Playbook],
        _ engine: PlaybookEngine
    ) throws(Diagnostic) -> String {
        var hosts: [String] = []
        for play in playbooks.flatMap(\.plays) { hosts += try engine.hosts(of: play) }
        let lines = ["  hosts (\(hosts.count)):"] + hosts.map { "    \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
