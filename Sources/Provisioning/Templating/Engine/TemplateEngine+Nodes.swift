internal import Diagnostics
internal import DocumentValues

extension TemplateEngine {
    /// Runs an evaluation with a budget of its own, and says what stopped it as a diagnostic.
    func evaluating<Result>(
        _ place: SourcePlace,
        _ body: (ScopeContext, Budget) throws -> Result
    ) throws(Diagnostic) -> Result {
        do {
            return try body(ScopeContext(scope), Budget(limits))
        } catch let failure as TemplateFailure {
            throw failure.diagnostic
        } catch let refused as OperationFailure {
            throw Diagnostic(
                refused.message,
                at: place,
                expected: refused.expected,
                hint: refused.hint
            )
        } catch let diagnostic as Diagnostic {
            throw diagnostic
        } catch {
            throw Diagnostic("the template cannot be evaluated: \(error)", at: place)
        }
    }

    func evaluator(_ node: Node, _ context: ScopeContext, _ budget: Budget) -> Evaluator {
        Evaluator(engine: self, context: context, budget: budget, origin: .node(node))
    }

    /// Parses a node's text, complaining at its place.
    func parsed<Result>(
        _ node: Node,
        _ parse: () throws(SyntaxComplaint) -> Result
    ) throws -> Result {
        do throws(SyntaxComplaint) {
            return try parse()
        } catch {
            let place = TextOrigin.node(node).place(ofByte: error.offset)
            throw TemplateFailure(error.diagnostic(at: place))
        }
    }

    /// The item of a node and of everything below it.
    func item(of node: Node, context: ScopeContext, budget: Budget) throws -> Item {
        switch node.content {
        case .null: return .null
        case .bool(let value): return .value(.bool(value))
        case .integer(let value): return .value(.integer(value))
        case .float(let value): return .value(.float(value))
        case .literal(let text): return .string(text)
        case .string(let text):
            guard ParsedTemplate.isTemplate(text) else { return .string(text) }
            let result = try templated(node, text, context, budget)
            evaluator(node, context, budget).keep(result, madeOf: [.string(text)])
            return result
        case .list(let elements):
            return .value(.list(try elements.map { try plain($0, context, budget) }))
        case .map(let pairs):
            var map = ValueMap()
            for pair in pairs {
                map[try plain(pair.key, context, budget)] = try plain(pair.value, context, budget)
            }
            return .value(.map(map))
        case .vault:
            throw TemplateFailure(
                Diagnostic(
                    "this vaulted text is still encrypted",
                    at: node.place,
                    hint: "give its password with --vault-password-file or --ask-vault-pass"
                )
            )
        }
    }

    private func plain(_ node: Node, _ context: ScopeContext, _ budget: Budget) throws -> Value {
        let item = try item(of: node, context: context, budget: budget)
        if case .value(let value) = item { return value }
        return try evaluator(node, context, budget).plain(item, at: 0)
    }

    private func templated(
        _ node: Node,
        _ text: String,
        _ context: ScopeContext,
        _ budget: Budget
    ) throws -> Item {
        let template = try parsed(node) { () throws(SyntaxComplaint) in
            try ParsedTemplate.text(text)
        }
        let evaluator = evaluator(node, context, budget)
        if let expression = template.onlyExpression {
            let item = asText(try evaluator.item(expression), of: expression, context)
            guard case .value(.string(let result)) = item else { return item }
            if let literal = literal(result, of: expression, context) { return .value(literal) }
            return .string(withTrailingNewlines(result, template))
        }
        try evaluator.run(template.statements)
        if let literal = PythonLiteral.read(evaluator.output) { return .value(literal) }
        return .string(withTrailingNewlines(evaluator.output, template))
    }

    /// The data that a text reads as which an expression gave; nil where it stays a text.
    func literal(_ text: String, of expression: Expression, _ context: ScopeContext) -> Value? {
        guard let value = PythonLiteral.read(text) else { return nil }
        // A bare `nil` beside a value would be the value of nothing.
        return TextKeeping.keeps(expression, context.scope) ? Value?.none : value
    }

    /// What Ansible makes of the result of a text that is one expression: numbers become texts, and
    /// nothing the empty text, unless the expression is the name of a variable that is a number.
    private func asText(_ item: Item, of expression: Expression, _ context: ScopeContext) -> Item {
        let text: String
        switch item {
        case .value(.null): text = ""
        case .value(.integer(let number)): text = Value.integer(number).pythonText
        case .value(.float(let number)): text = Value.float(number).pythonText
        default: return item
        }
        return isPlainVariable(expression, context) ? item : .string(text)
    }

    /// Whether an expression is the name of a variable whose value holds no template.
    private func isPlainVariable(_ expression: Expression, _ context: ScopeContext) -> Bool {
        guard case .name(let name) = expression.form else { return false }
        switch context.scope.binding(of: name) {
        case .value?: return true
        case .node(let node)?: return node.string == nil
        case .scope?, .mapping?, nil: return false
        }
    }

    /// Adds the newlines of the template's end that the result lacks.
    func withTrailingNewlines(
        _ text: String,
        _ template: ParsedTemplate,
        _ newline: String = "\n"
    ) -> String {
        let present = text.utf8.reversed().prefix { $0 == 0x0A }.count
        return text + String(repeating: newline, count: max(0, template.trailingNewlines - present))
    }

    /// Whether a condition that holds templates holds: what they make of it is the condition.
    func templatedCondition(_ node: Node, _ text: String) throws(Diagnostic) -> Bool {
        let made = try origin(of: node)
        guard let condition = made.value.string else { return made.value.isTruthy }
        if condition.isEmpty { return false }
        guard !made.isForeign else {
            throw Diagnostic(
                "this condition is made of what a host said, and is not evaluated",
                at: node.place,
                expected: "an expression without braces",
                hint: "write the variable's name without '{{' and '}}'"
            )
        }
        return try expression(Node(.string(condition), at: node.place)).isTruthy
    }
}

/// Ansible's reading of a text as a truth value; nil when it is none.
func pythonBoolean(_ value: Value) -> Bool? {
    switch value {
    case .bool(let flag): return flag
    case .integer(1), .float(1): return true
    case .integer(0), .float(0): return false
    case .string(let text):
        switch text.lowercased() {
        case "y", "yes", "on", "1", "true", "t", "1.0": return true
        case "n", "no", "off", "0", "false", "f", "0.0": return false
        default: return nil
        }
    default: return nil
    }
}
