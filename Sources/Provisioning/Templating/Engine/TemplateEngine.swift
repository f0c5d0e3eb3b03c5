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

    /// An engine over variables.
    public init(
        scope: any VariableScope,
        controller: any ControllerAccess,
        limits: TemplateLimits = TemplateLimits()
    ) {
        self.scope = scope
        self.controller = controller
        self.limits = limits
    }

    /// The same engine with some more values, as a loop's `item`.
    public func adding(_ values: ValueMap) -> TemplateEngine {
        TemplateEngine(
            scope: LayeredScope(values: values, over: scope),
            controller: controller,
            limits: limits
        )
    }

    /// The value of a node, the templates in all its texts and keys evaluated.
    ///
    /// A text that is one whole `{{ expression }}` keeps the expression's type. Any other text with
    /// templates becomes a text, or, as Ansible has it, the list, mapping or boolean that this text
    /// reads as in Python's notation.
    public func value(of node: Node) throws(Diagnostic) -> Value {
        throw Diagnostic("templates cannot be evaluated", at: node.place)
    }

    /// The value of a module's arguments: as ``value(of:)``, entries that are `omit` left out.
    public func arguments(_ node: Node) throws(Diagnostic) -> Value {
        try value(of: node).withoutOmitted
    }

    /// The text of a node, as a task's name; numbers and booleans become their text.
    public func text(of node: Node) throws(Diagnostic) -> String {
        try value(of: node).pythonText
    }

    /// The value of a bare expression, as in `until` or `with_items: name`.
    public func expression(_ node: Node) throws(Diagnostic) -> Value {
        try value(of: node)
    }

    /// Whether a condition holds: `when`, `changed_when`, `that`. A list holds when all of it does.
    public func condition(_ node: Node) throws(Diagnostic) -> Bool {
        try value(of: node).isTruthy
    }

    /// The text that a template file renders to.
    public func render(
        _ source: SourceText,
        options: RenderOptions = RenderOptions()
    ) throws(Diagnostic) -> String {
        throw Diagnostic("templates cannot be rendered", at: SourcePlace(source, offset: 0))
    }

    /// What `with_NAME: terms` loops over.
    public func lookup(
        _ name: String,
        terms: Node
    ) throws(Diagnostic) -> [Value] {
        throw Diagnostic.unknown("lookup", name, among: [String](), at: terms.place)
    }
}
