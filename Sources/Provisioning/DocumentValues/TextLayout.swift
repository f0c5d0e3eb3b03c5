public import Diagnostics

/// How the characters of a scalar lie in its source.
public enum TextLayout: Sendable, Hashable {
    /// On one line, `skip` characters (a quote) after the node's place.
    case inline(skip: Int)
    /// A literal block: its lines are the source's, from `firstLine`, without `indent` columns.
    case block(firstLine: Int, indent: Int)
    /// Folded or over several lines: blanks differ from the source, the other characters follow
    /// each other as there, from `firstLine` and `firstColumn`; `escapes` where `\` starts one.
    case flowing(firstLine: Int, firstColumn: Int, escapes: Bool)
}

extension Node {
    /// The place of the character at `offset` in the node's text, as well as the layout tells.
    public func place(ofOffset offset: Int) -> SourcePlace {
        switch layout {
        case .inline(let skip):
            return SourcePlace(place.source, line: place.line, column: place.column + skip + offset)
        case .block(let firstLine, let indent):
            guard let text = string else { return place }
            let before = text.prefix(offset)
            let lineOffset = before.count { $0.isNewline }
            let column = before.reversed().prefix { !$0.isNewline }.count
            return SourcePlace(
                place.source,
                line: firstLine + lineOffset,
                column: indent + column + 1
            )
        case .flowing(let line, let column, let escapes):
            guard let text = string else { return place }
            var walk = FlowingWalk(source: place.source, line: line, column: column)
            for character in text.prefix(offset) where !character.isWhitespace {
                walk.pass(character, escapes: escapes)
            }
            if text.dropFirst(offset).first.map({ !$0.isWhitespace }) ?? false { walk.skipBlanks() }
            return SourcePlace(place.source, line: walk.line, column: walk.column)
        }
    }
}

/// Walks over the source of a text whose blanks were folded.
private struct FlowingWalk {
    let source: SourceText
    var line: Int
    var column: Int
    private var rest: Substring

    init(source: SourceText, line: Int, column: Int) {
        self.source = source
        self.line = line
        self.column = column
        rest = source.line(line)?.dropFirst(column - 1) ?? ""
    }

    mutating func skipBlanks() {
        while true {
            if rest.isEmpty {
                guard let next = source.line(line + 1) else { return }
                rest = next
                line += 1
                column = 1
            } else if rest.first?.isWhitespace ?? false {
                step(1)
            } else {
                return
            }
        }
    }

    /// Goes past the character, or past the escape that stands for it.
    mutating func pass(_ character: Character, escapes: Bool) {
        skipBlanks()
        while escapes, rest.first == "\\",
            rest.dropFirst().first.map({ "ntr ".contains($0) }) ?? true
        {
            step(min(2, rest.count))
            skipBlanks()
        }
        guard escapes, rest.first == "\\", let kind = rest.dropFirst().first else {
            // A quote is doubled inside single quotes.
            step(character == "'" && rest.hasPrefix("''") && !escapes ? 2 : 1)
            return
        }
        let digits: [Character: Int] = ["x": 2, "u": 4, "U": 8]
        step(2 + (digits[kind] ?? 0))
    }

    private mutating func step(_ count: Int) {
        rest = rest.dropFirst(count)
        column += count
    }
}
