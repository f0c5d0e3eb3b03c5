internal import Diagnostics
internal import DocumentValues
internal import Drilling
internal import LinuxSystem
internal import PlaybookRunning
internal import RunReporting
internal import Vaulting

/// Loads all that a drill needs, before any host is contacted.
struct DrillPreparation {
    let settings: ProvisionSettings
    let mask: SecretMask
    let dialers: DrillDialers
    let output: CommandOutput

    /// The drill of a file; `variables` win over all others.
    func drill(
        at path: String,
        with variables: VariableSet? = nil
    ) throws(DiagnosticList) -> DrillRun {
        guard FileStatus.of(path)?.kind == .file else {
            throw DiagnosticList([Diagnostic("the drill '\(path)' was not found")])
        }
        var quiet = settings
        quiet.junitFile = nil
        quiet.recordFile = nil
        let preparation = ProvisionPreparation(settings: quiet, mask: mask, output: output)
        var parts = try preparation.parts(dialer: dialers.shared)
        if let variables { parts.extraVariables.append(variables) }
        if settings.options.verbosity == 0 {
            parts.reports = RunReports([FailureLines(mask, output)])
        }
        let file = try VariableFile.readDocument(path, keyring: parts.keyring, at: nil)
        guard let document = file.node else {
            throw DiagnosticList([Diagnostic("the drill '\(path)' is empty")])
        }
        let ready = parts
        return try DrillRun(
            try DrillFile.decode(document),
            path: path,
            loader: parts.loader,
            makeEngine: { use in PlaybookEngine(dialers.parts(ready, for: use)) },
            tell: { output.write(mask.masked($0) + "\n") }
        )
    }
}
