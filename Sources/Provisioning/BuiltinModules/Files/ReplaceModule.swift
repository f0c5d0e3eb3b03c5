internal import DocumentValues
internal import ModuleContract
internal import RegularExpressions

/// `replace`: what matches a regular expression in a file becomes something else.
enum ReplaceModule: TaskModule {
    struct Arguments: Sendable {
        var edit: TextEdit
        var expression: RegularExpression
        var replacement: String
        /// The expressions between which is replaced.
        var after: RegularExpression?
        var before: RegularExpression?
    }

    static let description = ModuleDescription(
        name: "replace",
        arguments: ArgumentTable(
            TextEdit.specifications + [
                ArgumentSpecification("regexp", isRequired: true),
                ArgumentSpecification("replace", defaultValue: ""),
                ArgumentSpecification("after"),
                ArgumentSpecification("before"),
            ]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        func expression(_ name: String) throws(ModuleFailure) -> RegularExpression? {
            guard let pattern = arguments.optionalString(name) else { return nil }
            return try compiled(pattern, options: [.python, .dotMatchesNewline])
        }
        return Arguments(
            edit: try TextEdit(arguments, context: context),
            expression: try compiled(arguments.string("regexp"), options: [.python, .multiline]),
            replacement: arguments.string("replace"),
            after: try expression("after"),
            before: try expression("before")
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<TextEditFacts> { arguments.edit.probe }

    static func plan(_ arguments: Arguments, facts: TextEditFacts) throws(ModuleFailure) -> Plan {
        guard let content = try arguments.edit.content(facts) else {
            throw ModuleFailure(
                "Path \(arguments.edit.path) does not exist !",
                result: ["rc": 257]
            )
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw ModuleFailure("\(arguments.edit.path) is no UTF-8 text")
        }
        do {
            let outcome = try replaced(text, arguments)
            return try arguments.edit.plan(outcome, facts)
        } catch let failure as ModuleFailure {
            throw failure
        } catch {
            throw ModuleFailure("'\(arguments.expression.pattern)' cannot be replaced: \(error)")
        }
    }

    private static func replaced(
        _ text: String,
        _ arguments: Arguments
    ) throws -> TextEdit.Outcome {
        let bytes = Array(text.utf8)
        var range = 0..<bytes.count
        if let after = arguments.after {
            guard let found = try after.firstMatch(in: text) else { return unchanged(bytes) }
            range = found.byteRange.upperBound..<bytes.count
        }
        if let before = arguments.before {
            let rest = String(decoding: bytes[range], as: UTF8.self)
            guard let found = try before.firstMatch(in: rest) else { return unchanged(bytes) }
            range = range.lowerBound..<(range.lowerBound + found.byteRange.lowerBound)
        }
        let section = String(decoding: bytes[range], as: UTF8.self)
        let (new, count) = try arguments.expression.replacing(
            in: section,
            with: arguments.replacement
        )
        if new == section { return unchanged(bytes) }
        return TextEdit.Outcome(
            content: Array(bytes[..<range.lowerBound]) + Array(new.utf8)
                + Array(bytes[range.upperBound...]),
            message: "\(count) replacements made"
        )
    }

    private static func unchanged(_ bytes: [UInt8]) -> TextEdit.Outcome {
        TextEdit.Outcome(content: bytes, message: "")
    }
}
