internal import CommandLineOptions
internal import Diagnostics
internal import LinuxSystem
internal import Playbooks
internal import RunReporting
internal import Vaulting

/// `switchyard lint`: checks playbooks without an inventory and lists all that is found.
///
/// Errors stop a run before it starts; what is noted fails the task that comes to it.
enum LintCommand {
    static let subcommand = Subcommand(
        name: "lint",
        summary: "check playbooks, and list what in them is not supported"
    ) { words, output in
        guard let usual = UsualSettings.read(output) else { return ExitStatus.syntax }
        switch ProvisionOptions.lintTable.read(words, into: usual, output) {
        case .stop(let status): return status
        case .run(let settings, let playbooks):
            return check(playbooks, settings, output)
        }
    }

    private static func check(
        _ paths: [String],
        _ settings: ProvisionSettings,
        _ output: CommandOutput
    ) -> Int32 {
        let preparation = ProvisionPreparation(
            settings: settings,
            mask: SecretMask(),
            output: output
        )
        do {
            let keyring = try VaultKeyring.load(settings.allVaultSources)
            let extra = try preparation.extraVariables(keyring)
            let loader = preparation.loader(keyring, extra)
            let playbooks = try preparation.playbooks(paths, loader)
            let findings = PlaybookFindings(playbooks, tags: settings.tagSelection)
            output.report(findings.diagnostics)
            return findings.exitStatus
        } catch {
            output.writeError("\(error)\n")
            return ExitStatus.syntax
        }
    }
}
