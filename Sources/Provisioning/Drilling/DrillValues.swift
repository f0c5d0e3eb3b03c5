import Diagnostics
import DocumentValues
import PlaybookRunning

/// Evaluates a drill's templates: the variables of its host, and the drill's own over them.
struct DrillValues {
    let engine: PlaybookEngine
    private let host: String
    private let variables: VariableSet
    /// The folder that relative paths of the drill start in.
    let folder: String

    init(drill: DrillFile, folder: String, host: String, engine: PlaybookEngine) {
        self.engine = engine
        self.host = host
        self.folder = folder
        variables = VariableSet(origin: "drill", pairs: drill.variables?.map ?? [])
    }

    func text(_ node: Node) throws(Diagnostic) -> String {
        let value = try engine.value(of: node, for: host, with: variables)
        guard let text = value.string, !text.isEmpty else {
            throw Diagnostic("this is no text but \(value.pythonText)", at: node.place)
        }
        return text
    }

    func words(_ node: Node) throws(Diagnostic) -> [String] {
        let value = try engine.value(of: node, for: host, with: variables)
        guard let list = value.list else {
            throw Diagnostic("this is no list but \(value.pythonText)", at: node.place)
        }
        return list.map(\.pythonText)
    }
}
