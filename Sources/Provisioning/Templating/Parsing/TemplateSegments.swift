/// A template cut into texts, expressions and blocks, the blanks that tags take away left out.
enum TemplateSegment {
    case text(String)
    case variable([ExpressionToken], offset: Int)
    case block([ExpressionToken], offset: Int)
}

/// Cuts a template at its delimiters, by Jinja's rules for blanks.
struct TemplateCutter {
    private let bytes: [UInt8]
    private let options: RenderOptions
    private let keepsBackslashes: Bool
    private let openings: [(kind: TagKind, bytes: [UInt8])]
    private var index = 0
    private var segments: [TemplateSegment] = []
    private var stripsNextText = false

    private enum TagKind {
        case variable, block, comment
    }

    init(_ bytes: [UInt8], options: RenderOptions, keepsBackslashes: Bool) {
        self.bytes = bytes
        self.options = options
        self.keepsBackslashes = keepsBackslashes
        // The longest delimiter first, as one may start with another.
        openings = [
            (.comment, Array(options.commentStart.utf8)),
            (.block, Array(options.blockStart.utf8)),
            (.variable, Array(options.variableStart.utf8)),
        ].sorted { $0.bytes.count > $1.bytes.count }
    }

    /// The segments of the whole template.
    mutating func segmentsOfTemplate() throws(SyntaxComplaint) -> [TemplateSegment] {
        while index < bytes.count {
            guard let opening = nextOpening() else {
                addText(index..<bytes.count)
                break
            }
            try tag(opening)
        }
        return segments
    }

    private func nextOpening() -> (kind: TagKind, start: Int, end: Int)? {
        var position = index
        while position < bytes.count {
            for opening in openings where bytes[position] == opening.bytes[0] {
                if bytes[position...].starts(with: opening.bytes) {
                    return (opening.kind, position, position + opening.bytes.count)
                }
            }
            position += 1
        }
        return nil
    }

    private mutating func tag(
        _ opening: (kind: TagKind, start: Int, end: Int)
    ) throws(SyntaxComplaint) {
        var inside = opening.end
        let control = inside < bytes.count ? bytes[inside] : 0
        if control == UInt8(ascii: "-") || control == UInt8(ascii: "+") { inside += 1 }
        addText(textBefore(opening.start, kind: opening.kind, control: control))
        switch opening.kind {
        case .comment:
            try comment(from: opening.start, inside)
        case .variable:
            let tokens = try expression(inside, until: options.variableEnd, from: opening)
            segments.append(.variable(tokens.tokens, offset: opening.start))
            stripsNextText = tokens.control == UInt8(ascii: "-")
        case .block:
            let tokens = try expression(inside, until: options.blockEnd, from: opening)
            if tokens.tokens.first?.kind == .name("raw"), tokens.tokens.count == 2 {
                try raw(from: opening.start, strips: tokens.control == UInt8(ascii: "-"))
            } else {
                segments.append(.block(tokens.tokens, offset: opening.start))
                endBlock(tokens.control)
            }
        }
    }

    private mutating func expression(
        _ start: Int,
        until delimiter: String,
        from opening: (kind: TagKind, start: Int, end: Int)
    ) throws(SyntaxComplaint) -> (tokens: [ExpressionToken], control: UInt8?) {
        var lexer = ExpressionLexer(
            bytes,
            at: start,
            keepsBackslashes: keepsBackslashes && opening.kind == .variable
        )
        let isVariable = opening.kind == .variable
        let never = SyntaxComplaint(
            message: "this \(isVariable ? "expression" : "block") is never closed",
            offset: opening.start,
            expected: "'\(delimiter)' before the end of the template",
            hint: isVariable ? "write '{{ '{{' }}' to print two braces" : nil
        )
        do throws(SyntaxComplaint) {
            guard let result = try lexer.tokens(until: Array(delimiter.utf8)) else { throw never }
            index = lexer.index
            return result
        } catch {
            // Text that makes no sense after an opening that nothing closes: the opening is wrong.
            let closing = Array(delimiter.utf8)
            let isClosed = bytes.indices.dropFirst(start).contains {
                bytes[$0] == closing[0] && bytes[$0...].starts(with: closing)
            }
            throw isClosed ? error : never
        }
    }

