internal import DocumentValues
internal import ModuleContract
internal import RegularExpressions

/// `blockinfile`: lines between two markers are in a file, or are not.
enum BlockInFileModule: TaskModule {
    struct Arguments: Sendable {
        var edit: TextEdit
        /// The lines between the markers; empty takes the block away.
        var block: [[UInt8]]
        var begin: [UInt8]
        var end: [UInt8]
        var position: LinePlacement.Position
    }

    static let description = ModuleDescription(
        name: "blockinfile",
        arguments: ArgumentTable(
            TextEdit.specifications + [
                ArgumentSpecification(
                    "state",
                    defaultValue: "present",
                    choices: ["present", "absent"]
                ),
                ArgumentSpecification("block", aliases: ["content"], defaultValue: ""),
                ArgumentSpecification("marker", defaultValue: "# {mark} ANSIBLE MANAGED BLOCK"),
                ArgumentSpecification("marker_begin", defaultValue: "BEGIN"),
                ArgumentSpecification("marker_end", defaultValue: "END"),
                ArgumentSpecification("insertafter"),
                ArgumentSpecification("insertbefore"),
                ArgumentSpecification("create", .bool, defaultValue: false),
            ],
            rules: [.mutuallyExclusive(["insertbefore", "insertafter"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var edit = try TextEdit(arguments, context: context)
        edit.creates = arguments.bool("create")
        let isWanted = arguments.string("state") == "present"
        var position = LinePlacement.Position.end
        if let after = arguments.optionalString("insertafter"), after != "EOF" {
            position = .after(try compiled(after))
        } else if let before = arguments.optionalString("insertbefore") {
            position = before == "BOF" ? .start : .before(try compiled(before))
        }
        let text = isWanted ? arguments.string("block") : ""
        return Arguments(
            edit: edit,
            block: ByteLines.split(Array(text.utf8)).map { ByteLines.bare($0) + [10] },
            begin: marker(arguments, "marker_begin"),
            end: marker(arguments, "marker_end"),
            position: position
        )
    }

    private static func marker(_ arguments: ArgumentReader, _ name: String) -> [UInt8] {
        var text = ""
        var rest = Substring(arguments.string("marker"))
        while let first = rest.first {
            if rest.hasPrefix("{mark}") {
                text += arguments.string(name)
                rest = rest.dropFirst(6)
            } else {
                text.append(first)
                rest = rest.dropFirst()
            }
        }
        return Array(text.utf8)
    }

    static func probe(_ arguments: Arguments) -> Probe<TextEditFacts> { arguments.edit.probe }

    static func plan(_ arguments: Arguments, facts: TextEditFacts) throws(ModuleFailure) -> Plan {
        let content = try arguments.edit.content(facts)
        if content == nil {
            if arguments.block.isEmpty {
                return Plan(result: ["msg": .string("File \(arguments.edit.path) not present")])
            }
            guard arguments.edit.creates else {
                throw ModuleFailure(
                    "Path \(arguments.edit.path) does not exist !",
                    result: ["rc": 257]
                )
            }
        }
        var lines = ByteLines.split(content ?? [])
        let message = edit(&lines, arguments)
        let outcome = TextEdit.Outcome(content: lines.flatMap { $0 }, message: message)
        return try arguments.edit.plan(outcome, facts)
    }

    private static func edit(_ lines: inout [[UInt8]], _ arguments: Arguments) -> String {
        let wanted =
            arguments.block.isEmpty
            ? [] : [arguments.begin + [10]] + arguments.block + [arguments.end + [10]]
        let begin = lines.lastIndex { ByteLines.bare($0) == arguments.begin }
        let end = lines.lastIndex { ByteLines.bare($0) == arguments.end }
        if let begin, let end {
            let range = min(begin, end)..<(max(begin, end) + 1)
            if Array(lines[range]) == wanted { return "" }
            lines.replaceSubrange(range, with: wanted)
            return wanted.isEmpty ? "Block removed" : "Block changed"
        }
        if wanted.isEmpty { return "" }
        var index = lines.count
        switch arguments.position {
        case .start: index = 0
        case .end: break
        case .after(let expression):
            let found = lines.lastIndex(where: LineMatch.expression(expression).matches)
            index = found.map { $0 + 1 } ?? lines.count
        case .before(let expression):
            index = lines.lastIndex(where: LineMatch.expression(expression).matches) ?? lines.count
        }
        if index > 0, !ByteLines.isEnded(lines[index - 1]) { lines[index - 1].append(10) }
        lines.insert(contentsOf: wanted, at: index)
        return "Block inserted"
    }
}
