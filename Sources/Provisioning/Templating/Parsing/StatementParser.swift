internal import DocumentValues

/// Parses a whole template into statements.
struct StatementParser {
    private let segments: [TemplateSegment]
    private var index = 0
    private var open: [(name: String, offset: Int)] = []

    init(_ segments: [TemplateSegment]) {
        self.segments = segments
    }

    /// Every statement of the template.
    mutating func template() throws(SyntaxComplaint) -> [Statement] {
        let body = try statements(until: [])
        return body.statements
    }

    /// Statements up to one of the ending tags, which is passed.
    mutating func statements(
        until endings: Set<String>
    ) throws(SyntaxComplaint) -> (statements: [Statement], ending: String, stream: TokenStream) {
        var statements: [Statement] = []
        while index < segments.count {
            let segment = segments[index]
            index += 1
            switch segment {
            case .text(let text):
                statements.append(Statement(form: .text(text), offset: 0))
            case .variable(let tokens, let offset):
                var parser = ExpressionParser(TokenStream(tokens))
                guard !parser.stream.isAtEnd else {
                    throw SyntaxComplaint(message: "this expression is empty", offset: offset)
                }
                let expression = try parser.expressionOrTuple()
                try parser.stream.expectEnd()
                statements.append(Statement(form: .output(expression), offset: offset))
            case .block(let tokens, let offset):
                var stream = TokenStream(tokens)
                let name = try stream.expectName("the name of a block")
                if endings.contains(name) { return (statements, name, stream) }
                statements.append(try statement(name, stream, offset))
            }
        }
        guard let opened = open.last else {
            return (statements, "", TokenStream([]))
        }
        throw SyntaxComplaint(
            message: "'\(opened.name)' is never closed",
            offset: opened.offset,
            expected: "'{% end\(opened.name) %}' before the end of the template"
        )
    }

    private mutating func statement(
        _ name: String,
        _ stream: TokenStream,
        _ offset: Int
    ) throws(SyntaxComplaint) -> Statement {
        guard let parse = Self.parsers[name] else { throw unknown(name, offset) }
        open.append((name, offset))
        defer { open.removeLast() }
        return Statement(form: try parse(&self, stream, offset), offset: offset)
    }

    private func unknown(_ name: String, _ offset: Int) -> SyntaxComplaint {
        if name == "extends" {
            return SyntaxComplaint(
                message: "templates cannot extend others here",
                offset: offset,
                hint: "use 'include' or 'import'"
            )
        }
        if name.hasPrefix("end") || name == "else" || name == "elif" {
            let expected = open.last.map { "'{% end\($0.name) %}'" }
            return SyntaxComplaint(
                message: "'\(name)' closes nothing that is open here",
                offset: offset,
                expected: expected
            )
        }
        return SyntaxComplaint(
            message: "unknown block '\(name)'",
            offset: offset,
            expected: "one of \(Self.parsers.keys.sorted().joined(separator: ", "))"
        )
    }

    typealias Parse =
        @Sendable (inout StatementParser, TokenStream, Int) throws(SyntaxComplaint)
        -> Statement.Form

    /// The blocks that exist.
    static let parsers: [String: Parse] = [
        "for": StatementParser.parseFor,
        "if": StatementParser.parseIf,
        "set": StatementParser.parseSet,
        "macro": StatementParser.parseMacro,
        "call": StatementParser.parseCall,
        "filter": StatementParser.parseFilter,
        "include": StatementParser.parseInclude,
        "import": StatementParser.parseImport,
        "from": StatementParser.parseFrom,
        "do": StatementParser.parseDo,
        "with": StatementParser.parseWith,
        "block": StatementParser.parseBlock,
    ]
}
