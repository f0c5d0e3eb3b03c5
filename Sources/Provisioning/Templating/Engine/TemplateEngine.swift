public import Diagnostics
public import DocumentValues

/// Evaluates what operators wrote: the templates in nodes, bare expressions, template files.
///
/// A value: make one for each task and host, it costs nothing. Parsed templates are kept for the
/// whole program, so evaluating the same text for many hosts parses it once.
public struct TemplateEngine: Sendable {
    /// The variables.
    public var scope: any VariableScope

    /// The machine that templates are rendered on.
    public var controller: any ControllerAccess

    /// Where rendering stops.
    public var limits: TemplateLimits

    /// Who is told of the secrets that templates make; nil when nobody asks.
    public var secrets: (any SecretKeeper)?

    /// An engine over variables.
    public init(
        scope: any VariableScope,
        controller: any ControllerAccess,
        limits: TemplateLimits = TemplateLimits(),
        secrets: (any SecretKeeper)? = nil
    ) {
        self.scope = scope
        self.controller = controller
        self.limits = limits
        self.secrets = secrets
    }

    /// The same engine with some more values, as a loop's `item`.
    public func adding(_ values: ValueMap) -> TemplateEngine {
        TemplateEngine(
            scope: LayeredScope(values: values, over: scope),
            controller: controller,
            limits: limits,
            secrets: secrets
        )
    }

    /// The value of a node, the templates in all its texts and keys evaluated.
    ///
    /// As Ansible has it: a text that is one whole `{{ expression }}` becomes the expression's list,
    /// mapping or boolean, or else its text; only the name of a variable that is a number gives a
    /// number. Any other text with templates becomes a text. Texts that come out so become what they
    /// read as in Python's notation when that is a list, mapping or boolean (``TextKeeping``).
    public func value(of node: Node) throws(Diagnostic) -> Value {
        try evaluating(node.place) { context, budget in
            let item = try self.item(of: node, context: context, budget: budget)
            return try evaluator(node, context, budget).plain(item, at: 0)
        }
    }

    /// The value of a node, and whether anything in it may be text that no operator wrote.
    public func origin(of node: Node) throws(Diagnostic) -> (value: Value, isForeign: Bool) {
        try evaluating(node.place) { context, budget in
            let item = try self.item(of: node, context: context, budget: budget)
            let value = try evaluator(node, context, budget).plain(item, at: 0)
            return (value, budget.usesForeignText)
        }
    }

    /// The text of a node, as a task's name; numbers and booleans become their text.
    public func text(of node: Node) throws(Diagnostic) -> String {
        try value(of: node).pythonText
    }

    /// The value of a bare expression, as in `with_items: name` or `debug: var`.
    public func expression(_ node: Node) throws(Diagnostic) -> Value {
        guard let text = node.string, !ParsedTemplate.isTemplate(text) else {
            return try value(of: node)
        }
        return try evaluating(node.place) { context, budget in
            let expression = try parsed(node) { () throws(SyntaxComplaint) in
                try ParsedTemplate.expression(text)
            }
            return try evaluator(node, context, budget).value(expression)
        }
    }

    /// The value of a bare expression; nil when something in it is undefined.
    ///
    /// A text that reads as data is that, as between braces.
    public func definedValue(of node: Node) throws(Diagnostic) -> Value? {
        try evaluating(node.place) { context, budget in
            let expression = try parsed(node) { () throws(SyntaxComplaint) in
                try ParsedTemplate.expression(node.string ?? "")
            }
            do {
                let value = try evaluator(node, context, budget).value(expression)
                guard let text = value.string else { return value }
                return literal(text, of: expression, context) ?? value
            } catch let failure as TemplateFailure where failure.isUndefined {
                return nil
            }
        }
    }

    /// Whether a condition holds, as `when`, `changed_when` and `that` take it.
    ///
    /// A list holds when all of it does.
    /// A text is an expression without braces. One with templates is accepted as Ansible does: what
    /// they make of it is the condition, unless a host had a say in it.
    public func condition(_ node: Node) throws(Diagnostic) -> Bool {
        if let elements = node.list {
            for element in elements {
                guard try condition(element) else { return false }
            }
            return true
        }
        if let text = node.string, ParsedTemplate.isTemplate(text) {
            return try templatedCondition(node, text)
        }
        return try expression(node).isTruthy
    }

    /// The text that a template file renders to.
    public func render(
        _ source: SourceText,
        options: RenderOptions = RenderOptions()
    ) throws(Diagnostic) -> String {
        try evaluating(SourcePlace(source, line: 1, column: 1)) { context, budget in
            let template = try ParsedTemplate.file(source, options)
            let evaluator = Evaluator(
                engine: self,
                context: context,
                budget: budget,
                origin: .source(source, skipped: template.skippedByteCount),
                options: template.options
            )
            try evaluator.run(template.statements)
            return withTrailingNewlines(evaluator.output, template, template.options.newline)
        }
    }

    /// What `with_NAME: terms` loops over, and whether any of it may be text that no operator wrote.
    public func lookup(
        _ name: String,
        terms: Node
    ) throws(Diagnostic) -> (items: [Value], areForeign: Bool) {
        try evaluating(terms.place) { context, budget in
            let evaluator = evaluator(terms, context, budget)
            let value =
                shortName(name) == "first_found"
                ? try definedParts(of: terms, context, budget)
                : try evaluator.plain(
                    try item(of: terms, context: context, budget: budget),
                    at: 0
                )
            let list = value.list ?? [value]
            let items = try evaluator.lookUp(name, terms: list, options: [], at: 0)
            return (items, budget.usesForeignText)
        }
    }

    /// The value of a node without the texts in which something is undefined.
    private func definedParts(
        of node: Node,
        _ context: ScopeContext,
        _ budget: Budget
    ) throws -> Value {
        switch node.content {
        case .list(let elements):
            return .list(
                try elements.map { try definedParts(of: $0, context, budget) }
                    .filter { $0 != .null }
            )
        case .map(let pairs):
            var map = ValueMap()
            for pair in pairs {
                map[Value(plain: pair.key)] = try definedParts(of: pair.value, context, budget)
            }
            return .map(map)
        default:
            do {
                let item = try item(of: node, context: context, budget: budget)
                if item.isUndefined { return .null }
                return try evaluator(node, context, budget).plain(item, at: 0)
            } catch let failure as TemplateFailure where failure.isUndefined {
                return .null
            }
        }
    }
}
