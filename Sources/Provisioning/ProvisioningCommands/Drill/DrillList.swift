internal import Diagnostics
internal import DocumentValues
internal import Drilling
internal import LinuxSystem
internal import YAMLReading

/// `switchyard drill --list FOLDER`: the drills below a folder and what they break.
enum DrillList {
    static func run(_ folder: String, _ output: CommandOutput) -> Int32 {
        guard FileStatus.of(folder)?.kind == .directory else {
            output.report([Diagnostic("the folder '\(folder)' was not found")])
            return ExitStatus.syntax
        }
        var problems: [Diagnostic] = []
        var count = 0
        for path in files(below: folder) {
            do throws(DiagnosticList) {
                guard let drill = try drill(in: path) else { continue }
                count += 1
                output.write("\(path)\n    \(drill.name)\n")
                for line in drill.summary.split(whereSeparator: \.isNewline) {
                    output.write("    \(line)\n")
                }
            } catch {
                problems += error.diagnostics
            }
        }
        output.report(problems)
        if count == 0, problems.isEmpty {
            output.report([Diagnostic("there is no drill below '\(folder)'")])
            return ExitStatus.failure
        }
        return problems.isEmpty ? ExitStatus.success : ExitStatus.syntax
    }

    /// The drill that a file holds; nil when it holds something else.
    private static func drill(in path: String) throws(DiagnosticList) -> DrillFile? {
        let text: String
        do throws(SystemError) {
            text = try FileSystem.readText(path)
        } catch {
            throw DiagnosticList([Diagnostic("'\(path)' can't be read: \(error.code)")])
        }
        let source = SourceText(name: path, text: text)
        guard let document = try YAMLReader.readDocument(source), DrillFile.isDrill(document) else {
            return nil
        }
        return try DrillFile.decode(document)
    }

    /// The YAML files below a folder, sorted; links to folders are not followed.
    private static func files(below folder: String) -> [String] {
        let names = ((try? FileSystem.entries(of: folder)) ?? []).sorted()
        let trimmed = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        return names.flatMap { name -> [String] in
            let path = "\(trimmed)/\(name)"
            if name.hasPrefix(".") || FileSystem.linkText(path) != nil { return [] }
            if FileStatus.of(path)?.kind == .directory { return files(below: path) }
            return name.hasSuffix(".yml") || name.hasSuffix(".yaml") ? [path] : []
        }
    }
}
