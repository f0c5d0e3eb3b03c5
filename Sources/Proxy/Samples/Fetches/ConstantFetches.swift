internal import Diagnostics

/// Values that stand in the configuration.
extension FetchKeyword {
    static let constants: [FetchKeyword] = [
        FetchKeyword("always_true", .none, .bool, .constants) { _, _ in .bool(true) },
        FetchKeyword("always_false", .none, .bool, .constants) { _, _ in .bool(false) },
        FetchKeyword("str", .init(required: 1, .text), .str, .constants) { arguments, _ in
            .text(arguments.text(0))
        },
        FetchKeyword("int", .init(required: 1, .number), .sint, .constants) { arguments, _ in
            .integer(arguments.number(0))
        },
        FetchKeyword("ipv4", .init(required: 1, .ipv4), .ipv4, .constants) { arguments, _ in
            arguments[0].value
        },
        FetchKeyword("ipv6", .init(required: 1, .ipv6), .ipv6, .constants) { arguments, _ in
            arguments[0].value
        },
        FetchKeyword("meth", .init(required: 1, .text), .meth, .constants) { arguments, _ in
            .method(arguments.text(0))
        },
        FetchKeyword(
            "bool",
            .init(required: 1, .text),
            .bool,
            .constants,
            check: { draft throws(Diagnostic) in
                let text = draft.text(0) ?? ""
                switch text.lowercased() {
                case "true", "1": draft.set(0, number: 1)
                case "false", "0": draft.set(0, number: 0)
                default:
                    throw draft.error(
                        "'\(text)' is no truth value",
                        expected: "true, false, 1 or 0"
                    )
                }
            },
            { arguments, _ in .bool(arguments.number(0) != 0) }
        ),
        FetchKeyword(
            "bin",
            .init(required: 1, .text),
            .bin,
            .constants,
            check: { draft throws(Diagnostic) in
                do throws(PatternFault) {
                    draft.set(0, bytes: try PatternSet.bytes(hexadecimal: draft.text(0) ?? ""))
                } catch {
                    throw draft.error(error.message)
                }
            },
            { arguments, _ in .binary(arguments.text(0)) }
        ),
        FetchKeyword(
            "env",
            .init(required: 1, .text),
            .str,
            .constants,
            check: { draft throws(Diagnostic) in
                // The environment of the process does not change once it runs.
                if let value = draft.tools.environment(draft.text(0) ?? "") {
                    draft.set(0, bytes: Array(value.utf8))
                } else {
                    draft.set(0, number: 0)
                }
            },
            { arguments, _ in
                arguments[0].value.type == .sint ? nil : .text(arguments.text(0))
            }
        ),
    ]
}
