internal import Diagnostics
internal import DocumentValues

/// Checks the names and arguments of filters, tests and lookups in a parsed template.
struct NameCheck {
    let origin: TextOrigin
    private(set) var diagnostics: [Diagnostic] = []

    init(origin: TextOrigin) {
        self.origin = origin
    }

    mutating func visit(_ statements: [Statement]) {
        for statement in statements {
            let contents = statement.contents
            for expression in contents.expressions { visit(expression) }
            for use in contents.filters {
                checkFilter(use.name, use.arguments, use.offset)
                for argument in use.arguments.all { visit(argument) }
            }
            visit(contents.statements)
        }
    }

    private mutating func visit(_ expression: Expression) {
        switch expression.form {
        case .filter(_, let name, let arguments):
            checkFilter(name, arguments, expression.offset)
        case .test(_, let name, let arguments):
            checkTest(name, arguments, expression.offset)
        case .call(let function, let arguments):
            checkLookup(function, arguments)
        default: break
        }
        for child in expression.children { visit(child) }
    }

    private mutating func checkFilter(
        _ name: String,
        _ arguments: ArgumentExpressions,
        _ offset: Int
    ) {
        guard let entry = FilterTable.entry(name) else {
            report(.filter, name, offset)
            return
        }
        report(entry.parameters, arguments, "the filter '\(name)'", offset)
        switch shortName(name) {
        case "map":
            guard let inner = constant(arguments.positional.first),
                FilterTable.entry(inner.name) == nil
            else { return }
            report(.filter, inner.name, inner.offset)
        case "select", "reject":
            checkNamedTest(arguments.positional.first)
        case "selectattr", "rejectattr":
            checkNamedTest(arguments.positional.dropFirst().first)
        default: break
        }
    }

    private mutating func checkNamedTest(_ expression: Expression?) {
        guard let found = constant(expression), TestTable.entry(found.name) == nil else { return }
        report(.test, found.name, found.offset)
    }

    private mutating func checkTest(_ name: String, _ arguments: ArgumentExpressions, _ offset: Int)
    {
        guard let entry = TestTable.entry(name) else {
            report(.test, name, offset)
            return
        }
        report(entry.parameters, arguments, "the test '\(name)'", offset)
    }

    private mutating func checkLookup(_ function: Expression, _ arguments: ArgumentExpressions) {
        guard case .name(let called) = function.form else { return }
        guard ["lookup", "query", "q"].contains(called),
            let found = constant(arguments.positional.first),
            LookupTable.entry(found.name) == nil
        else { return }
        report(.lookup, found.name, found.offset)
    }

    private func constant(_ expression: Expression?) -> (name: String, offset: Int)? {
        guard let expression, case .constant(.string(let text)) = expression.form else {
            return nil
        }
        return (text, expression.offset)
    }

    private mutating func report(_ kind: MissingPlugin, _ name: String, _ offset: Int) {
        diagnostics.append(kind.noticed(name, at: origin.place(ofByte: offset)))
    }

    private mutating func report(
        _ parameters: Parameters,
        _ arguments: ArgumentExpressions,
        _ subject: String,
        _ offset: Int
    ) {
        guard arguments.starred == nil, arguments.doubleStarred == nil else { return }
        let complaint = parameters.complaint(
            positional: arguments.positional.count,
            named: arguments.named.map(\.name),
            of: subject
        )
        guard let complaint else { return }
        diagnostics.append(
            Diagnostic(
                complaint.message,
                at: origin.place(ofByte: offset),
                expected: complaint.expected,
                hint: complaint.hint
            )
        )
    }
}
