internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import Playbooks
internal import RunReporting
internal import Templating

/// Reads as whom a task acts: from variables, then keywords, then options.
struct BecomeReader {
    let run: RunState
    let directives: Directives
    /// Whether another user is wanted when neither keywords nor options say so.
    var isWanted = false

    /// The user to become, if any.
    func become(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> Become? {
        let keyword = try evaluator.bool(directives.become) ?? (isWanted || run.options.becomes)
        guard try flag("ansible_become", evaluator) ?? keyword else { return nil }
        var become = Become()
        let user = try evaluator.word(directives.becomeUser) ?? run.options.becomeUser
        become.user = try text(["ansible_become_user"], evaluator) ?? user ?? "root"
        become.method = try method(evaluator)
        become.flags = try flags(evaluator)
        become.password = try password(evaluator)
        return become
    }

    /// The password that acting as another user may take.
    func password(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> String? {
        let password =
            try text(
                ["ansible_become_password", "ansible_become_pass", "ansible_sudo_pass"],
                evaluator
            ) ?? run.options.becomePassword
        if let password { run.mask.add(password) }
        return password
    }

    /// The method that is asked for; nil when none is.
    private func method(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> BecomeMethod? {
        let keyword = try evaluator.word(directives.becomeMethod)
        let variable = try text(["ansible_become_method"], evaluator)
        guard let word = variable ?? keyword ?? run.options.becomeMethod else { return nil }
        if let method = BecomeMethod.named(word) { return method }
        let variables = ConnectionVariables(evaluator: evaluator)
        throw Diagnostic.unknown(
            "become method",
            word,
            among: BecomeMethod.all.map(\.name),
            at: variable == nil
                ? directives.becomeMethod?.node.place
                : variables.place(of: "ansible_become_method")
        )
    }

    /// The options for the method's program; nil when none are asked for.
    private func flags(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> [String]? {
        let keyword = try evaluator.word(directives.becomeFlags)
        guard let text = try text(["ansible_become_flags"], evaluator) ?? keyword else {
            return nil
        }
        if text.contains(where: { "'\"\\".contains($0) }) {
            throw Diagnostic(
                "quotes in 'become_flags' are not read",
                at: directives.becomeFlags?.node.place,
                expected: "options without blanks in them"
            )
        }
        return text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private func flag(_ name: String, _ evaluator: KeywordEvaluator) throws(Diagnostic) -> Bool? {
        guard let text = try text([name], evaluator) else { return nil }
        return ["true", "yes", "on", "1"].contains(text.lowercased())
    }

    private func text(
        _ names: [String],
        _ evaluator: KeywordEvaluator
    ) throws(Diagnostic) -> String? {
        for name in names {
            let value: Value
            switch evaluator.engine.scope.binding(of: name) {
            case .value(let data)?: value = data
            case .node(let node)?: value = try evaluator.value(node)
            default: continue
            }
            if value != .null && !value.isOmit { return value.pythonText }
        }
        return nil
    }
}
