internal import DocumentValues

/// Texts that stay texts, though they read as a list, a mapping or a boolean.
///
/// Ansible takes what a whole `{{ expression }}` gives for data where it reads as such, whoever
/// wrote it; not what the filters for texts made, wherever it was kept in between.
enum TextKeeping {
    /// The filters whose results stay what they are.
    private static let filters: Set<String> = [
        "string", "to_json", "to_nice_json", "to_yaml", "to_nice_yaml", "ppretty", "json",
    ]

    /// The filters that may hand their operand on.
    private static let transparentFilters: Set<String> = ["default", "d", "mandatory"]

    /// Whether the text that an expression gives stays one.
    static func keeps(_ expression: Expression, _ scope: any VariableScope) -> Bool {
        switch expression.form {
        case .filter(let operand, let name, let arguments):
            filters.contains(name)
                || transparentFilters.contains(name)
                    && ([operand] + arguments.positional).contains { keeps($0, scope) }
        case .conditional(_, let then, let otherwise):
            keeps(then, scope) || otherwise.map { keeps($0, scope) } ?? false
        case .name(let name):
            switch scope.binding(of: name) {
            case .node(let node)?: isFinal(node)
            case .value?: scope.keepsText(name)
            case .scope?, .mapping?, nil: false
            }
        case .item(let base, let key) where base.isVariables:
            // The variable itself, as by its name.
            if case .constant(.string(let name)) = key.form {
                keeps(Expression(form: .name(name), offset: expression.offset), scope)
            } else {
                false
            }
        case .attribute, .item:
            entry(expression, scope).map(isFinal) ?? false
        case .call(let function, let arguments):
            isUnconverted(function, arguments)
        default:
            false
        }
    }

    /// Whether a node's text has gone through a template, and is what it is.
    private static func isFinal(_ node: Node) -> Bool {
        node.string.map { ParsedTemplate.isTemplate($0) } ?? false
    }

    /// The entry that an expression of constant keys names in a mapping of an operator's.
    private static func entry(_ expression: Expression, _ scope: any VariableScope) -> Node? {
        switch expression.form {
        case .name(let name):
            guard case .node(let node)? = scope.binding(of: name) else { return nil }
            return node
        case .attribute(let base, let key):
            return entry(base, scope)?[key]
        case .item(let base, let key):
            guard case .constant(.string(let key)) = key.form else { return nil }
            return entry(base, scope)?[key]
        default:
            return nil
        }
    }

    /// Whether a call is a lookup that is told not to make data of a text.
    private static func isUnconverted(
        _ function: Expression,
        _ arguments: ArgumentExpressions
    ) -> Bool {
        guard case .name("lookup") = function.form,
            let flag = arguments.named.first(where: { $0.name == "convert_data" }),
            case .constant(let value) = flag.value.form
        else { return false }
        return pythonBoolean(value) == false
    }
}

extension Expression {
    /// Whether it is `vars`, the mapping of all variables.
    fileprivate var isVariables: Bool {
        guard case .name("vars") = form else { return false }
        return true
    }
}
