internal import Diagnostics
internal import DrillReporting
internal import Drilling
internal import LinuxSystem

/// The earlier runs that `--compare` names.
enum EarlierJournals {
    /// The records of journals, and of the journals in folders.
    static func read(
        _ paths: [String],
        _ output: CommandOutput
    ) throws(DiagnosticList) -> [DrillRecord] {
        var records: [DrillRecord] = []
        var problems: [Diagnostic] = []
        for path in paths {
            do throws(Diagnostic) {
                let isFolder = FileStatus.of(path)?.kind == .directory
                records += isFolder ? try folder(path, output) : try journals(at: path)
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return records
    }

    /// A folder may hold other files, which is said.
    private static func folder(
        _ path: String,
        _ output: CommandOutput
    ) throws(Diagnostic) -> [DrillRecord] {
        let names: [String]
        do throws(SystemError) {
            names = try FileSystem.entries(of: path)
        } catch {
            throw Diagnostic("the folder '\(path)' can't be read: \(error.code)")
        }
        var records: [DrillRecord] = []
        for name in names.sorted() where name.hasSuffix(".json") {
            do throws(Diagnostic) {
                records += try journals(at: "\(path)/\(name)")
            } catch {
                output.report([error.withSeverity(.warning)])
            }
        }
        return records
    }

    private static func journals(at path: String) throws(Diagnostic) -> [DrillRecord] {
        let text: String
        do throws(SystemError) {
            text = try FileSystem.readText(path)
        } catch {
            throw Diagnostic("the earlier run '\(path)' can't be read: \(error.code)")
        }
        return try ChaosJournal.records(in: text, name: path)
    }
}
