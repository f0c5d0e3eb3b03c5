internal import RegularExpressions

/// A program with its regular expressions compiled, once for all checks of a server.
public struct PreparedCheck: Sendable {
    /// The steps.
    public let program: CheckProgram
    private let expressions: [String: RegularExpression]
    /// Those of names of headers, in which case does not count.
    private let nameExpressions: [String: RegularExpression]
    /// For each step, where judging begins again when more has come: an expectation that something is
    /// not there holds only as long as nothing comes.
    let resumptions: [Int]

    /// Compiles a program; a pattern that the configuration let through compiles.
    public init(_ program: CheckProgram) {
        self.program = program
        var expressions: [String: RegularExpression] = [:]
        for pattern in program.patterns {
            expressions[pattern] = try? RegularExpression(pattern, options: .bytes)
        }
        self.expressions = expressions
        var nameExpressions: [String: RegularExpression] = [:]
        for pattern in program.namePatterns {
            nameExpressions[pattern] = try? RegularExpression(
                pattern,
                options: [.bytes, .caseInsensitive]
            )
        }
        self.nameExpressions = nameExpressions
        resumptions = program.steps.indices.map { Self.resumption(of: $0, in: program.steps) }
    }

    private static func resumption(of index: Int, in steps: [CheckStep]) -> Int {
        var first = index
        for earlier in (0..<index).reversed() {
            guard case .expect(let expectation) = steps[earlier].action else { break }
            if expectation.isNegated { first = earlier }
        }
        return first
    }

    /// Whether bytes match a pattern of the program.
    func matches(_ bytes: [UInt8], _ pattern: String, ignoringCase: Bool = false) -> Bool {
        let known = ignoringCase ? nameExpressions : expressions
        guard let expression = known[pattern] else { return false }
        return bytes.withUnsafeBytes { expression.matches($0, scratch: MatchScratch()) }
    }
}
