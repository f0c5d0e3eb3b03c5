/// A text with expressions and aliases in it, as `https://%[req.hdr(host)]%HP`, compiled once: the one
/// form for headers, redirects, answers, log lines, unique IDs and values of variables.
///
/// Immutable; two are equal when they were written alike.
public final class LogFormat: @unchecked Sendable {
    /// A piece of the text.
    enum Part {
        /// As it is; a run of the constants.
        case literal(UnsafeRawBufferPointer)
        /// A blank, unless one stands there already.
        case separator
        /// Evaluated for each message.
        case expression(SampleExpression, LogOptions)
        /// A field of the log.
        case alias(LogAlias, LogOptions)
    }

    /// As it was written.
    public let text: String
    /// What becomes of what is put in.
    public let usage: LogUsage
    let parts: [Part]
    private let memory: UnsafeMutableRawBufferPointer
    /// The whole text when nothing in it is evaluated.
    public let constant: UnsafeRawBufferPointer?

    /// The pieces, literals as offsets into the constants.
    init(
        text: String,
        usage: LogUsage,
        constants: [UInt8],
        _ makeParts: (UnsafeRawBufferPointer) -> [Part]
    ) {
        self.text = text
        self.usage = usage
        memory = .allocate(byteCount: constants.count, alignment: 1)
        memory.copyBytes(from: constants)
        parts = makeParts(UnsafeRawBufferPointer(memory))
        switch parts.count {
        case 0: constant = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<0])
        case 1:
            if case .literal(let bytes) = parts[0] { constant = bytes } else { constant = nil }
        default: constant = nil
        }
    }

    /// A text in which nothing is evaluated.
    public convenience init(literal text: String) {
        let bytes = Array(text.utf8)
        self.init(text: text, usage: .message, constants: bytes) { memory in
            bytes.isEmpty ? [] : [.literal(memory)]
        }
    }

    deinit { memory.deallocate() }

    /// The whole text when nothing in it is evaluated.
    public var literal: String? { constant.map { String(decoding: $0, as: UTF8.self) } }

    private var usesPatterns: Bool {
        parts.contains { part in
            if case .expression(let expression, _) = part { return expression.usesPatterns }
            return false
        }
    }

    /// The sources of its expressions.
    public var sources: [SampleSources] {
        parts.compactMap { part in
            if case .expression(let expression, _) = part { return expression.sources }
            return nil
        }
    }

    /// The text for a stream; nil when there is no room for it.
    ///
    /// It stands among the constants or in the context's arena.
    public func evaluate(
        _ context: inout SampleContext,
        limit: Int = 16_384
    ) -> UnsafeRawBufferPointer? {
        if let constant { return constant }
        let mark = context.arena.mark
        var writer = ArenaWriter(&context.arena, limit: limit)
        write(&writer, &context)
        if writer.hasOverflowed && usage == .message {
            context.arena.release(to: mark)
            return nil
        }
        return writer.finish(&context.arena)
    }

    private func write(_ writer: inout ArenaWriter, _ context: inout SampleContext) {
        var endsWithBlank = true
        let mark = context.arena.mark
        for part in parts {
            let before = writer.count
            switch part {
            case .literal(let bytes): writer.write(bytes)
            case .separator:
                if !endsWithBlank { writer.write(0x20) }
                endsWithBlank = true
                continue
            case .expression(let expression, let options):
                let value = expression.evaluate(&context, as: .str)
                writer.write(text: value?.bytes, options)
            case .alias(let alias, let options):
                alias.write(&writer, options, &context)
            }
            context.arena.release(to: mark)
            if writer.count > before { endsWithBlank = false }
        }
        if usage == .log, endsWithBlank, writer.count > 0 { writer.dropLast() }
    }
}

extension LogFormat: Hashable {
    /// Whether both were written alike.
    public static func == (left: LogFormat, right: LogFormat) -> Bool {
        left === right
            || left.text == right.text && left.usage == right.usage && !left.usesPatterns
                && !right.usesPatterns
    }

    /// Hashes what was written.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// Where the text of a format goes.
public enum LogUsage: Sendable, Hashable {
    /// Into a head: control characters are written as `%0A`.
    case message
    /// Into a body, a variable or a map: as it is.
    case plain
    /// Into a log line: what is missing is a dash, blanks are not repeated.
    case log

    var options: LogOptions {
        switch self {
        case .message: .http
        case .plain: []
        case .log: .mandatory
        }
    }
}

/// How a value is written into a format.
public struct LogOptions: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt8

    /// Options of those bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// What is missing is a dash.
    public static let mandatory = LogOptions(rawValue: 1)
    /// Control characters are written as `%0A`.
    public static let http = LogOptions(rawValue: 2)
    /// `+Q`: between double quotes.
    public static let quoted = LogOptions(rawValue: 4)
    /// `+X`: numbers and addresses in hexadecimal digits.
    public static let hexadecimal = LogOptions(rawValue: 8)
    /// `+E`: quotes, backslashes and brackets get a backslash before them.
    public static let escaped = LogOptions(rawValue: 16)
}

extension ArenaWriter {
    /// Writes the value of an expression or a text field.
    mutating func write(text: UnsafeRawBufferPointer?, _ options: LogOptions) {
        if options.contains(.quoted) { write(0x22) }
        if let text, !text.isEmpty {
            if options.contains(.http) {
                for byte in text {
                    if byte < 0x20 && byte != 0x09 || byte == 0x7F {
                        write(0x25)
                        write(hexadecimal: byte)
                    } else {
                        write(byte)
                    }
                }
            } else if options.contains(.escaped) {
                for byte in text { write(escaped: byte) }
            } else {
                write(text)
            }
        } else if options.contains(.mandatory), !options.contains(.quoted) {
            write(0x2D)
        }
        if options.contains(.quoted) { write(0x22) }
    }

    /// Writes a text of the client, with what could break out of the line as `#0A`.
    mutating func write(
        encoded text: UnsafeRawBufferPointer,
        _ options: LogOptions,
        keepsBraces: Bool = true
    ) {
        for byte in text {
            let breaksOut =
                byte < 0x20 || byte >= 0x7F || byte == 0x22 || byte == 0x23
                || !keepsBraces && byte >= 0x7B && byte <= 0x7D
            if breaksOut {
                write(0x23)
                write(hexadecimal: byte)
            } else if options.contains(.escaped) {
                write(escaped: byte)
            } else {
                write(byte)
            }
        }
    }

    private mutating func write(escaped byte: UInt8) {
        if byte == 0x22 || byte == 0x5C || byte == 0x5D { write(0x5C) }
        write(byte)
    }
}
