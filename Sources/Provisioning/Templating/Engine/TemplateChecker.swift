public import Diagnostics
public import DocumentValues

/// Checks templates before any host is contacted: syntax, and that filters, tests and lookups
/// exist and are given arguments that they take.
public enum TemplateChecker {
    /// What is wrong with the templates in a node and below it.
    public static func check(_ node: Node) -> [Diagnostic] {
        switch node.content {
        case .string(let text) where ParsedTemplate.isTemplate(text):
            checked(.node(node)) { () throws(SyntaxComplaint) in
                try ParsedTemplate.text(text).statements
            }
        case .list(let elements): elements.flatMap { check($0) }
        case .map(let pairs): pairs.flatMap { check($0.key) + check($0.value) }
        default: []
        }
    }

    /// Whether a text is one `{{ expression }}` from start to end.
    public static func isOneExpression(_ text: String) -> Bool {
        guard ParsedTemplate.isTemplate(text) else { return false }
        return (try? ParsedTemplate.text(text))?.onlyExpression != nil
    }

    /// What is wrong with a condition, or a list of conditions.
    public static func check(condition node: Node) -> [Diagnostic] {
        if let elements = node.list { return elements.flatMap { check(condition: $0) } }
        guard let text = node.string else { return [] }
        guard !ParsedTemplate.isTemplate(text) else {
            let warning = Diagnostic(
                "a condition is an expression already and should hold no templates",
                at: node.place,
                hint: "write the variable's name without '{{' and '}}'",
                severity: .warning
            )
            return check(node) + [warning]
        }
        return checked(.node(node)) { () throws(SyntaxComplaint) in
            [Statement(form: .output(try ParsedTemplate.expression(text)), offset: 0)]
        }
    }

    /// What is wrong with a template file.
    public static func check(
        file source: SourceText,
        options: RenderOptions = RenderOptions()
    ) -> [Diagnostic] {
        do {
            let template = try ParsedTemplate.file(source, options)
            return checked(.source(source, skipped: template.skippedByteCount)) {
                template.statements
            }
        } catch let failure as TemplateFailure {
            return [failure.diagnostic]
        } catch {
            return [Diagnostic("the template cannot be read: \(error)")]
        }
    }

    /// What is wrong with the name of a `with_` loop.
    public static func check(lookup name: String, at place: SourcePlace) -> Diagnostic? {
        guard LookupTable.entry(name) == nil else { return nil }
        return MissingPlugin.lookup.noticed(name, at: place)
    }

    /// The variables that the templates in a node use and do not set themselves.
    public static func freeNames(in node: Node) -> Set<String> {
        switch node.content {
        case .string(let text) where ParsedTemplate.isTemplate(text):
            guard let template = try? ParsedTemplate.text(text) else { return [] }
            return FreeNameFinder.names(usedIn: template.statements)
        case .list(let elements):
            return elements.reduce(into: []) { $0.formUnion(freeNames(in: $1)) }
        case .map(let pairs):
            return pairs.reduce(into: []) { names, pair in
                names.formUnion(freeNames(in: pair.key).union(freeNames(in: pair.value)))
            }
        default: return []
        }
    }

    /// The variables that a condition, or a list of conditions, uses.
    public static func freeNames(inCondition node: Node) -> Set<String> {
        if let elements = node.list {
            return elements.reduce(into: []) { $0.formUnion(freeNames(inCondition: $1)) }
        }
        guard let text = node.string, !ParsedTemplate.isTemplate(text) else {
            return freeNames(in: node)
        }
        guard let expression = try? ParsedTemplate.expression(text) else { return [] }
        return FreeNameFinder.names(usedIn: [Statement(form: .output(expression), offset: 0)])
    }

    private static func checked(
        _ origin: TextOrigin,
        _ parse: () throws(SyntaxComplaint) -> [Statement]
    ) -> [Diagnostic] {
        do throws(SyntaxComplaint) {
            var check = NameCheck(origin: origin)
            check.visit(try parse())
            return check.diagnostics
        } catch {
            return [error.diagnostic(at: origin.place(ofByte: error.offset))]
        }
    }
}
