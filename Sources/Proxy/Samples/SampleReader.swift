public import Diagnostics
public import StickTables

/// What reading expressions asks for.
public struct SampleTools: Sendable {
    /// What a name that is not known was meant for.
    public enum Kind: String, Sendable {
        /// A sample fetch.
        case fetch = "sample fetch"
        /// A converter.
        case converter = "converter"
        /// What an ACL looks at.
        case criterion = "ACL criterion"
    }

    /// The bytes of a file, or why it cannot be read.
    public var readFile: @Sendable (String) -> FileOutcome
    /// Takes a warning.
    public var warn: @Sendable (Diagnostic) -> Void
    /// Words the refusal of a name that is not among the known ones.
    public var unknown: @Sendable (Kind, String, [String], SourcePlace?) -> Diagnostic
    /// The value of an environment variable.
    public var environment: @Sendable (String) -> String?
    /// The maps and pattern files of the configuration.
    public let patterns: PatternCatalogue
    /// The userlists of the configuration.
    public let users: UserCatalogue
    /// The servers that were named.
    public let servers = ServerMentions()
    /// The ACLs of the proxy that is read.
    public let accessNames = AccessNames()
    /// The names of tables.
    public let tables = TableCatalogue()

    /// What became of reading a file.
    public enum FileOutcome: Sendable {
        /// Its bytes.
        case bytes([UInt8])
        /// Why it cannot be read.
        case unreadable(String)
    }

    /// Tools for reading one configuration.
    public init(
        patterns: PatternCatalogue,
        users: UserCatalogue = UserCatalogue(),
        readFile: @escaping @Sendable (String) -> FileOutcome,
        environment: @escaping @Sendable (String) -> String? = { _ in nil },
        warn: @escaping @Sendable (Diagnostic) -> Void = { _ in },
        unknown: @escaping @Sendable (Kind, String, [String], SourcePlace?) -> Diagnostic = {
            .unknown($0.rawValue, $1, among: $2, at: $3)
        }
    ) {
        self.patterns = patterns
        self.users = users
        self.readFile = readFile
        self.environment = environment
        self.warn = warn
        self.unknown = unknown
    }
}

/// Reads expressions for one place of a configuration.
public struct SampleReader {
    /// What reading asks for.
    public let tools: SampleTools
    /// Where the expressions will be evaluated, of which one has to do.
    public let points: [SamplePoint]

    /// A reader for expressions that are evaluated at one of some points.
    public init(_ tools: SampleTools, at points: [SamplePoint]) {
        self.tools = tools
        self.points = points
    }

    /// An expression that is a whole word, which can be had at the reader's point.
    public func expression(
        _ text: String,
        at place: SourcePlace?
    ) throws(Diagnostic) -> SampleExpression {
        var scanner = CallScanner(text, at: place)
        let expression = try expression(&scanner)
        try scanner.end(after: text)
        try checkAvailable(expression, at: place)
        return expression
    }

    /// Refuses an expression that cannot be had at the reader's point.
    func checkAvailable(
        _ expression: SampleExpression,
        at place: SourcePlace?
    ) throws(Diagnostic) {
        if expression.sources.isAvailable(at: points) { return }
        throw Diagnostic(
            "sample fetch <\(expression.text)> may not be reliably used here because it needs "
                + "'\(expression.sources.described)' which is not available here",
            at: place,
            expected: "a sample that can be had in a \(points.first?.described ?? "rule")"
        )
    }

    /// The expression where a scanner stands.
    func expression(_ scanner: inout CallScanner) throws(Diagnostic) -> SampleExpression {
        let start = scanner.position
        let name = scanner.name()
        if name.isEmpty {
            throw Diagnostic("missing fetch method", at: scanner.place)
        }
        guard let keyword = FetchKeyword.byName[name] else {
            throw tools.unknown(
                .fetch,
                name,
                Array(FetchKeyword.byName.keys),
                scanner.place
            )
        }
        return try expression(&scanner, keyword, from: start)
    }

