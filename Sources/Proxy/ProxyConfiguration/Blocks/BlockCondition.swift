internal import Diagnostics

/// The condition of `.if`, `.elif` and `-cc`, of chapter 2.4 of the manual.
///
/// Numbers, predicates with arguments, parentheses, `!`, `&&` before `||`; both stop where the outcome
/// is known. It is read whole before it is evaluated, so that a mistake shows wherever it stands.
public struct BlockCondition: Sendable {
    /// What is wrong with a condition.
    public struct Problem: Error, Sendable, Hashable {
        /// In words.
        public let message: String
        /// What would have been right.
        public var expected: String?
    }

    indirect enum Expression: Sendable {
        case constant(Bool)
        case predicate(BlockPredicate, [String])
        case not(Expression)
        case all([Expression])
        case any([Expression])
    }

    private let expression: Expression

    /// Reads a condition; an empty one does not hold.
    public init(_ text: String) throws(Problem) {
        var reader = BlockConditionReader(text)
        expression = try reader.read()
    }

    /// Whether it holds.
    public func holds(
        _ facts: ProgramFacts,
        variable: @Sendable (String) -> String?
    ) throws(Problem) -> Bool {
        try Self.evaluate(expression, facts, variable)
    }

    private static func evaluate(
        _ expression: Expression,
        _ facts: ProgramFacts,
        _ variable: @Sendable (String) -> String?
    ) throws(Problem) -> Bool {
        switch expression {
        case .constant(let value): return value
        case .predicate(let predicate, let arguments):
            return try predicate.holds(arguments, facts, variable)
        case .not(let inner): return try !evaluate(inner, facts, variable)
        case .all(let parts):
            for part in parts {
                guard try evaluate(part, facts, variable) else { return false }
            }
            return true
        case .any(let parts):
            for part in parts {
                guard try !evaluate(part, facts, variable) else { return true }
            }
            return false
        }
    }
}

/// Reads the text of a condition from left to right.
struct BlockConditionReader {
    private let text: String
    private var rest: Substring.UTF8View
    private var depth = 0

    /// Parentheses and signs within each other.
    private static let maximumDepth = 100

    init(_ text: String) {
        self.text = text
        rest = text[...].utf8
    }

    mutating func read() throws(BlockCondition.Problem) -> BlockCondition.Expression {
        if text.isEmpty { return .constant(false) }
        let expression = try readAlternatives()
        if let first = rest.first {
            throw problem("'\(Character(Unicode.Scalar(first)))' does not belong behind it")
        }
        return expression
    }

    private func problem(_ message: String, _ expected: String? = nil) -> BlockCondition.Problem {
        BlockCondition.Problem(
            message: "in the condition '\(text)': \(message)",
            expected: expected
        )
    }

    private mutating func skipBlanks() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    }

    private mutating func take(_ word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        rest = rest.dropFirst(word.utf8.count)
        skipBlanks()
        return true
    }

    private mutating func readAlternatives() throws(BlockCondition.Problem)
        -> BlockCondition.Expression
    {
        var alternatives = [try readConjunction()]
        while take("||") { alternatives.append(try readConjunction()) }
        return alternatives.count == 1 ? alternatives[0] : .any(alternatives)
    }

    private mutating func readConjunction() throws(BlockCondition.Problem)
        -> BlockCondition.Expression
    {
        var terms = [try readTerm()]
        while take("&&") { terms.append(try readTerm()) }
        return terms.count == 1 ? terms[0] : .all(terms)
    }

    private mutating func readTerm() throws(BlockCondition.Problem) -> BlockCondition.Expression {
        skipBlanks()
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw problem("it is nested more than \(Self.maximumDepth) deep")
        }
        if take("!") { return .not(try readTerm()) }
        if take("(") {
            let inner = try readAlternatives()
            guard take(")") else { throw problem("a parenthesis is never closed", "')'") }
            return inner
        }
        if let number = readNumber() { return .constant(number) }
        return try readPredicate()
    }

    /// Whether the number that stands here is another than zero; nil when none stands here.
    private mutating func readNumber() -> Bool? {
        let sign = rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") ? 1 : 0
        let digits = rest.dropFirst(sign).prefix { (0x30...0x39).contains($0) }
        if digits.isEmpty { return nil }
        rest = rest.dropFirst(sign + digits.count)
        skipBlanks()
        return digits.contains { $0 != 0x30 }
    }

    private mutating func readPredicate() throws(BlockCondition.Problem)
        -> BlockCondition.Expression
    {
        let end: (UInt8) -> Bool = { byte in
            byte != 0x20 && byte != UInt8(ascii: "(") && byte != UInt8(ascii: ")")
                && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "|")
        }
        let name = String(decoding: rest.prefix(while: end), as: UTF8.self)
        guard !name.isEmpty else {
            throw problem("something is missing", "a number or a predicate")
        }
        guard let predicate = BlockPredicate.byName[name] else {
            let close = closestWord(to: name, among: BlockPredicate.byName.keys)
            throw problem(
                "there is no predicate '\(name)'" + (close.map { "; did you mean '\($0)'?" } ?? ""),
                "one of \(BlockPredicate.all.map(\.name).joined(separator: ", "))"
            )
        }
        rest = rest.dropFirst(name.utf8.count)
        let arguments = try readArguments(of: name)
        let count = predicate.argumentCount
        let isComplete = arguments.count == count - 1 && predicate.isLastOptional
        guard isComplete || arguments.count == count else {
            throw problem(
                "'\(name)' has \(arguments.count) arguments",
                "\(count == 0 ? "none" : String(count))"
            )
        }
        skipBlanks()
        return .predicate(predicate, arguments)
    }

    /// The arguments in parentheses: split at commas, quotes and backslashes taken off.
    private mutating func readArguments(
        of name: String
    ) throws(BlockCondition.Problem) -> [String] {
        guard rest.first == UInt8(ascii: "(") else { return [] }
        rest = rest.dropFirst()
        var arguments: [[UInt8]] = [[]]
        var quote: UInt8?
        var wasQuoted = false
        while let byte = rest.popFirst() {
            let isMark = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
            if isMark, quote == nil || quote == byte {
                quote = quote == nil ? byte : nil
                wasQuoted = true
                continue
            }
            switch byte {
            case UInt8(ascii: ",") where quote == nil: arguments.append([])
            case UInt8(ascii: ")") where quote == nil:
                let isEmpty = arguments == [[]] && !wasQuoted
                return isEmpty ? [] : arguments.map { String(decoding: $0, as: UTF8.self) }
            case UInt8(ascii: "\\") where quote != UInt8(ascii: "'"):
                arguments[arguments.count - 1].append(readEscape())
            default: arguments[arguments.count - 1].append(byte)
            }
        }
        throw problem("the arguments of '\(name)' are never closed", "')'")
    }

    private mutating func readEscape() -> UInt8 {
        switch rest.first {
        case UInt8(ascii: "\\"), UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "'"):
            return rest.removeFirst()
        case UInt8(ascii: "r"):
            rest.removeFirst()
            return 0x0D
        case UInt8(ascii: "n"):
            rest.removeFirst()
            return 0x0A
        case UInt8(ascii: "t"):
            rest.removeFirst()
            return 0x09
        default: return UInt8(ascii: "\\")
        }
    }
}
