internal import Diagnostics

/// Numbers: what leaves the range of 64 bits stays at its end.
extension ConverterKeyword {
    static let arithmetic: [ConverterKeyword] = [
        operation("add") { $0.adding($1) },
        operation("sub") { left, right in
            if right == .min { return left < 0 ? left &- right : .max }
            return left.adding(-right)
        },
        operation("mul") { left, right in
            let (product, overflows) = left.multipliedReportingOverflow(by: right)
            return overflows ? ((left < 0) == (right < 0) ? .max : .min) : product
        },
        operation("div") { left, right in
            if right == 0 { return .max }
            return left == .min && right == -1 ? .max : left / right
        },
        operation("mod") { left, right in
            right == 0 || right == -1 ? 0 : left % right
        },
        operation("and") { $0 & $1 },
        operation("or") { $0 | $1 },
        operation("xor") { $0 ^ $1 },
        ConverterKeyword("neg", .none, .sint, .sint) { input, _, _ in
            .integer(input.integer == .min ? .max : -input.integer)
        },
        ConverterKeyword("cpl", .none, .sint, .sint) { input, _, _ in .integer(~input.integer) },
        ConverterKeyword("bool", .none, .sint, .bool) { input, _, _ in .bool(input.isTrue) },
        ConverterKeyword("not", .none, .sint, .bool) { input, _, _ in .bool(!input.isTrue) },
        ConverterKeyword("odd", .none, .sint, .bool) { input, _, _ in
            .bool(input.integer & 1 == 1)
        },
        ConverterKeyword("even", .none, .sint, .bool) { input, _, _ in
            .bool(input.integer & 1 == 0)
        },
    ]

    private static func operation(
        _ name: String,
        _ body: @escaping @Sendable (Int64, Int64) -> Int64
    ) -> ConverterKeyword {
        ConverterKeyword(
            name,
            .init(required: 1, .text),
            .sint,
            .sint,
            check: { draft throws(Diagnostic) in
                do throws(Diagnostic) {
                    try draft.readOperand(0)
                } catch {
                    throw draft.error("expects an integer or a variable name")
                }
            },
            { input, arguments, context in
                arguments.operand(0, &context).map { .integer(body(input.integer, $0)) }
            }
        )
    }
}

extension Int64 {
    /// The sum, or the end of the range that it would leave.
    fileprivate func adding(_ other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (self < 0 ? .min : .max) : sum
    }
}
