import Diagnostics
import DocumentValues

extension RoleUse {
    private static let foreignKeys: Set<String> = ["src", "scm", "version"]

    /// An entry of `roles` or `dependencies`: a name, or a mapping with `role`.
    static func read(_ node: Node, _ names: StaticNames) -> RoleUse? {
        let session = names.session
        if node.string != nil {
            guard let name = names.resolved(node)?.string else { return nil }
            return RoleUse(name: name, at: node.place, place: node.place)
        }
        guard let pairs = node.map else {
            session.report("a role", is: node, expected: "a name, or a mapping with 'role'")
            return nil
        }
        guard let named = node["role"] ?? node["name"], named.string != nil else {
            session.report(
                Diagnostic("this role has no name", at: node.place, expected: "'role: NAME'")
            )
            return nil
        }
        guard let name = names.resolved(named)?.string else { return nil }
        var use = RoleUse(name: name, at: named.place, place: node.place)
        for pair in pairs {
            let key = pair.key.string ?? ""
            if key == "role" || key == "name" || foreignKeys.contains(key) { continue }
            if key == "vars" {
                use.variables = session.variables(pair, origin: "vars of role \(name)")
            } else if !DirectiveKeywords.table.decode(
                pair,
                in: .role,
                into: &use.directives,
                session
            ) {
                use.addParameter(pair, session)
            }
        }
        return use
    }

    private init(name: String, at namePlace: SourcePlace, place: SourcePlace) {
        self.init(
            name: name,
            namePlace: namePlace,
            directives: Directives(),
            variables: VariableSet(origin: "vars of role \(name)"),
            parameters: VariableSet(origin: "parameters of role \(name)"),
            entry: RoleEntry(),
            place: place
        )
    }

    private mutating func addParameter(_ pair: Node.Pair, _ session: LoadSession) {
        guard session.variableName(pair.key, what: "parameter") != nil else { return }
        _ = session.checked(pair.value)
        parameters.set(pair)
    }
}
