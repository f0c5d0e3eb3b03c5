internal import Diagnostics
internal import DocumentValues
internal import LinuxSystem
internal import Playbooks
internal import Synchronization
internal import Vaulting

/// The files of a play's `vars_files`, read once each; which are taken may depend on the host.
final class PlayVariableFiles: Sendable {
    private let play: Play
    private let run: RunState
    private let read = Mutex<[String: VariableSet]>([:])

    init(play: Play, run: RunState) {
        self.play = play
        self.run = run
    }

    /// The sets that a host sees; later ones win.
    func sets(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> [VariableSet] {
        var sets: [VariableSet] = []
        for choice in play.variableFiles {
            if let set = try firstFound(choice, evaluator) { sets.append(set) }
        }
        return sets
    }

    private func firstFound(
        _ choice: VariableFileChoice,
        _ evaluator: KeywordEvaluator
    ) throws(Diagnostic) -> VariableSet? {
        var searched: [String] = []
        for node in choice.names {
            let name = try evaluator.text(node)
            let paths = ControllerPaths(
                role: nil,
                taskFile: nil,
                playbookDirectory: play.playbookDirectory
            )
            guard let path = paths.locate(name, in: "vars") else {
                searched.append(name)
                continue
            }
            return try load(path, node)
        }
        throw Diagnostic(
            "vars file \(searched.joined(separator: ", ")) was not found",
            at: choice.names.first?.place,
            expected: "a file beside the playbook or in its folder 'vars'"
        )
    }

    private func load(_ path: String, _ node: Node) throws(Diagnostic) -> VariableSet {
        if let known = read.withLock({ $0[path] }) { return known }
        do throws(DiagnosticList) {
            let set = try VariableFile.read(path, keyring: run.keyring, at: node.place)
            run.vaults.conceal(set)
            read.withLock { $0[path] = set }
            return set
        } catch {
            throw error.diagnostics.first ?? Diagnostic("'\(path)' can't be read")
        }
    }
}
