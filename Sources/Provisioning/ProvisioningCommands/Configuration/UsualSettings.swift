internal import Diagnostics
internal import LinuxSystem

/// What an `ansible.cfg` and the environment say of a run, before any option.
struct UsualSettings {
    /// The settings.
    private(set) var settings = ProvisionSettings()
    /// What was found and is not honoured, by name.
    private(set) var warnings: [Diagnostic] = []

    /// Reads both; the environment wins.
    init() throws(DiagnosticList) {
        var problems: [Diagnostic] = []
        do throws(Diagnostic) {
            if let source = try ConfigurationFile.find(&warnings) {
                problems += try read(source)
            }
        } catch {
            problems.append(error)
        }
        for key in ConfigurationKey.all {
            guard let text = Environment[key.variable] else { continue }
            let found = ConfigurationKey.Found(text: text, name: key.variable, folder: "")
            take(key, found, &problems)
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }

    /// Reads both, and says what is wrong with them or not honoured; nil when they cannot be used.
    static func read(_ output: CommandOutput) -> ProvisionSettings? {
        do throws(DiagnosticList) {
            let usual = try UsualSettings()
            for warning in usual.warnings { output.writeError(warning.rendered() + "\n") }
            return usual.settings
        } catch {
            output.report(error.diagnostics)
            return nil
        }
    }

    /// Takes the settings of a file, and warns of those that are not honoured.
    private mutating func read(_ source: SourceText) throws(Diagnostic) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        let folder = source.name.lastIndex(of: "/").map { String(source.name[..<$0]) } ?? ""
        for entry in try ConfigurationFile(source).entries {
            let isHere = { (key: ConfigurationKey) in
                key.section == entry.section && key.name == entry.name
            }
            if let key = ConfigurationKey.all.first(where: isHere) {
                let found = ConfigurationKey.Found(
                    text: entry.value,
                    name: entry.name,
                    place: entry.place,
                    folder: folder
                )
                take(key, found, &problems)
            } else if !ConfigurationKey.idle.contains("\(entry.section) \(entry.name)"),
                !ConfigurationKey.idleSections.contains(entry.section)
            {
                warnings.append(
                    Diagnostic(
                        "'\(entry.name)' of '[\(entry.section)]' is not honoured here",
                        at: entry.place,
                        severity: .warning
                    )
                )
            }
        }
        return problems
    }

    private mutating func take(
        _ key: ConfigurationKey,
        _ found: ConfigurationKey.Found,
        _ problems: inout [Diagnostic]
    ) {
        do throws(Diagnostic) {
            try key.take(found, &settings)
        } catch {
            problems.append(error)
        }
    }
}
