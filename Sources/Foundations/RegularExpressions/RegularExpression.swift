internal import CPCRE2

/// A compiled regular expression, by PCRE2 with its just-in-time compiler.
///
/// Immutable once compiled, so one expression serves any number of threads. What a match needs to
/// write lives in a scratch of its own: the functions over texts make one for each call, the
/// functions over bytes take a ``MatchScratch`` that a thread keeps.
public struct RegularExpression: Sendable {
    /// How a pattern is read.
    public struct Options: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: UInt32

        /// Options of those bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Letters match in either case.
        public static let caseInsensitive = Options(rawValue: 1)
        /// `^` and `$` match at every line.
        public static let multiline = Options(rawValue: 2)
        /// `.` matches a newline too.
        public static let dotMatchesNewline = Options(rawValue: 4)
        /// Blanks and `#` comments in the pattern are left out.
        public static let extended = Options(rawValue: 8)
        /// Pattern and subject are bytes, not UTF-8: for what comes from the network.
        public static let bytes = Options(rawValue: 16)
        /// The pattern uses Python's spelling where it differs from Perl's: `\Z`, `{,n}`.
        public static let python = Options(rawValue: 32)
    }

    /// The pattern as it was given.
    public let pattern: String

    /// How it was read.
    public let options: Options

    let code: CompiledPattern

    /// Compiles a pattern.
    public init(_ pattern: String, options: Options = []) throws(RegularExpressionError) {
        self.pattern = pattern
        self.options = options
        let spelled = options.contains(.python) ? perlSpelling(ofPython: pattern) : pattern
        code = try CompiledPattern(spelled, options: options)
    }

    /// The number of groups in parentheses.
    public var groupCount: Int { code.groupCount }

    /// The names of groups with their numbers.
    public var groupNames: [String: Int] { code.groupNames }

    /// Whether `^` and `$` match at every line, by the options or by a `(?m)` at the start.
    public var isMultiline: Bool {
        if options.contains(.multiline) { return true }
        guard pattern.utf8.starts(with: "(?".utf8) else { return false }
        let flags = pattern.utf8.dropFirst(2).prefix { (0x61...0x7A).contains($0) }
        return flags.contains(UInt8(ascii: "m"))
            && pattern.utf8.dropFirst(2 + flags.count).first == UInt8(ascii: ")")
    }
}

/// Owns a `pcre2_code`, which is read-only after compiling.
final class CompiledPattern: @unchecked Sendable {
    let pointer: OpaquePointer
    let groupCount: Int
    let groupNames: [String: Int]

    init(
        _ pattern: String,
        options: RegularExpression.Options
    ) throws(RegularExpressionError) {
        var pattern = pattern
        var errorCode: Int32 = 0
        var errorOffset = 0
        let compiled = pattern.withUTF8 { bytes in
            // The C function is `pcre2_compile`.
            pcre2_compile_8(
                bytes.baseAddress,
                bytes.count,
                Self.flags(options),
                &errorCode,
                &errorOffset,
                nil
            )
        }
        guard let compiled else {
            throw RegularExpressionError(
                message: message(ofCode: errorCode),
                offset: String(decoding: pattern.utf8.prefix(errorOffset), as: UTF8.self).count
            )
        }
        pointer = compiled
        // A pattern that cannot be compiled to machine code is interpreted.
        _ = pcre2_jit_compile_8(compiled, PCRE2_JIT_COMPLETE)
        groupCount = Self.groupCount(of: compiled)
        groupNames = Self.groupNames(of: compiled)
    }

    deinit { pcre2_code_free_8(pointer) }

    private static func flags(_ options: RegularExpression.Options) -> UInt32 {
        var flags: UInt32 = options.contains(.bytes) ? 0 : PCRE2_UTF | PCRE2_UCP
        if options.contains(.caseInsensitive) { flags |= PCRE2_CASELESS }
        if options.contains(.multiline) { flags |= PCRE2_MULTILINE }
        if options.contains(.dotMatchesNewline) { flags |= PCRE2_DOTALL }
        if options.contains(.extended) { flags |= PCRE2_EXTENDED }
        return flags
    }

    private static func groupCount(of code: OpaquePointer) -> Int {
        var count: UInt32 = 0
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
        return Int(count)
    }

    private static func groupNames(of code: OpaquePointer) -> [String: Int] {
        var count: UInt32 = 0
        var entryByteCount: UInt32 = 0
        var table: UnsafePointer<UInt8>?
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &entryByteCount)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        guard let table else { return [:] }
        var names: [String: Int] = [:]
        for index in 0..<Int(count) {
            // An entry: two bytes of group number, then the name with its zero.
            let entry = table + index * Int(entryByteCount)
            names[String(cString: entry + 2)] = Int(entry[0]) << 8 | Int(entry[1])
        }
        return names
    }
}

func message(ofCode code: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = pcre2_get_error_message_8(code, &buffer, buffer.count)
    guard count > 0 else { return "error \(code) of the regular expression library" }
    return String(decoding: buffer.prefix(Int(count)), as: UTF8.self)
}