    /// The arguments and converters of a fetch.
    func expression(
        _ scanner: inout CallScanner,
        _ keyword: FetchKeyword,
        from start: Int
    ) throws(Diagnostic) -> SampleExpression {
        let arguments = try compile(&scanner, keyword.name, keyword.signature, keyword.check)
        let converters = try converters(&scanner, after: keyword.name, giving: keyword.output)
        return SampleExpression(
            text: scanner.text(from: start),
            fetch: keyword,
            arguments,
            converters: converters
        )
    }

    private func converters(
        _ scanner: inout CallScanner,
        after fetch: String,
        giving output: SampleType
    ) throws(Diagnostic) -> [(keyword: ConverterKeyword, arguments: CompiledArguments)] {
        var converters: [(keyword: ConverterKeyword, arguments: CompiledArguments)] = []
        var type = output
        var previous = "fetch keyword '\(fetch)'"
        while scanner.take(0x2C) {
            let name = scanner.name()
            if name.isEmpty {
                if scanner.isAtEnd { break }
                throw Diagnostic("missing converter after \(previous)", at: scanner.place)
            }
            guard let keyword = ConverterKeyword.byName[name] else {
                let known = Array(ConverterKeyword.byName.keys)
                throw tools.unknown(.converter, name, known, scanner.place)
            }
            guard type.casts(to: keyword.input) else {
                throw Diagnostic(
                    "converter '\(name)' cannot be applied to a value of type '\(type.word)'",
                    at: scanner.place,
                    expected: "a value of type '\(keyword.input.word)'"
                )
            }
            let arguments = try compile(&scanner, name, keyword.signature, keyword.check)
            converters.append((keyword, arguments))
            if keyword.output != .same { type = keyword.output }
            previous = "converter '\(name)'"
        }
        return converters
    }

    private func compile(
        _ scanner: inout CallScanner,
        _ name: String,
        _ signature: ArgumentSignature,
        _ check: FetchKeyword.Check?
    ) throws(Diagnostic) -> CompiledArguments {
        var texts = try scanner.arguments(of: name, atMost: signature.kinds.count)
        // Where an argument has to be, nothing is an empty one.
        if texts.isEmpty, signature.required > 0 { texts = [""] }
        var draft = CallDraft(
            name: name,
            texts: texts,
            tools: tools,
            place: scanner.place,
            values: []
        )
        if texts.count < signature.required {
            let kind = signature.kinds[texts.count].word
            throw draft.error(
                "missing arguments (got \(texts.count)/\(signature.required)), type '\(kind)' expected"
            )
        }
        for (index, text) in texts.enumerated() {
            draft.values.append(try value(text, signature.kinds[index], index, draft))
        }
        for (text, kind) in zip(texts, signature.kinds) where kind == .server {
            tools.servers.add(text)
        }
        while draft.values.count < signature.kinds.count { draft.values.append(.text("")) }
        if let check { try check(&draft) }
        return CompiledArguments(draft.values, written: texts.count)
    }

    private func value(
        _ text: String,
        _ kind: ArgumentKind,
        _ index: Int,
        _ draft: CallDraft
    ) throws(Diagnostic) -> CallDraft.Value {
        var text = text
        let sample: Sample? = text.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            switch kind {
            case .text, .frontend, .backend, .server, .userList, .expression: return .text(bytes)
            case .number:
                let digits =
                    bytes.first == 0x2B || bytes.first == 0x2D ? bytes.dropFirst() : bytes[...]
                let isNumber = !digits.isEmpty && digits.allSatisfy { $0 &- 0x30 < 10 }
                return isNumber ? .integer(bytes.leadingInteger) : nil
            case .ipv4:
                return bytes.allSatisfy { $0 &- 0x30 < 10 || $0 == 0x2E }
                    ? AddressText.ipv4(bytes) : nil
            case .ipv6: return AddressText.ipv6(bytes)
            case .mask4: return AddressText.mask4(String(decoding: bytes, as: UTF8.self))
            case .mask6: return AddressText.mask6(String(decoding: bytes, as: UTF8.self))
            }
        }
        guard let sample else {
            let problem =
                text.isEmpty
                ? "expected type '\(kind.word)' at position \(index + 1), but got nothing"
                : "failed to parse '\(text)' as type '\(kind.word)'"
            throw draft.error("invalid args: \(problem)")
        }
        return sample.type == .str ? .text(text) : .constant(sample)
    }
}

