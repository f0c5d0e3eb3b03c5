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
                guard let name = term.string else {
                    throw OperationFailure(
                        "Invalid setting identifier, \"\(term.pythonText)\" is not a string"
                    )
                }
                let item = try call.evaluator.lookUp(name, at: call.site.offset)
                if case .undefined(let undefined) = item, undefined.cause == nil {
                    if let fallback = call["default"] { return fallback }
                    throw OperationFailure("No variable found with this name: \(name)")
                }
                return try call.evaluator.plain(item, at: call.site.offset)
            }
        },
        LookupEntry("varnames", about: "the names of variables that expressions match") { call in
            let names = call.evaluator.context.scope.names
            return try call.terms.flatMap { term -> [Value] in
                guard let pattern = term.string else {
                    throw OperationFailure(
                        "Invalid setting identifier, \"\(term.pythonText)\" is not a string"
                    )
                }
                let expression: RegularExpression
                do throws(RegularExpressionError) {
                    expression = try RegularExpression(pattern, options: .python)
                } catch {
                    throw OperationFailure(
                        "Unable to use \"\(pattern)\" as a search parameter: \(error.message)"
                    )
                }
                return try names.filter { name in
                    try ExpressionFilters.refusing { try expression.matches(name) }
                }.map { .string($0) }
            }
        },
    ]
}
