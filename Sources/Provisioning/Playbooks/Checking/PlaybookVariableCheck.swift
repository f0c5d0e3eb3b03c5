public import Diagnostics
public import DocumentValues
import ModuleContract

extension Playbook {
    /// What is wrong with the variables of a host, before the run: options of another type than a
    /// role's `argument_specs` say, and names that are nearly an option and mean nothing else.
    ///
    /// - Parameters:
    ///   - sets: the host's variables by rising precedence: those of the inventory, and those of
    ///     the command line.
    ///   - play: the play that the host is in.
    /// - Returns: everything that is wrong, with its places.
    public func check(variables sets: [VariableSet], of play: Play) -> [Diagnostic] {
        let options = play.roles.flatMap(\.optionNames)
        let misspelt = sets.flatMap(\.pairs).compactMap { pair -> Diagnostic? in
            guard let name = pair.key.string, !mentionedNames.contains(name),
                let option = closestWord(to: name, among: options),
                Playbook.isMisspelling(name, of: option)
            else { return nil }
            return Diagnostic(
                "unknown variable '\(name)'; did you mean '\(option)'?",
                at: pair.key.place,
                expected: "an option of the roles of the play, or a name that is less like one"
            )
        }
        return play.roles.flatMap { $0.checkOptions(in: sets) } + misspelt
    }

    /// Whether two names differ in one place only, by at most two letters, after the same first
    /// word.
    private static func isMisspelling(_ name: String, of option: String) -> Bool {
        let start = zip(name, option).prefix { $0 == $1 }.count
        guard name.prefix(start).contains("_") else { return false }
        let left = name.dropFirst(start)
        let right = option.dropFirst(start)
        let end = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
        let letters = [left, right].map { $0.dropLast(end) }
        return letters.allSatisfy { $0.count <= 2 && $0.allSatisfy { !$0.isNumber } }
    }
}

extension Role {
    /// The options of all entry points.
    fileprivate var optionNames: [String] {
        content.specifications.values.flatMap(\.options.allNames).sorted()
    }
}
