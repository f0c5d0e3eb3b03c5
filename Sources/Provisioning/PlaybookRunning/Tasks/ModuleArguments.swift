internal import Diagnostics
internal import DocumentValues
internal import ModuleContract
internal import Playbooks
internal import Templating

/// Evaluates a task's arguments and fits them to its module's table.
struct ModuleArguments {
    let call: ModuleCall
    let task: Task

    /// The arguments by their names, of the table's types, with defaults; and the names of those
    /// that may hold text that no operator wrote.
    func evaluate(
        _ evaluator: KeywordEvaluator
    ) throws(DiagnosticList) -> (arguments: ValueMap, foreignNames: Set<String>) {
        let values: ValueMap
        let foreignNames: Set<String>
        do throws(Diagnostic) {
            (values, foreignNames) = try templated(evaluator)
        } catch {
            throw DiagnosticList([error])
        }
        let coercion = ArgumentCoercion(of: call.module.description)
        let places = places
        let arguments = try coercion.coerce(texts(values)) { name in
            name.flatMap { places[$0] } ?? call.place
        }
        return (arguments, foreignNames)
    }

    /// The arguments, with texts in the place of lists and mappings where texts are wanted.
    ///
    /// Templates gave them, and they become what Python writes, as Ansible has it; those that an
    /// operator wrote out were refused before the run.
    private func texts(_ values: ValueMap) -> ValueMap {
        var values = values
        for argument in call.module.description.arguments.arguments {
            for name in [argument.name] + argument.aliases {
                guard let value = values[name] else { continue }
                switch argument.kind {
                case .string, .path:
                    values[name] = Self.text(value)
                case .list(.string), .list(.path):
                    values[name] = value.list.map { .list($0.map(Self.text)) } ?? value
                default:
                    break
                }
            }
        }
        return values
    }

    private static func text(_ value: Value) -> Value {
        value.list == nil && value.map == nil ? value : .string(value.pythonText)
    }

    private var places: [String: SourcePlace] {
        var places: [String: SourcePlace] = [:]
        for pair in call.arguments {
            if let name = pair.key.string { places[name] = pair.value.place }
        }
        return places
    }

    private func templated(
        _ evaluator: KeywordEvaluator
    ) throws(Diagnostic) -> (ValueMap, foreignNames: Set<String>) {
        var values = try defaults(evaluator)
        var foreignNames: Set<String> = []
        if let template = call.argumentsTemplate {
            let (value, isForeign) = try evaluator.origin(of: template)
            guard let map = value.map else {
                throw Diagnostic(
                    "the arguments are \(value.typeName)",
                    at: template.place,
                    expected: "a mapping"
                )
            }
            values.merge(map)
            if isForeign { foreignNames.formUnion(map.keys.compactMap(\.string)) }
            if takesConditions, let given = map["that"] {
                try refuse(given, isForeign: isForeign, at: template.place)
            }
        }
        for pair in call.arguments {
            let name = try evaluator.text(pair.key)
            if takesConditions && name == "that" {
                values[name] = try conditions(pair.value, evaluator)
                continue
            }
            let (value, isForeign) = try evaluator.origin(of: pair.value)
            values[name] = value
            if isForeign { foreignNames.insert(name) }
        }
        return (Value.map(values).withoutOmitted.map ?? values, foreignNames)
    }

    /// Conditions as they are written; a template of a whole list of them is evaluated.
    private func conditions(_ node: Node, _ evaluator: KeywordEvaluator) throws(Diagnostic) -> Value
    {
        guard let text = node.string, Node.mayBeTemplate(text) else { return Value(plain: node) }
        let (value, isForeign) = try evaluator.origin(of: node)
        guard value.list != nil else { return Value(plain: node) }
        try refuse(value, isForeign: isForeign, at: node.place)
        return value
    }

    /// Refuses expressions that a host had a say in.
    private func refuse(
        _ conditions: Value,
        isForeign: Bool,
        at place: SourcePlace
    ) throws(Diagnostic) {
        guard isForeign, (conditions.list ?? [conditions]).contains(where: { $0.string != nil })
        else { return }
        throw Diagnostic(
            "these conditions are made of what a host said, and are not evaluated",
            at: place,
            expected: "expressions that stand in the task"
        )
    }

    /// `module_defaults` of the task, outermost first.
    private func defaults(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> ValueMap {
        var values = ValueMap()
        let names = call.module.description.allNames
        for node in task.directives.moduleDefaults {
            guard let groups = try evaluator.value(node).map else { continue }
            for name in names {
                if let map = groups[name]?.map { values.merge(map) }
            }
        }
        return values
    }

    /// Whether the argument `that` is conditions: bare expressions, evaluated by the module.
    private var takesConditions: Bool { call.module.description.name == "assert" }
}
