internal import Diagnostics
internal import DocumentValues
internal import Synchronization

/// A parsed text, which says nothing about where the text stands.
final class ParsedTemplate: Sendable {
    let statements: [Statement]
    /// The bytes before the template itself: a `#jinja2:` line.
    let skippedByteCount: Int
    /// The newlines that end the text.
    let trailingNewlines: Int
    /// How it was read, which is how what it includes is read too.
    let options: RenderOptions

    private init(
        statements: [Statement],
        skippedByteCount: Int,
        trailingNewlines: Int,
        options: RenderOptions
    ) {
        self.statements = statements
        self.skippedByteCount = skippedByteCount
        self.trailingNewlines = trailingNewlines
        self.options = options
    }

    /// The expression, when the whole text is one `{{ expression }}`.
    var onlyExpression: Expression? {
        guard statements.count == 1, case .output(let expression) = statements[0].form else {
            return nil
        }
        return expression
    }

    /// Whether a text has anything to evaluate.
    static func isTemplate(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if previous == UInt8(ascii: "{"),
                byte == UInt8(ascii: "{") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "#")
            {
                return true
            }
            previous = byte
        }
        return false
    }

    /// Parses a text of a playbook; kept for the next use.
    static func text(_ text: String) throws(SyntaxComplaint) -> ParsedTemplate {
        if let kept = texts.withLock({ $0[text] }) { return kept }
        let parsed = try parse(
            Array(text.utf8),
            options: RenderOptions(),
            skipped: 0,
            keepsBackslashes: true
        )
        texts.withLock { $0[text] = parsed }
        return parsed
    }

    /// Parses a bare expression; kept for the next use.
    static func expression(_ text: String) throws(SyntaxComplaint) -> Expression {
        if let kept = expressions.withLock({ $0[text] }) { return kept }
        var lexer = ExpressionLexer(Array(text.utf8), at: 0, keepsBackslashes: false)
        var parser = ExpressionParser(TokenStream(try lexer.tokensToEnd()))
        let expression = try parser.expression()
        try parser.stream.expectEnd()
        expressions.withLock { $0[text] = expression }
        return expression
    }

    private static let texts = Mutex<[String: ParsedTemplate]>([:])
    private static let expressions = Mutex<[String: Expression]>([:])

    /// Parses a template file; one that another includes has no `#jinja2:` line of its own.
    static func file(
        _ source: SourceText,
        _ options: RenderOptions,
        isIncluded: Bool = false
    ) throws -> ParsedTemplate {
        var options = options
        let text = source.text
        var skipped = 0
        do throws(SyntaxComplaint) {
            if text.hasPrefix(headerStart), !isIncluded {
                let line = text.prefix { $0 != "\n" }
                try readHeader(line.dropFirst(headerStart.count), into: &options)
                skipped = min(line.utf8.count + 1, text.utf8.count)
            }
            return try parse(
                Array(text.utf8.dropFirst(skipped)),
                options: options,
                skipped: skipped,
                keepsBackslashes: false
            )
        } catch {
            let place = TextOrigin.source(source, skipped: skipped).place(ofByte: error.offset)
            throw TemplateFailure(error.diagnostic(at: place))
        }
    }

    private static let headerStart = "#jinja2:"

    private static func parse(
        _ bytes: [UInt8],
        options: RenderOptions,
        skipped: Int,
        keepsBackslashes: Bool
    ) throws(SyntaxComplaint) -> ParsedTemplate {
        let newlines = bytes.reversed().prefix { $0 == 0x0A }.count
        // Jinja drops the last newline; Ansible adds what is missing at the end.
        let hasReturn = bytes.suffix(2).elementsEqual("\r\n".utf8)
        let body = newlines > 0 ? Array(bytes.dropLast(hasReturn ? 2 : 1)) : bytes
        var cutter = TemplateCutter(body, options: options, keepsBackslashes: keepsBackslashes)
        var parser = StatementParser(try cutter.segmentsOfTemplate())
        return ParsedTemplate(
            statements: try parser.template(),
            skippedByteCount: skipped,
            trailingNewlines: newlines,
            options: options
        )
    }

    private static func readHeader(
        _ header: Substring,
        into options: inout RenderOptions
    ) throws(SyntaxComplaint) {
        for part in header.split(separator: ",") {
            let pair = part.split(separator: ":", maxSplits: 1).map { trimmed($0) }
            guard pair.count == 2 else {
                throw SyntaxComplaint(
                    message: "'\(trimmed(part))' is no option of a '#jinja2:' line",
                    offset: 0,
                    expected: "'name: value'"
                )
            }
            guard let value = literal(pair[1]) else {
                throw SyntaxComplaint(
                    message: "'\(pair[1])' is no value in a '#jinja2:' line",
                    offset: 0,
                    expected: "True, False, a number or a text in quotes"
                )
            }
            let text = value.pythonText
            switch pair[0] {
            case "trim_blocks": options.trimsBlocks = value.isTruthy
            case "lstrip_blocks": options.stripsBeforeBlocks = value.isTruthy
            case "newline_sequence": options.newline = text
            // What ends the file ends what is rendered, either way.
            case "keep_trailing_newline": break
            case "variable_start_string": options.variableStart = text
            case "variable_end_string": options.variableEnd = text
            case "block_start_string": options.blockStart = text
            case "block_end_string": options.blockEnd = text
            case "comment_start_string": options.commentStart = text
            case "comment_end_string": options.commentEnd = text
            default:
                throw SyntaxComplaint(
                    message: "unknown option '\(pair[0])' in a '#jinja2:' line",
                    offset: 0,
                    expected:
                        "trim_blocks, lstrip_blocks, newline_sequence, or a start or end string"
                )
            }
        }
    }

    /// A value in Python's notation.
    private static func literal(_ text: String) -> Value? {
        if let value = PythonLiteral.read(text) { return value }
        if let number = Int(text) { return .integer(number) }
        guard let quote = text.first, "'\"".contains(quote), text.count > 1, text.last == quote
        else { return nil }
        return PythonLiteral.read("[\(text)]")?.list?.first
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension SyntaxComplaint {
    /// The complaint at its place.
    func diagnostic(at place: SourcePlace) -> Diagnostic {
        Diagnostic(message, at: place, expected: expected, hint: hint)
    }
}
