public import Diagnostics
public import DocumentValues
import ModuleContract

extension Play {
    /// What is wrong with variables that the play's roles will see, before the run: options of
    /// another type than a role's `argument_specs` say, and names that are no option but nearly.
    ///
    /// - Parameter sets: the variables of a host, by rising precedence, as an inventory's layers,
    ///   and those of the command line.
    /// - Returns: everything that is wrong, with its places.
    public func check(variables sets: [VariableSet]) -> [Diagnostic] {
        let all = sets + variables
        var diagnostics = roles.flatMap { $0.checkOptions(in: all) }
        let known = knownNames
        let options = roles.flatMap(\.optionNames)
        for pair in sets.flatMap(\.pairs) {
            guard let name = pair.key.string, !known.contains(name), !name.hasPrefix("ansible_"),
                let close = closestWord(to: name, among: options),
                Play.prefix(close) == Play.prefix(name)
            else { continue }
            diagnostics.append(
                Diagnostic(
                    "unknown variable '\(name)'; did you mean '\(close)'?",
                    at: pair.key.place,
                    expected: "an option of the roles of the play, or a name less like one"
                )
            )
        }
        return diagnostics
    }

    /// The names that something in the play defines: roles, the play itself, tasks.
    private var knownNames: Set<String> {
        var names: Set<String> = []
        for set in roles.flatMap({ $0.defaults + $0.variables + $0.parameters }) + variables {
            names.formUnion(set.pairs.compactMap(\.key.string))
        }
        for task in allTasks + handlers {
            if let name = task.register { names.insert(name) }
            for set in task.directives.variables {
                names.formUnion(set.pairs.compactMap(\.key.string))
            }
            guard case .module(let call) = task.action else { continue }
            if call.module.description.arguments.takesAnyName {
                names.formUnion(call.arguments.compactMap(\.key.string))
            }
        }
        names.formUnion(roles.flatMap(\.optionNames))
        return names
    }

    /// The word before the first `_`, as roles put it before their variables.
    private static func prefix(_ name: String) -> Substring { name.prefix { $0 != "_" } }
}

extension Role {
    /// The options of all entry points.
    fileprivate var optionNames: [String] {
        content.specifications.values.flatMap(\.options.allNames).sorted()
    }
}
