internal import DocumentValues
internal import ModuleContract
internal import RegularExpressions

/// `blockinfile`: lines between two markers are in a file, or are not.
enum BlockInFileModule: TaskModule {
    struct Arguments: Sendable {
        var edit: TextEdit
        /// The lines between the markers; empty takes the block away.
        var block: [UInt8]
        var begin: [UInt8]
        var end: [UInt8]
        var position: LinePlacement.Position
        /// Whether the block is to be absent.
        var isAbsence: Bool
        /// Whether a blank line comes before the block, unless the file starts there.
        var hasBlankBefore = false
        /// Whether a blank line comes after the block, unless the file ends there.
        var hasBlankAfter = false
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
                ArgumentSpecification("append_newline", .bool, defaultValue: false),
                ArgumentSpecification("prepend_newline", .bool, defaultValue: false),
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
            position = .after(try compiledForBytes(after))
        } else if let before = arguments.optionalString("insertbefore") {
            position = before == "BOF" ? .start : .before(try compiledForBytes(before))
        }
        let text = isWanted ? arguments.string("block") : ""
        return Arguments(
            edit: edit,
            block: block(text),
            begin: marker(arguments, "marker_begin"),
            end: marker(arguments, "marker_end"),
            position: position,
            isAbsence: !isWanted,
            hasBlankBefore: isWanted && arguments.bool("prepend_newline"),
            hasBlankAfter: isWanted && arguments.bool("append_newline")
        )
    }

    private static func block(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return bytes.isEmpty || bytes.last == 10 ? bytes : bytes + [10]
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
            guard arguments.edit.creates else {
                throw ModuleFailure(
                    "Path \(arguments.edit.path) does not exist !",
                    result: ["rc": 257]
                )
            }
            if arguments.isAbsence {
                return Plan(result: ["msg": .string("File \(arguments.edit.path) not present")])
            }
        }
        var lines = ByteLines.split(content ?? [])
        edit(&lines, arguments)
        let new = lines.flatMap { $0 }
        let done = arguments.block.isEmpty ? "Block removed" : "Block inserted"
        let message = content == nil ? "File created" : content == new ? "" : done
        return try arguments.edit.plan(TextEdit.Outcome(content: new, message: message), facts)
    }

    private static func edit(_ lines: inout [[UInt8]], _ arguments: Arguments) {
        let wanted =
            arguments.block.isEmpty
            ? []
            : [arguments.begin + [10]] + ByteLines.split(arguments.block) + [arguments.end + [10]]
        let begin = lines.lastIndex { ByteLines.bare($0) == arguments.begin }
        let end = lines.lastIndex { ByteLines.bare($0) == arguments.end }
        if let begin, let end {
            lines.replaceSubrange(min(begin, end)..<(max(begin, end) + 1), with: wanted)
            space(&lines, around: min(begin, end), wanted.count, arguments)
            return
        }
        if wanted.isEmpty { return }
        let index = index(in: lines, of: arguments.position)
        if index > 0, !ByteLines.isEnded(lines[index - 1]) { lines[index - 1].append(10) }
        lines.insert(contentsOf: wanted, at: index)
        space(&lines, around: index, wanted.count, arguments)
    }

    /// Puts blank lines before and after the block where they are asked for.
    private static func space(
        _ lines: inout [[UInt8]],
        around start: Int,
        _ count: Int,
        _ arguments: Arguments
    ) {
        let end = start + count
        if arguments.hasBlankAfter, end < lines.count, lines[end] != [10] {
            lines.insert([10], at: end)
        }
        if arguments.hasBlankBefore, start > 0, lines[start - 1] != [10] {
            lines.insert([10], at: start)
        }
    }

    /// Where the block goes: an expression for several lines is held against the whole content.
    private static func index(in lines: [[UInt8]], of position: LinePlacement.Position) -> Int {
        switch position {
        case .start:
            return 0
        case .end:
            return lines.count
        case .after(let expression):
            let found =
                expression.isMultiline
                ? line(of: expression, in: lines) { $0.upperBound }
                : lines.lastIndex(where: LineMatch.expression(expression).matches)
            return min(found.map { $0 + 1 } ?? lines.count, lines.count)
        case .before(let expression):
            let found =
                expression.isMultiline
                ? line(of: expression, in: lines) { $0.lowerBound }
                : lines.lastIndex(where: LineMatch.expression(expression).matches)
            return found ?? lines.count
        }
    }

    /// The line in which an end of the first match lies.
    private static func line(
        of expression: RegularExpression,
        in lines: [[UInt8]],
        at end: (Range<Int>) -> Int
    ) -> Int? {
        let bytes = lines.flatMap { $0 }
        guard let match = (try? expression.firstMatch(in: bytes)) ?? nil else { return nil }
        return bytes[..<end(match.byteRange)].count { $0 == 10 }
    }
}
