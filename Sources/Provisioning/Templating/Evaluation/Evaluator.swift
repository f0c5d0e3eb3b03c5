internal import Diagnostics
internal import DocumentValues

/// Evaluates one parsed text; a new one is made for each text, sharing scope and budget.
final class Evaluator {
    let engine: TemplateEngine
    let context: ScopeContext
    let budget: Budget
    let origin: TextOrigin
    /// How files that the text includes are read.
    let options: RenderOptions
    var frame: ScopeFrame
    /// What is rendered so far.
    var output = ""

    init(
        engine: TemplateEngine,
        context: ScopeContext,
        budget: Budget,
        origin: TextOrigin,
        options: RenderOptions = RenderOptions(),
        frame: ScopeFrame? = nil
    ) {
        self.engine = engine
        self.context = context
        self.budget = budget
        self.origin = origin
        self.options = options
        self.frame = frame ?? ScopeFrame(parent: nil)
    }

    /// The failure of an operation at a place in this text.
    func failure(
        _ message: String,
        at offset: Int,
        expected: String? = nil,
        hint: String? = nil
    ) -> TemplateFailure {
        let place = origin.place(ofByte: offset)
        return TemplateFailure(Diagnostic(message, at: place, expected: expected, hint: hint))
    }

    /// Runs an operation, giving what it refuses a place.
    func placed<Result>(_ offset: Int, _ operation: () throws -> Result) throws -> Result {
        do {
            return try operation()
        } catch let refused as OperationFailure {
            throw failure(
                refused.message,
                at: offset,
                expected: refused.expected,
                hint: refused.hint
            )
        }
    }

    /// Goes one level deeper, within the limit.
    func deeper<Result>(_ offset: Int, _ operation: () throws -> Result) throws -> Result {
        budget.depth += 1
        defer { budget.depth -= 1 }
        guard budget.depth <= budget.limits.depth else {
            throw failure(
                "templates call each other deeper than \(budget.limits.depth) levels",
                at: offset
            )
        }
        return try operation()
    }

    /// Runs something with a new innermost frame.
    func withFrame<Result>(
        parent: ScopeFrame? = nil,
        _ body: () throws -> Result
    ) rethrows -> Result {
        let outer = frame
        frame = ScopeFrame(parent: parent ?? outer)
        defer { frame = outer }
        return try body()
    }
}

extension Evaluator {
    /// What a name stands for.
    func lookUp(_ name: String, at offset: Int) throws -> Item {
        if let item = frame[name] { return item }
        if let item = try variable(name, in: context, at: offset) { return item }
        if let function = TemplateGlobals.functions[name] {
            return .function(TemplateFunction(name: name, call: function))
        }
        switch name {
        case "omit": return .value(.omit)
        case "vars": return .scope(context)
        default:
            let scope = context.scope
            return .undefined(
                Undefined(
                    "'\(name)' is undefined",
                    word: name,
                    among: scope.names + Array(TemplateGlobals.functions.keys),
                    at: offset,
                    in: origin
                )
            )
        }
    }

    /// The value of a variable, evaluated once for each rendering; nil when there is none.
    func variable(_ name: String, in context: ScopeContext, at offset: Int) throws -> Item? {
        if let item = context.evaluated[name] { return item }
        guard let binding = context.scope.binding(of: name) else { return nil }
        if case .node(let node) = binding {
            let item = try evaluated(node, as: name, in: context, at: offset)
            if !item.isUndefined { context.evaluated[name] = item }
            return item
        }
        if !budget.usesForeignText { budget.usesForeignText = context.scope.isForeign(name) }
        let item = try item(binding, in: context, at: offset)
        context.evaluated[name] = item
        return item
    }

    /// The item of a binding that belongs to a scope.
    func item(_ binding: Binding, in context: ScopeContext, at offset: Int) throws -> Item {
        switch binding {
        case .value(let value): return .value(value)
        case .scope(let scope): return .scope(ScopeContext(scope))
        case .mapping(let mapping): return .mapping(mapping, context)
        case .node(let node): return try item(of: node, in: context, at: offset)
        }
    }

    /// The item of a node, as undefined when something undefined is all that is wrong with it.
    func item(of node: Node, in context: ScopeContext, at offset: Int) throws -> Item {
        do {
            return try deeper(offset) {
                try engine.item(of: node, context: context, budget: budget)
            }
        } catch let failure as TemplateFailure where failure.isUndefined {
            let cause = failure.diagnostic
            return .undefined(
                Undefined("", word: "", among: [], at: offset, in: origin, cause: cause)
            )
        }
    }

    private func evaluated(
        _ node: Node,
        as name: String,
        in context: ScopeContext,
        at offset: Int
    ) throws -> Item {
        if let first = context.underway[name] {
            throw failure(
                "the variable '\(name)' is defined by itself",
                at: offset,
                hint: "its evaluation started at \(first)"
            )
        }
        context.underway[name] = origin.place(ofByte: offset)
        defer { context.underway[name] = nil }
        do {
            let item = try item(of: node, in: context, at: offset)
            guard case .undefined(let undefined) = item, let cause = undefined.cause else {
                return item
            }
            return .undefined(
                Undefined(
                    "",
                    word: "",
                    among: [],
                    at: offset,
                    in: origin,
                    cause: chained(cause, name, offset)
                )
            )
        } catch let failure as TemplateFailure {
            throw TemplateFailure(
                chained(failure.diagnostic, name, offset),
                isUndefined: failure.isUndefined
            )
        }
    }

    /// The diagnostic with one more line of who uses the variable.
    private func chained(_ diagnostic: Diagnostic, _ name: String, _ offset: Int) -> Diagnostic {
        var diagnostic = diagnostic
        let use = "'\(name)' is used at \(origin.place(ofByte: offset))"
        guard !(diagnostic.hint?.hasSuffix(use) ?? false) else { return diagnostic }
        diagnostic.hint = diagnostic.hint.map { "\($0); \(use)" } ?? use
        return diagnostic
    }
}
