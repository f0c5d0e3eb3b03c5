public import Diagnostics
public import DocumentValues
import ModuleContract

/// Holds what a use gives a role against the role's `argument_specs`, as far as it is known.
struct RoleOptionCheck {
    let session: LoadSession

    /// Checks the variables and parameters of a use, and the role's own defaults.
    func check(_ use: RoleUse, _ content: RoleContent) {
        let entryPoint = use.entry.tasksFrom?.string ?? "main"
        guard use.entry.validatesSpecifications?.fixed != false,
            let specification = content.specifications[entryPoint]
        else { return }
        let owner = "role '\(content.name)'"
        let coercion = ArgumentCoercion(specification.options, owner: owner, noun: "option")
        let given = use.variables.pairs + use.parameters.pairs
        let foreign = namesOfOthers(content)
        let checkable = given.filter { pair in
            let name = pair.key.string ?? ""
            let isOption = specification.options[name] != nil
            return isOption || !(name.hasPrefix("ansible_") || foreign.contains(name))
        }
        session.report(coercion.check(checkable, at: use.place, isComplete: false))
        for set in content.defaults {
            let options = set.pairs.filter { specification.options[$0.key.string ?? ""] != nil }
            let isNothing: (Node.Pair) -> Bool = { $0.value.isNull }
            let known = options.filter { !isNothing($0) }
            session.report(coercion.check(known, at: use.place, isComplete: false))
        }
    }

    /// Names that are no options but have a meaning: own variables, and those of dependencies.
    private func namesOfOthers(_ content: RoleContent) -> Set<String> {
        var names: Set<String> = []
        for role in content.allDependencies + [content] {
            for set in role.defaults + role.variables {
                names.formUnion(set.pairs.compactMap(\.key.string))
            }
            for specification in role.specifications.values {
                names.formUnion(specification.options.allNames)
            }
        }
        return names
    }
}

extension Role {
    /// What is wrong with the options that variables give the role, before the run: plain values
    /// of another type than the specification's.
    ///
    /// - Parameters:
    ///   - entryPoint: the entry point that is used.
    ///   - sets: variables that the role will see, by rising precedence, as those of a host.
    /// - Returns: everything that is wrong, with its places.
    public func checkOptions(
        of entryPoint: String = "main",
        in sets: [VariableSet]
    ) -> [Diagnostic] {
        guard let specification = content.specifications[entryPoint] else { return [] }
        let coercion = ArgumentCoercion(
            specification.options,
            owner: "role '\(name)'",
            noun: "option"
        )
        let pairs = specification.options.arguments.compactMap { option -> Node.Pair? in
            guard let set = sets.last(where: { $0[option.name] != nil }),
                let value = set[option.name], !set.isSecret
            else { return nil }
            return Node.Pair(key: Node(.string(option.name), at: value.place), value: value)
        }
        return coercion.check(pairs, at: place, isComplete: false)
    }
}
