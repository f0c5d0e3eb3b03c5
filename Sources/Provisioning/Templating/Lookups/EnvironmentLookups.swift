internal import DocumentValues
internal import RegularExpressions

/// Lookups of the environment and of variables.
enum EnvironmentLookups {
    static let entries: [LookupEntry] = [
        LookupEntry("env", options: ["default"], about: "variables of the controller's environment")
        {
            call in
            call.terms.map { term in
                let name = term.pythonText.split(separator: " ").first.map(String.init) ?? ""
                return call.controller.environment(name).map { .string($0) } ?? call["default"]
                    ?? ""
            }
        },
        LookupEntry("vars", options: ["default"], about: "variables by their names") { call in
            try call.terms.map { term in
                let item = try call.evaluator.lookUp(term.pythonText, at: call.site.offset)
                if item.isUndefined, let fallback = call["default"] { return fallback }
                return try call.evaluator.plain(item, at: call.site.offset)
            }
        },
        LookupEntry("varnames", about: "the names of variables that expressions match") { call in
            let names = call.evaluator.context.scope.names
            return try call.terms.flatMap { term -> [Value] in
                let expression = try ExpressionFilters.expression(term.pythonText, .python)
                return try names.filter { name in
                    try ExpressionFilters.refusing { try expression.matches(name) }
                }.map { .string($0) }
            }
        },
    ]
}
