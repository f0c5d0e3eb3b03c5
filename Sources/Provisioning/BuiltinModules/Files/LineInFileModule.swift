internal import DocumentValues
internal import ModuleContract
internal import RegularExpressions

/// `lineinfile`: a line is in a file, in the right place, or is not.
enum LineInFileModule: TaskModule {
    struct Arguments: Sendable {
        var edit: TextEdit
        /// The presence or the absence that is wanted.
        var wish: Wish
        /// What is to be said besides.
        var warning: String?
    }

    enum Wish: Sendable {
        case present(LinePlacement)
        case absent(LineMatch)
    }

    static let description = ModuleDescription(
        name: "lineinfile",
        arguments: ArgumentTable(
            TextEdit.specifications + [
                ArgumentSpecification(
                    "state",
                    defaultValue: "present",
                    choices: ["present", "absent"]
                ),
                ArgumentSpecification("regexp", aliases: ["regex"]),
                ArgumentSpecification("search_string"),
                ArgumentSpecification("line", aliases: ["value"]),
                ArgumentSpecification("insertafter"),
                ArgumentSpecification("insertbefore"),
                ArgumentSpecification("backrefs", .bool, defaultValue: false),
                ArgumentSpecification("create", .bool, defaultValue: false),
                ArgumentSpecification("firstmatch", .bool, defaultValue: false),
            ],
            rules: [
                .mutuallyExclusive(["insertbefore", "insertafter"]),
                .mutuallyExclusive(["regexp", "search_string"]),
                .mutuallyExclusive(["backrefs", "search_string"]),
            ]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var edit = try TextEdit(arguments, context: context)
        edit.creates = arguments.bool("create")
        edit.backupKey = "backup"
        edit.alwaysTellsBackup = true
        let line = arguments.optionalString("line")
        var match: LineMatch?
        if let pattern = arguments.optionalString("regexp") {
            match = .expression(try compiledForBytes(pattern))
        } else if let text = arguments.optionalString("search_string") {
            match = .text(Array(text.utf8))
        }
        if arguments.string("state") == "absent" {
            guard let match = match ?? line.map({ .whole(Array($0.utf8)) }) else {
                throw ModuleFailure(
                    "one of line, search_string, or regexp is required with state=absent"
                )
            }
            return Arguments(edit: edit, wish: .absent(match), warning: warning(arguments))
        }
        let usesGroups = arguments.bool("backrefs")
        if usesGroups, arguments["regexp"] == nil {
            throw ModuleFailure("regexp is required with backrefs=true")
        }
        guard let line else { throw ModuleFailure("line is required with state=present") }
        let placement = LinePlacement(
            line: line,
            match: match,
            position: try position(arguments),
            usesGroups: usesGroups,
            takesFirst: arguments.bool("firstmatch")
        )
        return Arguments(edit: edit, wish: .present(placement), warning: warning(arguments))
    }

    /// What Ansible warns of: what matches every line.
    private static func warning(_ arguments: ArgumentReader) -> String? {
        let isExpression = arguments.optionalString("regexp")?.isEmpty == true
        guard isExpression || arguments.optionalString("search_string")?.isEmpty == true else {
            return nil
        }
        let what = isExpression ? "regular expression" : "search string"
        return "The \(what) is an empty string, which will match every line in the file. This may "
            + "have unintended consequences, such as replacing the last line in the file rather than "
            + "appending."
            + (isExpression
                ? " If this is desired, use '^' to match every line in the file and avoid this warning."
                : "")
    }

    private static func position(
        _ arguments: ArgumentReader
    ) throws(ModuleFailure) -> LinePlacement.Position {
        if let after = arguments.optionalString("insertafter") {
            switch after {
            case "EOF": return .end
            case "BOF": return .start
            default: return .after(try compiledForBytes(after))
            }
        }
        guard let before = arguments.optionalString("insertbefore") else { return .end }
        return before == "BOF" ? .start : .before(try compiledForBytes(before))
    }

    static func probe(_ arguments: Arguments) -> Probe<TextEditFacts> { arguments.edit.probe }

    static func plan(_ arguments: Arguments, facts: TextEditFacts) throws(ModuleFailure) -> Plan {
        var plan = try edit(arguments, facts)
        if let warning = arguments.warning { plan.result["warnings"] = [.string(warning)] }
        return plan
    }

    private static func edit(
        _ arguments: Arguments,
        _ facts: TextEditFacts
    ) throws(ModuleFailure) -> Plan {
        let content = try arguments.edit.content(facts)
        switch arguments.wish {
        case .present(let placement):
            if content == nil, !arguments.edit.creates {
                throw ModuleFailure(
                    "Destination \(arguments.edit.path) does not exist !",
                    result: ["rc": 257]
                )
            }
            return try arguments.edit.plan(try placement.apply(to: content ?? []), facts)
        case .absent(let match):
            guard let content else { return Plan(result: ["msg": "file not present"]) }
            let lines = ByteLines.split(content)
            let kept = lines.filter { !match.matches($0) }
            let count = lines.count - kept.count
            let outcome = TextEdit.Outcome(
                content: kept.flatMap { $0 },
                message: count == 0 ? "" : "\(count) line(s) removed",
                values: ["found": .integer(count)]
            )
            return try arguments.edit.plan(outcome, facts)
        }
    }
}

/// Which lines are meant.
enum LineMatch: Sendable {
    /// Those in which the expression matches.
    case expression(RegularExpression)
    /// Those that hold the text.
    case text([UInt8])
    /// Those that are the text.
    case whole([UInt8])

    /// Whether a line, with its end, is meant.
    func matches(_ line: [UInt8]) -> Bool {
        switch self {
        case .expression(let expression):
            ((try? expression.firstMatch(in: line)) ?? nil) != nil
        case .text(let text): Self.contains(line, text)
        case .whole(let text): ByteLines.bare(line) == text
        }
    }

    private static func contains(_ line: [UInt8], _ text: [UInt8]) -> Bool {
        if text.isEmpty { return true }
        guard line.count >= text.count else { return false }
        return (0...(line.count - text.count)).contains {
            line[$0..<($0 + text.count)].elementsEqual(text)
        }
    }
}
