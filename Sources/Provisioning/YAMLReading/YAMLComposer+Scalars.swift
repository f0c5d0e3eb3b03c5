internal import Diagnostics
internal import DocumentValues

extension YAMLComposer {
    /// The node of a scalar, by its tag and its style.
    func scalarNode(_ scalar: YAMLEvent.Scalar, _ event: YAMLEvent) -> Node {
        let place = place(event.start)
        let layout = layout(scalar, event)
        let isTyped = scalar.style == .plain
        switch event.tag {
        case nil where isTyped:
            return Node(resolved(scalar.text, place), at: place, layout: layout)
        case nil, "!", "tag:yaml.org,2002:str":
            return Node(.string(scalar.text), at: place, layout: layout)
        case "!unsafe":
            return Node(.literal(scalar.text), at: place, layout: layout)
        case "!vault", "!vault-encrypted":
            return Node(.vault(scalar.text), at: place, layout: layout)
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool",
            "tag:yaml.org,2002:null":
            return Node(resolved(scalar.text, place), at: place, layout: layout)
        case let tag?:
            reportUnknown(tag, event)
            return Node(.null, at: place)
        }
    }

    /// The node of a list or a mapping, by its tag.
    func collection(_ content: Node.Content, _ event: YAMLEvent) -> Node {
        let node = Node(content, at: place(event.start))
        switch event.tag {
        case nil, "!", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map", "tag:yaml.org,2002:omap":
            return node
        case "!unsafe":
            return literal(node)
        case let tag?:
            reportUnknown(tag, event)
            return node
        }
    }

    private func reportUnknown(_ tag: String, _ event: YAMLEvent) {
        let prefix = "tag:yaml.org,2002:"
        let written = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
        report(
            .unknown("tag", written, among: ["!vault", "!unsafe", "!!str"], at: place(event.start))
        )
    }

    /// `!unsafe` reaches into collections.
    private func literal(_ node: Node) -> Node {
        switch node.content {
        case .string(let text):
            Node(.literal(text), at: node.place, layout: node.layout)
        case .list(let elements):
            Node(.list(elements.map(literal)), at: node.place)
        case .map(let pairs):
            Node(
                .map(pairs.map { Node.Pair(key: $0.key, value: literal($0.value)) }),
                at: node.place
            )
        default:
            node
        }
    }

    private func resolved(_ text: String, _ place: SourcePlace) -> Node.Content {
        switch PlainScalar(text) {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .float(let value): return .float(value)
        case .timestamp, .special, .text: return .string(text)
        case .integerTooLarge:
            report(
                Diagnostic(
                    "the number '\(text)' does not fit into 64 bits",
                    at: place,
                    hint: "put it in quotes to keep it as a text"
                )
            )
            return .null
        }
    }

    private func layout(_ scalar: YAMLEvent.Scalar, _ event: YAMLEvent) -> TextLayout {
        let start = contentStart(event)
        let isOneLine = event.start.line == event.end.line
        switch scalar.style {
        case .plain where isOneLine:
            return .inline(skip: start.column - event.start.column)
        case .singleQuoted where isOneLine && !scalar.text.contains("'"):
            return .inline(skip: 1 + start.column - event.start.column)
        case .doubleQuoted where isOneLine && !lineHasEscape(event):
            return .inline(skip: 1 + start.column - event.start.column)
        case .plain:
            return .flowing(firstLine: start.line, firstColumn: start.column, escapes: false)
        case .singleQuoted, .doubleQuoted:
            return .flowing(
                firstLine: start.line,
                firstColumn: start.column + 1,
                escapes: scalar.style == .doubleQuoted
            )
        case .literal:
            return .block(firstLine: start.line + 1, indent: blockIndent(after: start.line))
        case .folded:
            return .flowing(firstLine: start.line + 1, firstColumn: 1, escapes: false)
        }
    }

    /// Where the scalar itself starts, behind its tag and anchor.
    private func contentStart(_ event: YAMLEvent) -> (line: Int, column: Int) {
        guard event.tag != nil || event.anchor != nil, let line = source.line(event.start.line)
        else { return (event.start.line, event.start.column) }
        var rest = line.dropFirst(event.start.column - 1)
        while rest.first == "!" || rest.first == "&" {
            rest = rest.drop { $0 != " " && $0 != "\t" }.drop { $0 == " " || $0 == "\t" }
        }
        return (event.start.line, line.count - rest.count + 1)
    }

    private func lineHasEscape(_ event: YAMLEvent) -> Bool {
        source.line(event.start.line)?
            .dropFirst(event.start.column - 1)
            .prefix(event.end.column - event.start.column)
            .contains("\\") ?? false
    }

    private func blockIndent(after line: Int) -> Int {
        var number = line + 1
        while let text = source.line(number) {
            if let first = text.firstIndex(where: { $0 != " " }) {
                return text.distance(from: text.startIndex, to: first)
            }
            number += 1
        }
        return 0
    }
}
