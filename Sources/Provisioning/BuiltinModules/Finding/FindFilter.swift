internal import DocumentValues
internal import ModuleContract
internal import RegularExpressions

/// What `find` is looking for.
struct FindFilter: Sendable {
    /// The kinds of entries.
    enum Kind: String, Sendable, CaseIterable {
        case any, directory, file, link
    }

    /// One of the times of a file.
    enum Stamp: String, Sendable, CaseIterable {
        case atime, ctime, mtime
    }

    /// The expression that a line of the file, or the whole file, has to match.
    struct Content: Sendable {
        var expression: RegularExpression
        var isOfWholeFile: Bool
    }

    private var kind: Kind
    private var patterns: [RegularExpression]
    private var excludes: [RegularExpression]
    private var seesHidden: Bool
    /// In seconds; negative is younger than.
    private var age: Int?
    private var stamp: Stamp
    /// In bytes; negative is smaller than.
    private var size: Int?
    private var mode: Int?
    private var isExactMode: Bool
    /// What has to be in the file.
    private(set) var contains: Content?

    static let specifications: [ArgumentSpecification] = [
        ArgumentSpecification("patterns", .list(.string), aliases: ["pattern"]),
        ArgumentSpecification("excludes", .list(.string), aliases: ["exclude"]),
        ArgumentSpecification("use_regex", .bool, defaultValue: false),
        ArgumentSpecification("hidden", .bool, defaultValue: false),
        ArgumentSpecification(
            "file_type",
            defaultValue: "file",
            choices: Kind.allCases.map { .string($0.rawValue) }
        ),
        ArgumentSpecification("age"),
        ArgumentSpecification(
            "age_stamp",
            defaultValue: "mtime",
            choices: Stamp.allCases.map { .string($0.rawValue) }
        ),
        ArgumentSpecification("size"),
        ArgumentSpecification("mode", .raw),
        ArgumentSpecification("exact_mode", .bool, defaultValue: true),
        ArgumentSpecification("contains"),
        ArgumentSpecification("read_whole_file", .bool, defaultValue: false),
    ]

    init(_ arguments: ArgumentReader) throws(ModuleFailure) {
        kind = Kind(rawValue: arguments.string("file_type")) ?? .file
        stamp = Stamp(rawValue: arguments.string("age_stamp")) ?? .mtime
        seesHidden = arguments.bool("hidden")
        isExactMode = arguments.bool("exact_mode")
        let isRegex = arguments.bool("use_regex")
        patterns = try Self.expressions(arguments.strings("patterns"), isRegex: isRegex)
        excludes = try Self.expressions(arguments.strings("excludes"), isRegex: isRegex)
        age = try Self.number(
            arguments.optionalString("age"),
            units: ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800],
            what: "age"
        )
        size = try Self.number(
            arguments.optionalString("size"),
            units: ["b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40],
            what: "size"
        )
        if let value = arguments["mode"] {
            guard value.string != nil else {
                throw ModuleFailure(
                    "argument 'mode' is not a string and conversion is not allowed, value is of "
                        + "type \(value.typeName)"
                )
            }
            mode = try FileMode(value).bits(from: 0, isDirectory: false, umask: 0)
        }
        if let pattern = arguments.optionalString("contains") {
            contains = Content(
                expression: try Self.expression(pattern),
                isOfWholeFile: arguments.bool("read_whole_file")
            )
        }
    }

    /// Whether an entry fits, as far as its name and attributes tell; `now` is the target's time.
    func accepts(_ state: FileState, now: Int) -> Bool {
        guard let status = state.status else { return false }
        let name = TargetPath.baseName(state.path)
        if name.hasPrefix("."), !seesHidden { return false }
        let isRegular = status.type == 0o100000
        switch kind {
        case .any: break
        case .directory: if status.type != 0o040000 { return false }
        case .file: if !isRegular { return false }
        case .link: if status.type != 0o120000 { return false }
        }
        let hasSize = kind == .file || (kind == .any && isRegular)
        return isNamed(name) && isAged(status, now: now) && hasMode(status)
            && (!hasSize || isSized(status))
    }

