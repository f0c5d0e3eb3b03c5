internal import DocumentValues

extension Evaluator {
    /// A macro as a function, which sees the variables of where it was defined.
    func function(_ macro: Macro) -> TemplateFunction {
        let home = frame
        let evaluator = self
        return TemplateFunction(name: macro.name) { _, arguments in
            try evaluator.withFrame(parent: home) {
                try evaluator.bind(macro, arguments)
                return .string(try evaluator.captured(macro.body))
            }
        }
    }

    private func bind(_ macro: Macro, _ arguments: CallArguments) throws {
        var named: [String: Item] = [:]
        for argument in arguments.named { named[argument.name] = argument.value }
        for (index, parameter) in macro.parameters.enumerated() {
            if index < arguments.positional.count {
                frame.variables[parameter.name] = arguments.positional[index]
            } else if let item = named.removeValue(forKey: parameter.name) {
                frame.variables[parameter.name] = item
            } else if let expression = parameter.defaultValue {
                frame.variables[parameter.name] = try item(expression)
            } else {
                let message = "parameter '\(parameter.name)' was not provided"
                frame.variables[parameter.name] = .undefined(
                    Undefined(message, word: "", among: [], at: macro.offset, in: origin)
                )
            }
        }
        frame.variables["caller"] = named.removeValue(forKey: "caller")
        let surplus = Array(arguments.positional.dropFirst(macro.parameters.count))
        try bindSurplus(surplus, named, macro)
    }

    private func bindSurplus(
        _ surplus: [Item],
        _ named: [String: Item],
        _ macro: Macro
    ) throws {
        let names = FreeNameFinder.names(usedIn: macro.body)
        if names.contains("varargs") {
            frame.variables["varargs"] = .sequence(surplus)
        } else if !surplus.isEmpty {
            throw OperationFailure(
                "the macro '\(macro.name)' takes not more than \(macro.parameters.count) arguments"
            )
        }
        if names.contains("kwargs") {
            var map = ValueMap()
            for (name, item) in named { map[name] = try plain(item, at: macro.offset) }
            frame.variables["kwargs"] = .value(.map(map))
        } else if let unknown = named.keys.sorted().first {
            throw OperationFailure("the macro '\(macro.name)' has no parameter '\(unknown)'")
        }
    }
}

/// What `import … as name` gives.
final class ImportedTemplate: TemplateObject {
    private let variables: [String: Item]

    init(_ variables: [String: Item]) {
        self.variables = variables
    }

    var typeName: String { "template module" }
    var names: [String] { variables.keys.sorted() }

    func attribute(_ name: String) -> Item? { variables[name] }
}

/// What `namespace(…)` gives.
final class Namespace: TemplateObject {
    private var variables: [String: Item]

    init(_ variables: [String: Item]) {
        self.variables = variables
    }

    var typeName: String { "namespace" }

    func attribute(_ name: String) -> Item? { variables[name] }

    func assign(_ name: String, _ item: Item) -> Bool {
        variables[name] = item
        return true
    }
}
