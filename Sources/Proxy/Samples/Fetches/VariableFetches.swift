internal import Diagnostics

/// Variables.
extension FetchKeyword {
    static let variables: [FetchKeyword] = [
        FetchKeyword(
            "var",
            .init(required: 1, .text, .text),
            .any,
            .constants,
            check: { draft throws(Diagnostic) in
                draft.set(0, object: try VariableName.read(draft.text(0) ?? "", in: draft))
            },
            { arguments, context in
                guard let name = arguments.object(0, as: VariableName.self) else { return nil }
                if let value = name.value(&context) { return value }
                return arguments.has(1) ? .text(arguments.text(1)) : nil
            }
        )
    ]
}