    private func isNamed(_ name: String) -> Bool {
        func matches(_ expressions: [RegularExpression]) -> Bool {
            expressions.contains { (try? $0.matches(name, anchor: .start)) == true }
        }
        return (patterns.isEmpty || matches(patterns)) && !matches(excludes)
    }

    private func isAged(_ status: FileState.Status, now: Int) -> Bool {
        guard let age else { return true }
        let time =
            switch stamp {
            case .atime: status.accessed
            case .ctime: status.changed
            case .mtime: status.modified
            }
        return age >= 0 ? now - time >= age : now - time <= -age
    }

    private func isSized(_ status: FileState.Status) -> Bool {
        guard let size else { return true }
        return size >= 0 ? status.size >= size : status.size <= -size
    }

    /// Whether what a file holds fits; its content has been read when something has to be in it.
    func acceptsContent(of state: FileState) -> Bool {
        guard let contains, kind == .file else { return true }
        guard let content = state.content, let text = String(validating: content, as: UTF8.self)
        else { return false }
        // As Python reads texts: every end of a line is a newline.
        let plain = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        if contains.isOfWholeFile { return (try? contains.expression.matches(plain)) == true }
        return plain.split(separator: "\n", omittingEmptySubsequences: false).contains { line in
            (try? contains.expression.matches(line + "\n", anchor: .start)) == true
        }
    }

    private func hasMode(_ status: FileState.Status) -> Bool {
        guard let mode else { return true }
        return isExactMode ? status.mode == mode : status.mode & mode != 0
    }
}

extension FindFilter {
    private static func expression(_ pattern: String) throws(ModuleFailure) -> RegularExpression {
        do throws(RegularExpressionError) {
            return try RegularExpression(pattern, options: .python)
        } catch {
            throw ModuleFailure("cannot use the expression '\(pattern)': \(error.message)")
        }
    }

    private static func expressions(
        _ patterns: [String],
        isRegex: Bool
    ) throws(ModuleFailure) -> [RegularExpression] {
        var expressions: [RegularExpression] = []
        for pattern in patterns {
            expressions.append(try expression(isRegex ? pattern : expressionText(ofGlob: pattern)))
        }
        return expressions
    }

    /// The expression of a pattern with `*`, `?` and `[…]`, as Python's `fnmatch` makes it.
    private static func expressionText(ofGlob pattern: String) -> String {
        var result = "(?s:"
        var rest = pattern[...]
        while let character = rest.popFirst() {
            switch character {
            case "*": result += ".*"
            case "?": result += "."
            case "[":
                let from = rest.first == "!" ? rest.dropFirst() : rest
                guard let close = from.dropFirst().firstIndex(of: "]") else {
                    result += "\\["
                    continue
                }
                let set = from[..<close].replacing("\\", with: "\\\\")
                    .replacing("[", with: "\\[")
                let isNegated = rest.first == "!"
                result += "[" + (isNegated ? "^" : set.hasPrefix("^") ? "\\" : "") + set + "]"
                rest = rest[close...].dropFirst()
            default:
                let isWord = character.isLetter || character.isNumber || character == "_"
                result += (isWord ? "" : "\\") + String(character)
            }
        }
        return result + ")\\Z"
    }

    /// A number with a unit, or nil without a text.
    private static func number(
        _ text: String?,
        units: [Character: Int],
        what: String
    ) throws(ModuleFailure) -> Int? {
        guard let text else { return nil }
        let failure = ModuleFailure(
            "failed to process \(what)",
            result: [what: .string(text)]
        )
        var digits = text.lowercased()[...]
        var unit = 1
        if let last = digits.last, let factor = units[last] {
            unit = factor
            digits = digits.dropLast()
        }
        guard digits.first != "+", let number = Int(digits) else { throw failure }
        let (value, isTooLarge) = number.multipliedReportingOverflow(by: unit)
        if isTooLarge { throw failure }
        return value
    }
}
