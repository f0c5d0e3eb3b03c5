internal import Diagnostics
internal import DocumentValues
internal import ModuleContract
internal import Playbooks
internal import Templating

/// Evaluates a task's arguments and fits them to its module's table.
struct ModuleArguments {
    let call: ModuleCall
    let task: Task

    /// The arguments by their names, of the table's types, with defaults.
    func evaluate(_ evaluator: Evaluator) throws(DiagnosticList) -> ValueMap {
        let values: ValueMap
        do throws(Diagnostic) {
            values = try templated(evaluator)
        } catch {
            throw DiagnosticList([error])
        }
        let coercion = ArgumentCoercion(
            call.module.description.arguments,
            owner: "module '\(call.module.description.name)'"
        )
        let places = places
        return try coercion.coerce(values) { name in name.flatMap { places[$0] } ?? call.place }
    }

    private var places: [String: SourcePlace] {
        var places: [String: SourcePlace] = [:]
        for pair in call.arguments {
            if let name = pair.key.string { places[name] = pair.value.place }
        }
        return places
    }

    private func templated(_ evaluator: Evaluator) throws(Diagnostic) -> ValueMap {
        var values = try defaults(evaluator)
        if let template = call.argumentsTemplate {
            let value = try evaluator.value(template)
            guard let map = value.map else {
                throw Diagnostic(
                    "the arguments are \(value.typeName)",
                    at: template.place,
                    expected: "a mapping"
                )
            }
            values.merge(map)
        }
        let isRaw = Self.takesConditions.contains(call.module.description.name)
        for pair in call.arguments {
            let name = try evaluator.text(pair.key)
            let value =
                isRaw && Self.conditionNames.contains(name)
                ? Value(plain: pair.value) : try evaluator.value(pair.value)
            values[name] = value
        }
        return Value.map(values).withoutOmitted.map ?? values
    }

    /// `module_defaults` of the task, outermost first.
    private func defaults(_ evaluator: Evaluator) throws(Diagnostic) -> ValueMap {
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

    /// Modules with arguments that are conditions: bare expressions, evaluated by the module.
    private static let takesConditions: Set<String> = ["assert"]
    private static let conditionNames: Set<String> = ["that"]
}
