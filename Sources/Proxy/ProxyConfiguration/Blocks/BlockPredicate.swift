/// A word of conditions with arguments, as `feature(OPENSSL)`.
struct BlockPredicate: Sendable {
    typealias Evaluation =
        @Sendable ([String], ProgramFacts, (String) -> String?) throws(BlockCondition.Problem) ->
        Bool

    let name: String
    let argumentCount: Int
    /// Whether the last argument may be left out.
    let isLastOptional: Bool
    private let evaluation: Evaluation

    /// Whether it holds.
    func holds(
        _ arguments: [String],
        _ facts: ProgramFacts,
        _ variable: (String) -> String?
    ) throws(BlockCondition.Problem) -> Bool {
        try evaluation(arguments, facts, variable)
    }

    private init(
        _ name: String,
        _ argumentCount: Int,
        isLastOptional: Bool = false,
        _ evaluation: @escaping Evaluation
    ) {
        self.name = name
        self.argumentCount = argumentCount
        self.isLastOptional = isLastOptional
        self.evaluation = evaluation
    }

    /// The predicates by name.
    static let byName: [String: BlockPredicate] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, $0) }
    )

    static let all: [BlockPredicate] = texts + versions + parts

    private static let texts: [BlockPredicate] = [
        BlockPredicate("defined", 1, isLastOptional: true) { arguments, _, variable in
            arguments.first.map { variable($0) != nil } ?? false
        },
        BlockPredicate("streq", 2) { arguments, _, _ in arguments[0] == arguments[1] },
        BlockPredicate("strneq", 2) { arguments, _, _ in arguments[0] != arguments[1] },
        BlockPredicate("strstr", 2) { arguments, _, _ in
            arguments[1].isEmpty || arguments[0].contains(arguments[1])
        },
    ]

    private static let versions: [BlockPredicate] = [
        BlockPredicate("version_atleast", 1) {
            arguments,
            _,
            _ throws(BlockCondition.Problem) in
            try !isOlder(ProgramFacts.languageVersion, than: arguments[0])
        },
        BlockPredicate("version_before", 1) { arguments, _, _ throws(BlockCondition.Problem) in
            try isOlder(ProgramFacts.languageVersion, than: arguments[0])
        },
        BlockPredicate("openssl_version_atleast", 1) {
            arguments,
            facts,
            _ throws(BlockCondition.Problem) in
            try !isOlder(libraryVersion(facts), than: withoutLetter(arguments[0]))
        },
        BlockPredicate("openssl_version_before", 1) {
            arguments,
            facts,
            _ throws(BlockCondition.Problem) in
            try isOlder(libraryVersion(facts), than: withoutLetter(arguments[0]))
        },
        // The library is OpenSSL, which has no such number: neither holds.
        BlockPredicate("awslc_api_atleast", 1) { _, _, _ in false },
        BlockPredicate("awslc_api_before", 1) { _, _, _ in false },
    ]

    private static let parts: [BlockPredicate] = [
        BlockPredicate("feature", 1) { arguments, facts, _ in facts.has(arguments[0]) },
        BlockPredicate("enabled", 1) { arguments, facts, _ in
            facts.enabledParts.contains(arguments[0])
        },
        BlockPredicate("ssllib_name_startswith", 1) { arguments, facts, _ in
            facts.tlsLibrary.hasPrefix(arguments[0])
        },
        BlockPredicate("fips_mode", 0) { _, _, _ in false },
    ]

    private static func isOlder(
        _ version: String,
        than other: String
    ) throws(BlockCondition.Problem) -> Bool {
        guard let other = LanguageVersion(other) else {
            throw BlockCondition.Problem(
                message: "'\(other)' is no version",
                expected: "numbers with dots, as 2.6 or 2.4-dev19"
            )
        }
        guard let version = LanguageVersion(version) else { return false }
        return version < other
    }

    /// The number in the library's name, as `3.0.19` in `OpenSSL 3.0.19 27 Jan 2026`.
    private static func libraryVersion(_ facts: ProgramFacts) -> String {
        let words = facts.tlsLibrary.split(separator: " ")
        return words.count > 1 ? withoutLetter(String(words[1])) : "0"
    }

    /// OpenSSL numbered mends with letters once: `1.1.1w`.
    private static func withoutLetter(_ version: String) -> String {
        guard let last = version.utf8.last, (0x61...0x7A).contains(last) else { return version }
        return String(version.dropLast())
    }
}
