import Diagnostics
import DocumentValues
import LinuxSystem
import Templating

/// Names in imports and lists of roles, which may be templates over what is known before the run:
/// the variables of the command line, and those that are written around the name.
struct StaticNames {
    let session: LoadSession
    /// The variables around, weakest first.
    var variables: [VariableSet] = []
    /// The role that the name stands in.
    var role: Role?

    /// The names of what an item of a play names.
    init(_ session: LoadSession, _ variables: [VariableSet], role: Role? = nil) {
        self.session = session
        let ofRole = role.map { $0.defaults + $0.variables + $0.parameters } ?? []
        self.variables = ofRole + variables
        self.role = role
    }

    /// A node with the text that its template gives; nil, reported, when it gives none.
    func resolved(_ node: Node) -> Node? {
        guard let text = node.string, Node.mayBeTemplate(text) else { return node }
        do throws(Diagnostic) {
            return Node(.string(try value(node)), at: node.place)
        } catch {
            var problem = error
            problem.hint =
                problem.hint
                ?? "an import is read before the run: only '-e', 'vars' and 'vars_files' are known"
            session.report(problem)
            return nil
        }
    }

    /// The text that a template gives.
    func value(_ node: Node) throws(Diagnostic) -> String {
        let engine = TemplateEngine(
            scope: LayeredScope(bindings),
            controller: LocalController(roots: [session.playbookDirectory])
        )
        return try engine.text(of: node)
    }

    private var bindings: [String: Binding] {
        var bindings: [String: Binding] = [
            "playbook_dir": .value(.string(absolute(session.playbookDirectory)))
        ]
        if let role {
            bindings["role_path"] = .value(.string(absolute(role.path)))
            bindings["role_name"] = .value(.string(role.name))
        }
        for pair in (variables + session.settings.extraVariables).flatMap(\.pairs) {
            guard let name = pair.key.string else { continue }
            bindings[name] = .node(pair.value)
        }
        return bindings
    }

    private func absolute(_ path: String) -> String { (try? FileSystem.resolved(path)) ?? path }
}

extension RoleEntry {
    /// The entry with the files that its templates name; nil, reported, when one names none.
    func resolved(_ names: StaticNames) -> RoleEntry? {
        var entry = self
        for path in [\RoleEntry.tasksFrom, \.varsFrom, \.defaultsFrom, \.handlersFrom] {
            guard let node = entry[keyPath: path] else { continue }
            guard let resolved = names.resolved(node) else { return nil }
            entry[keyPath: path] = resolved
        }
        return entry
    }
}
