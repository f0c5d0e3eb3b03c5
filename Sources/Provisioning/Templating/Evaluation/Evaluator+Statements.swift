internal import Diagnostics
internal import DocumentValues

extension Evaluator {
    /// Renders statements, appending to the output.
    func run(_ statements: [Statement]) throws {
        for statement in statements { try run(statement) }
    }

    /// What statements render to, apart from the output.
    func captured(_ statements: [Statement]) throws -> String {
        let outer = output
        output = ""
        defer { output = outer }
        try run(statements)
        return output
    }

    private func run(_ statement: Statement) throws {
        switch statement.form {
        case .text(let text):
            try write(text, at: statement.offset)
        case .output(let expression):
            try write(
                try printed(try item(expression), at: expression.offset),
                at: statement.offset
            )
        case .loop(let loop):
            let elements = try elements(try item(loop.sequence), at: loop.sequence.offset)
            try run(loop, over: elements, depth: 0, at: statement.offset)
        case .branch(let branches, let otherwise):
            for branch in branches where try holds(branch.condition) {
                return try run(branch.body)
            }
            try run(otherwise)
        case .set(let targets, let expression):
            let item = try item(expression)
            for target in targets { try assign(target, item, at: statement.offset) }
        case .setBlock(let target, let filters, let body):
            let text = try withFrame { try captured(body) }
            try assign(target, try filtered(text, filters), at: statement.offset)
        case .filter(let filters, let body):
            let text = try withFrame { try captured(body) }
            let result = try filtered(text, filters)
            try write(try printed(result, at: statement.offset), at: statement.offset)
        case .with(let assignments, let body):
            let values = try assignments.map { try item($0.value) }
            try withFrame {
                for (assignment, value) in zip(assignments, values) {
                    try assign(assignment.target, value, at: statement.offset)
                }
                try run(body)
            }
        case .block(let body):
            try withFrame { try run(body) }
        case .evaluate(let expression):
            _ = try item(expression)
        case .macro(let macro):
            frame.variables[macro.name] = .function(function(macro))
        case .call(let call, let caller):
            try runCall(call, caller, at: statement.offset)
        case .include, .importModule, .importNames:
            try runInclude(statement)
        }
    }

    private func write(_ text: String, at offset: Int) throws {
        output += text
        let limit = budget.limits.outputByteCount
        guard output.utf8.count > limit else { return }
        throw failure("the rendered text is longer than \(limit) bytes", at: offset)
    }

    private func filtered(_ text: String, _ filters: [FilterUse]) throws -> Item {
        try filters.reduce(.string(text)) { item, use in
            try filter(item, use.name, use.arguments, at: use.offset)
        }
    }

    /// Assigns to a name in the innermost frame, to several names, or to a namespace.
    func assign(_ target: Target, _ item: Item, at offset: Int) throws {
        switch target {
        case .name(let name):
            frame.variables[name] = item
        case .tuple(let targets):
            let parts = try elements(item, at: offset)
            guard parts.count == targets.count else {
                throw failure(
                    "\(targets.count) names cannot take \(parts.count) values",
                    at: offset
                )
            }
            for (target, part) in zip(targets, parts) { try assign(target, part, at: offset) }
        case .attribute(let name, let attribute):
            guard case .object(let object) = try lookUp(name, at: offset),
                object.assign(attribute, item)
            else {
                throw failure(
                    "only a namespace can be assigned to by attribute",
                    at: offset,
                    hint: "write '{% set \(name) = namespace(\(attribute)=…) %}' first"
                )
            }
        }
    }

    private func runCall(_ call: Expression, _ caller: Macro, at offset: Int) throws {
        let function = function(caller)
        let result = try withFrame {
            guard case .call(let callee, var arguments) = call.form else { return Item.null }
            frame.variables["caller"] = .function(function)
            let name = Expression(form: .name("caller"), offset: call.offset)
            arguments.named.append(("caller", name))
            return try self.call(callee, arguments, at: call.offset)
        }
        try write(try printed(result, at: offset), at: offset)
    }

    private func runInclude(_ statement: Statement) throws {
        switch statement.form {
        case .include(let path, let ignoresMissing, let hasContext):
            let paths = try value(path)
            guard let source = try template(paths, at: path.offset, ignoresMissing) else { return }
            let other = try evaluator(of: source, sharing: hasContext)
            try deeper(path.offset) { try other.evaluator.run(other.template.statements) }
            try write(other.evaluator.output, at: statement.offset)
        case .importModule(let path, let name, let hasContext):
            frame.variables[name] = .object(try module(path, hasContext))
        case .importNames(let path, let names, let hasContext):
            let module = try module(path, hasContext)
            for (name, alias) in names {
                guard let item = module.attribute(name) else {
                    throw failure(
                        "the template has no macro or variable '\(name)'",
                        at: path.offset,
                        expected: "one of \(module.names.joined(separator: ", "))"
                    )
                }
                frame.variables[alias] = item
            }
        default: break
        }
    }

    private func module(_ path: Expression, _ hasContext: Bool) throws -> ImportedTemplate {
        guard let source = try template(try value(path), at: path.offset, false) else {
            return ImportedTemplate([:])
        }
        let other = try evaluator(of: source, sharing: hasContext)
        try deeper(path.offset) { try other.evaluator.run(other.template.statements) }
        return ImportedTemplate(other.evaluator.frame.variables)
    }

    private func template(
        _ paths: Value,
        at offset: Int,
        _ ignoresMissing: Bool
    ) throws -> SourceText? {
        let paths = (paths.list ?? [paths]).map(\.pythonText)
        for path in paths {
            guard let found = engine.controller.locate(path, in: .templates) else { continue }
            do throws(Diagnostic) {
                let bytes = try engine.controller.read(found)
                return SourceText(name: found, text: String(decoding: bytes, as: UTF8.self))
            } catch {
                throw TemplateFailure(error)
            }
        }
        if ignoresMissing { return nil }
        let searched = engine.controller.searchPaths(for: .templates)
        throw failure(
            "there is no template '\(paths.joined(separator: "', '"))'",
            at: offset,
            hint: searched.isEmpty ? nil : "searched in \(searched.joined(separator: ", "))"
        )
    }

    private func evaluator(
        of source: SourceText,
        sharing hasContext: Bool
    ) throws -> (evaluator: Evaluator, template: ParsedTemplate) {
        let template = try ParsedTemplate.file(source, options, isIncluded: true)
        let evaluator = Evaluator(
            engine: engine,
            context: context,
            budget: budget,
            origin: .source(source, skipped: template.skippedByteCount),
            options: template.options,
            frame: ScopeFrame(parent: hasContext ? frame : nil)
        )
        return (evaluator, template)
    }
}
