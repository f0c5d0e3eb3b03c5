internal import Diagnostics
internal import LinuxSystem
internal import PlaybookRunning
internal import RunReporting

/// Opens the reports that the options ask for.
struct ProvisionReports {
    let settings: ProvisionSettings
    let mask: SecretMask
    let output: CommandOutput

    /// The reports; the console's is always there.
    func open() throws(Diagnostic) -> RunReports {
        let output = output
        let console = ConsoleReport(
            style: .fitting(.standardOutput, verbosity: settings.options.verbosity),
            mask: mask
        ) { text, isForErrors in
            if isForErrors { output.writeError(text) } else { output.write(text) }
        }
        var observers: [any RunObserver] = [console]
        if let path = settings.recordFile {
            let file = try create(path)
            observers.append(RunRecord(mask: mask) { line in try? file.writeAll(line) })
        }
        if let path = settings.junitFile {
            let file = try create(path)
            let report = JUnitReport(mask: mask, failsOnChange: settings.failsOnChange) { text in
                try? file.writeAll(text)
            }
            observers.append(report)
        }
        return RunReports(observers)
    }

    private func create(_ path: String) throws(Diagnostic) -> FileDescriptor {
        do throws(SystemError) {
            return try FileSystem.open(path, [.write, .create, .truncate], mode: 0o600)
        } catch {
            throw Diagnostic("the report '\(path)' can't be written: \(error.code)")
        }
    }
}
