internal import DocumentValues
internal import ModuleContract
internal import RegularExpressions

/// `replace`: what matches a regular expression in a file becomes something else.
enum ReplaceModule: TaskModule {
    struct Arguments: Sendable {
        var edit: TextEdit
        var pattern: String
        var replacement: String
        /// The expression whose group `subsection` is what is replaced in; nil for the whole.
        var section: String?
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
        var edit = try TextEdit(arguments, context: context)
        edit.alwaysTellsDiff = false
        let decoded = Arguments(
            edit: edit,
            pattern: arguments.string("regexp"),
            replacement: arguments.string("replace"),
            section: section(
                after: arguments.optionalString("after") ?? "",
                before: arguments.optionalString("before") ?? ""
            )
        )
        _ = try Expressions(decoded, isText: true)
        return decoded
    }

    private static func section(after: String, before: String) -> String? {
        switch (after.isEmpty, before.isEmpty) {
        case (true, true): nil
        case (false, false): "\(after)(?P<subsection>.*?)\(before)"
        case (false, true): "\(after)(?P<subsection>.*)"
        case (true, false): "(?P<subsection>.*)\(before)"
        }
    }

    /// The expressions for a file of text, or for one that is no UTF-8.
    private struct Expressions {
        let wanted: RegularExpression
        let section: RegularExpression?

        init(_ arguments: Arguments, isText: Bool) throws(ModuleFailure) {
            let options: RegularExpression.Options = isText ? .python : [.python, .bytes]
            wanted = try compiled(arguments.pattern, options: options.union(.multiline))
            section = try arguments.section.map { (pattern) throws(ModuleFailure) in
                try compiled(pattern, options: options.union(.dotMatchesNewline))
            }
        }
    }

    static func probe(_ arguments: Arguments) -> Probe<TextEditFacts> { arguments.edit.probe }

    static func plan(_ arguments: Arguments, facts: TextEditFacts) throws(ModuleFailure) -> Plan {
        guard let content = try arguments.edit.content(facts) else {
            throw ModuleFailure(
                "Path \(arguments.edit.path) does not exist !",
                result: ["rc": 257]
            )
        }
        let isText = String(validating: content, as: UTF8.self) != nil
        let expressions = try Expressions(arguments, isText: isText)
        let outcome: TextEdit.Outcome?
        do throws(RegularExpressionError) {
            outcome = try replaced(content, expressions, arguments.replacement)
        } catch {
            throw ModuleFailure("'\(arguments.pattern)' cannot be replaced: \(error)")
        }
        guard let outcome else {
            let words = "Pattern for before/after params did not match the given file: "
            return Plan(result: ["rc": 0, "msg": .string(words + (arguments.section ?? ""))])
        }
        var plan = try arguments.edit.plan(outcome, facts)
        plan.result["rc"] = 0
        return plan
    }

    /// What becomes of a content; nil when the section is not found in it.
    private static func replaced(
        _ content: [UInt8],
        _ expressions: Expressions,
        _ replacement: String
    ) throws(RegularExpressionError) -> TextEdit.Outcome? {
        var range = 0..<content.count
        if let section = expressions.section {
            guard let match = try section.firstMatch(in: content),
                let group = section.groupNames["subsection"], let found = match.byteRanges[group]
            else { return nil }
            range = found
        }
        let old = Array(content[range])
        let (new, count) = try expressions.wanted.replacing(in: old, with: replacement)
        if new == old { return TextEdit.Outcome(content: content, message: "") }
        return TextEdit.Outcome(
            content: content[..<range.lowerBound] + new + content[range.upperBound...],
            message: "\(count) replacements made"
        )
    }
}
