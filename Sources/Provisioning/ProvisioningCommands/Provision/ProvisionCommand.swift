internal import BuiltinModules
internal import Diagnostics
internal import DocumentValues
internal import Inventories
internal import LinuxSystem
internal import PlaybookRunning
internal import Playbooks
internal import RunReporting
internal import Vaulting

/// `switchyard provision`: runs playbooks as `ansible-playbook` does.
enum ProvisionCommand {
    static let subcommand = Subcommand(
        name: "provision",
        summary: "run playbooks on the hosts of an inventory"
    ) { words, output in
        guard let usual = UsualSettings.read(output) else { return ExitStatus.syntax }
        switch ProvisionOptions.table.read(words, into: usual, output) {
        case .stop(let status): return status
        case .run(let settings, let playbooks):
            return run(settings, playbooks, output)
        }
    }

    private static func run(
        _ settings: ProvisionSettings,
        _ paths: [String],
        _ output: CommandOutput
    ) -> Int32 {
        if let missing = paths.first(where: { FileStatus.of($0)?.kind != .file }) {
            output.report([Diagnostic("the playbook '\(missing)' was not found")])
            return ExitStatus.failure
        }
        let mask = SecretMask()
        let preparation = ProvisionPreparation(settings: settings, mask: mask, output: output)
        let engine: PlaybookEngine
        let playbooks: [Playbook]
        let reports: ProvisionReports
        do throws(DiagnosticList) {
            (engine, playbooks, reports) = try preparation.prepare(paths)
        } catch {
            output.writeError(mask.masked(error.description) + "\n")
            return ExitStatus.syntax
        }
        defer { engine.close() }
        let status = act(settings, engine, playbooks, mask, output)
        output.report(reports.problems)
        return status == ExitStatus.success && !reports.problems.isEmpty
            ? ExitStatus.failure : status
    }

    private static func act(
        _ settings: ProvisionSettings,
        _ engine: PlaybookEngine,
        _ playbooks: [Playbook],
        _ mask: SecretMask,
        _ output: CommandOutput
    ) -> Int32 {
        do {
            switch settings.purpose {
            case .syntaxCheck:
                output.write(playbooks.map { "\nplaybook: \($0.path)\n" }.joined())
                let findings = PlaybookFindings(playbooks, tags: settings.tagSelection)
                output.report(findings.diagnostics.filter { $0.severity != .warning })
                return findings.exitStatus
            case .listHosts, .listTasks, .listTags:
                let listing = PlaybookListing(engine: engine, settings: settings)
                output.write(try listing.text(of: playbooks))
                return ExitStatus.success
            case .run:
                try engine.check(playbooks)
                let watch = try RunWatch(engine, silence: settings.heartbeat)
                defer { watch.end() }
                return status(of: try engine.run(playbooks), settings)
            }
        } catch {
            output.writeError(mask.masked("\(error)") + "\n")
            return settings.purpose == .run && !engine.statistics.hosts.isEmpty
                ? ExitStatus.failure : ExitStatus.syntax
        }
    }

    private static func status(
        of statistics: RunStatistics,
        _ settings: ProvisionSettings
    ) -> Int32 {
        guard settings.hasDetailedExitStatus else { return statistics.exitStatus }
        if statistics.exitStatus != 0 { return ExitStatus.failure }
        return statistics.hasChanged ? 2 : 0
    }
}
