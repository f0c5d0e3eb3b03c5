import Diagnostics
import DocumentValues
import LinuxSystem
import ModuleContract
import Templating
import Vaulting

/// Checks the file of a `template` task before the run, when its name is plain.
struct TemplateFileCheck {
    let session: LoadSession

    /// Arguments that change how a template is read: such files are left to the run.
    private static let syntaxArguments = [
        "variable_start_string", "variable_end_string", "block_start_string", "block_end_string",
        "comment_start_string", "comment_end_string",
    ]

    /// Reports what is wrong in the file, once; a file that is not there yet is left to the run.
    func check(_ call: ModuleCall, _ surroundings: TaskSurroundings) {
        guard call.module.description.name == "template",
            let source = argument("src", of: call), let name = source.string,
            !Node.mayBeTemplate(name), let path = find(name, surroundings),
            !TemplateFileCheck.syntaxArguments.contains(where: { argument($0, of: call) != nil }),
            session.checkedIncludes.insert("template \(path)").inserted
        else { return }
        session.including(from: source.place) {
            do throws(DiagnosticList) {
                let text = try VariableFile.readText(path, keyring: session.keyring)
                let firstGap = session.gaps.count
                session.report(TemplateChecker.check(file: text.source))
                // What stands between the statements of a file need not be rendered.
                if text.source.text.contains("{%") {
                    session.settleGaps(from: firstGap) { $0.isCertain = false }
                }
                let start = SourcePlace(text.source, line: 1, column: 1)
                let node = Node(.string(text.source.text), at: start)
                session.mention(TemplateChecker.freeNames(in: node))
            } catch {
                session.report(error.diagnostics)
            }
        }
    }

    private func argument(_ name: String, of call: ModuleCall) -> Node? {
        call.arguments.first { $0.key.string == name }?.value
    }

    private func find(_ name: String, _ surroundings: TaskSurroundings) -> String? {
        var folders = [surroundings.directory]
        if let role = surroundings.role {
            folders = ["\(role.path)/templates", role.path] + folders
        }
        folders += [session.besidePlaybook("templates"), session.playbookDirectory]
        let paths = name.hasPrefix("/") ? [name] : folders.map { "\($0)/\(name)" }
        return paths.first { FileStatus.of($0)?.kind == .file }
    }
}
