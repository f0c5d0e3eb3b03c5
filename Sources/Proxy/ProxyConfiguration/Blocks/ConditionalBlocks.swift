internal import Diagnostics

/// Where a reading stands between `.if` and `.endif`: which lines count.
struct ConditionalBlocks {
    /// One `.if` that is open.
    private struct Block {
        /// Whether lines count here.
        var isTaken: Bool
        /// Whether a branch was taken already, or none may be.
        var isDecided: Bool
        var isElse = false
        let place: SourcePlace
    }

    private var blocks: [Block] = []
    private static let maximumDepth = 15

    /// Whether the lines that follow count.
    var areTaken: Bool { blocks.allSatisfy(\.isTaken) }

    /// Takes a line that begins or ends a block; false when it is another line.
    ///
    /// A condition that is not understood leaves out all branches, so that one mistake gives one message.
    mutating func take(
        _ words: [Word],
        _ facts: ProgramFacts,
        variable: @Sendable (String) -> String?
    ) throws(Diagnostic) -> Bool {
        let keyword = words[0]
        switch keyword.text {
        case ".if":
            guard blocks.count < Self.maximumDepth else {
                throw Diagnostic(
                    "'.if' is nested more than \(Self.maximumDepth) deep",
                    at: keyword.place
                )
            }
            let isSkipped = !areTaken
            blocks.append(Block(isTaken: false, isDecided: true, place: keyword.place))
            if isSkipped { return true }
            decide(try evaluate(words, facts, variable))
        case ".elif":
            try refuseAfterElse(keyword)
            guard !blocks[blocks.count - 1].isDecided else {
                blocks[blocks.count - 1].isTaken = false
                return true
            }
            blocks[blocks.count - 1].isDecided = true
            decide(try evaluate(words, facts, variable))
        case ".else":
            try refuseAfterElse(keyword)
            try refuseMore(words)
            blocks[blocks.count - 1].isElse = true
            decide(!blocks[blocks.count - 1].isDecided)
        case ".endif":
            try refuseMore(words)
            guard blocks.popLast() != nil else { throw lone(keyword) }
        default: return false
        }
        return true
    }

    /// Says of every block that the end of the file found open.
    mutating func finish() -> [Diagnostic] {
        defer { blocks = [] }
        return blocks.map { block in
            Diagnostic("this '.if' is never closed", at: block.place, expected: "'.endif'")
        }
    }

    private mutating func decide(_ holds: Bool) {
        blocks[blocks.count - 1].isTaken = holds
        blocks[blocks.count - 1].isDecided = holds
    }

    private func evaluate(
        _ words: [Word],
        _ facts: ProgramFacts,
        _ variable: @Sendable (String) -> String?
    ) throws(Diagnostic) -> Bool {
        let text = words.dropFirst().map(\.text).joined(separator: " ")
        do throws(BlockCondition.Problem) {
            return try BlockCondition(text).holds(facts, variable: variable)
        } catch {
            throw Diagnostic(error.message, at: words[0].place, expected: error.expected)
        }
    }

    private func lone(_ keyword: Word) -> Diagnostic {
        Diagnostic("'\(keyword.text)' has no '.if' before it", at: keyword.place)
    }

    private func refuseAfterElse(_ keyword: Word) throws(Diagnostic) {
        guard let block = blocks.last else { throw lone(keyword) }
        if block.isElse {
            throw Diagnostic("'\(keyword.text)' cannot follow '.else'", at: keyword.place)
        }
    }

    private func refuseMore(_ words: [Word]) throws(Diagnostic) {
        guard words.count > 1 else { return }
        throw Diagnostic("'\(words[0].text)' takes nothing", at: words[1].place)
    }
}

/// What `.alert`, `.warning`, `.notice` and `.diag` say.
enum BlockMessage {
    /// The message of a line; nil when it is not told.
    ///
    /// `.alert` is an error, which ends the reading.
    static func message(_ words: [Word], _ facts: ProgramFacts) throws(Diagnostic) -> Diagnostic? {
        let keyword = words[0]
        let severities: [String: Diagnostic.Severity] = [
            ".alert": .error, ".warning": .warning, ".notice": .note, ".diag": .warning,
        ]
        guard let severity = severities[keyword.text] else {
            throw .unknown(
                "directive",
                keyword.text,
                among: severities.keys.sorted() + [".if", ".elif", ".else", ".endif"],
                at: keyword.place
            )
        }
        guard words.count == 2 else {
            throw Diagnostic(
                "'\(keyword.text)' takes one message",
                at: words.count < 2 ? keyword.place : words[2].place,
                expected: "\(keyword.text) \"<message>\"",
                hint: "quote a message with blanks"
            )
        }
        if keyword.text == ".diag", !facts.tellsRemarks { return nil }
        return Diagnostic("'\(words[1].text)'", at: keyword.place, severity: severity)
    }
}