/// Goes through the calls of an expression: names, arguments in parentheses, commas.
struct CallScanner {
    let place: SourcePlace?
    private(set) var position = 0
    private let bytes: [UInt8]

    init(_ text: String, at place: SourcePlace?) {
        bytes = Array(text.utf8)
        self.place = place
    }

    init(_ bytes: [UInt8], from position: Int, at place: SourcePlace?) {
        self.bytes = bytes
        self.position = position
        self.place = place
    }

    var isAtEnd: Bool { position >= bytes.count }

    var upcoming: UInt8? { position < bytes.count ? bytes[position] : nil }

    func text(from start: Int) -> String {
        String(decoding: bytes[start..<position], as: UTF8.self)
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard upcoming == byte else { return false }
        position += 1
        return true
    }

    /// Letters, digits and what else may stand in a name.
    mutating func name() -> String {
        let start = position
        while let byte = upcoming, Self.isNameByte(byte) { position += 1 }
        return text(from: start)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        // + - . : _
        case 0x2B, 0x2D, 0x2E, 0x3A, 0x5F: true
        default: false
        }
    }

    /// Refuses what follows an expression.
    func end(after whole: String) throws(Diagnostic) {
        if isAtEnd { return }
        let rest = String(decoding: bytes[position...], as: UTF8.self)
        throw Diagnostic(
            "'\(rest)' does not belong to the expression '\(whole)'",
            at: place,
            expected: "a comma and a converter"
        )
    }

    /// The arguments in parentheses, if there are any; quotes and escapes are taken off.
    mutating func arguments(of name: String, atMost limit: Int) throws(Diagnostic) -> [String] {
        guard take(0x28) else { return [] }
        if take(0x29) { return [] }
        var arguments: [String] = []
        while true {
            arguments.append(try argument(of: name))
            guard take(0x2C) else { break }
        }
        guard take(0x29) else {
            throw Diagnostic(
                "the arguments of '\(name)' are never closed",
                at: place,
                expected: "')'"
            )
        }
        guard arguments.count <= limit else {
            throw Diagnostic(
                limit == 0
                    ? "'\(name)' takes no arguments, not \(arguments.count)"
                    : "'\(name)' takes at most \(limit) arguments, not \(arguments.count)",
                at: place
            )
        }
        return arguments
    }

    private mutating func argument(of name: String) throws(Diagnostic) -> String {
        var text: [UInt8] = []
        var quote: UInt8?
        while let byte = upcoming {
            position += 1
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == 0x22 || byte == 0x27 {
                quote = byte
            } else if byte == 0x5C, quote != 0x27, let escaped = upcoming {
                switch escaped {
                case 0x5C, 0x20, 0x22, 0x27: text.append(escaped)
                case UInt8(ascii: "r"): text.append(0x0D)
                case UInt8(ascii: "n"): text.append(0x0A)
                case UInt8(ascii: "t"): text.append(0x09)
                default: text += [byte, escaped]
                }
                position += 1
            } else if quote == nil, byte == 0x2C || byte == 0x29 {
                position -= 1
                break
            } else {
                text.append(byte)
            }
        }
        if quote != nil {
            throw Diagnostic("a quote in the arguments of '\(name)' is never closed", at: place)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