    /// What a block or comment takes away behind itself.
    private mutating func endBlock(_ control: UInt8?) {
        stripsNextText = control == UInt8(ascii: "-")
        let trims = options.trimsBlocks && control == nil
        guard trims, index < bytes.count else { return }
        if bytes[index...].starts(with: "\r\n".utf8) {
            index += 2
        } else if bytes[index] == 0x0A || bytes[index] == 0x0D {
            index += 1
        }
    }

    private mutating func comment(from start: Int, _ inside: Int) throws(SyntaxComplaint) {
        let closing = Array(options.commentEnd.utf8)
        var position = inside
        while position < bytes.count, !bytes[position...].starts(with: closing) { position += 1 }
        guard position < bytes.count else {
            throw SyntaxComplaint(
                message: "this comment is never closed",
                offset: start,
                expected: "'\(options.commentEnd)' before the end of the template"
            )
        }
        let last = position > inside ? bytes[position - 1] : 0
        index = position + closing.count
        endBlock(last == UInt8(ascii: "-") || last == UInt8(ascii: "+") ? last : nil)
    }

    private mutating func raw(from start: Int, strips: Bool) throws(SyntaxComplaint) {
        stripsNextText = strips
        let opening = Array(options.blockStart.utf8)
        var position = index
        while position < bytes.count {
            if bytes[position...].starts(with: opening) {
                var lexer = ExpressionLexer(
                    bytes,
                    at: position + opening.count + controlLength(position + opening.count),
                    keepsBackslashes: false
                )
                let end = try? lexer.tokens(until: Array(options.blockEnd.utf8))
                if let end, end.tokens.count == 2, end.tokens[0].kind == .name("endraw") {
                    let control = bytes[position + opening.count]
                    addText(textBefore(position, kind: .block, control: control))
                    index = lexer.index
                    endBlock(end.control)
                    return
                }
            }
            position += 1
        }
        throw SyntaxComplaint(
            message: "this 'raw' is never closed",
            offset: start,
            expected: "'{% endraw %}' before the end of the template"
        )
    }

    private func controlLength(_ position: Int) -> Int {
        guard position < bytes.count else { return 0 }
        return [UInt8(ascii: "-"), UInt8(ascii: "+")].contains(bytes[position]) ? 1 : 0
    }

    /// The text up to a tag, without the blanks that the tag takes away.
    private func textBefore(_ end: Int, kind: TagKind, control: UInt8) -> Range<Int> {
        var stop = end
        if control == UInt8(ascii: "-") {
            while stop > index, bytes[stop - 1].isBlank { stop -= 1 }
        } else if options.stripsBeforeBlocks, kind != .variable, control != UInt8(ascii: "+") {
            while stop > index, bytes[stop - 1] == 0x20 || bytes[stop - 1] == 0x09 { stop -= 1 }
            let startsLine = stop == 0 || bytes[stop - 1] == UInt8(ascii: "\n")
            if !startsLine { stop = end }
        }
        return index..<stop
    }

    private mutating func addText(_ range: Range<Int>) {
        var start = range.lowerBound
        if stripsNextText {
            while start < range.upperBound, bytes[start].isBlank { start += 1 }
            stripsNextText = start == range.upperBound && range.upperBound == bytes.count
        }
        index = range.upperBound
        guard start < range.upperBound else { return }
        // Jinja reads every kind of line end as a newline.
        var text: [UInt8] = []
        var previous: UInt8 = 0
        for byte in bytes[start..<range.upperBound] {
            if byte == 0x0D || (byte == 0x0A && previous != 0x0D) {
                text += Array(options.newline.utf8)
            } else if byte != 0x0A {
                text.append(byte)
            }
            previous = byte
        }
        segments.append(.text(String(decoding: text, as: UTF8.self)))
    }
}

extension UInt8 {
    /// A blank of Python's `\s`.
    var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
