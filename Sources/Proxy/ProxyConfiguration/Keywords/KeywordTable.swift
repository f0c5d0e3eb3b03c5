internal import Diagnostics

/// Every keyword that is supported, found by its first word or its first two.
enum KeywordTable {
    static let all: [Keyword] =
        GlobalKeywords.all + TLSKeywords.all + EnvironmentKeywords.all + InertKeyword.keywords
        + ProxyKeywords.all
        + BackendKeywords.all + CheckOptions.all + HTTPCheckKeywords.all + TCPCheckKeywords.all
        + RuleKeywords.all + ConnectionRuleKeywords.all + StickKeywords.all + StatsKeywords.all
        + HealthCheckSection.all
        + ServerRuleKeywords.all + VariableKeywords.all
        + LogFormatKeywords.all + CaptureKeywords.all + ErrorKeywords.all + UserListSection.all
        + ErrorGroupSection.all + ResolversKeywords.all + SocketKeywords.all
        + CertificateKeywords.all + CertificateStoreSection.keywords

    /// The keywords by name; a name may mean one thing in `global` and another in a proxy.
    private static let byName: [String: [Keyword]] = Dictionary(grouping: all, by: \.name)

    /// The first words of keywords of two.
    private static let groups: Set<String> = Set(
        all.compactMap { keyword in
            let words = keyword.name.split(separator: " ")
            return words.count == 2 ? String(words[0]) : nil
        }
    )

    /// The keyword at the beginning of some words, and of how many words its name is.
    static func find(
        _ words: ArraySlice<Word>,
        in section: Sections
    ) throws(Diagnostic)
        -> (keyword: Keyword, wordCount: Int)
    {
        guard let first = words.first else { invariantFailure() }
        let second = words.dropFirst().first
        if let second, let found = byName["\(first.text) \(second.text)"] {
            return (try choose(found, section, at: first), 2)
        }
        // What some actions act on stands in their own word.
        if let word = second?.text {
            let name = ActionKeyword.name(in: word)
            if name != word, let found = byName["\(first.text) \(name)"],
                found[0].takesParenthesis || name == ActionKeyword.tracking
            {
                return (try choose(found, section, at: first), 1)
            }
        }
        if let found = byName[first.text] { return (try choose(found, section, at: first), 1) }
        throw unknown(first, second, section)
    }

    private static func choose(
        _ candidates: [Keyword],
        _ section: Sections,
        at word: Word
    ) throws(Diagnostic) -> Keyword {
        if let keyword = candidates.first(where: { $0.sections.contains(section) }) {
            if section == .backend, logFormats.contains(keyword.name) {
                throw Diagnostic(
                    "'\(keyword.name)' is ignored in backends, where nothing is logged",
                    at: word.place,
                    hint: "write it in the frontend or in 'defaults'",
                    severity: .warning
                )
            }
            return keyword
        }
        if section == .defaults, RuleLines.words.contains(word.text) { return candidates[0] }
        if let ignored = ignored(candidates, section, at: word) { throw ignored }
        let allowed = candidates.reduce(into: Sections()) { $0.formUnion($1.sections) }
        throw Diagnostic(
            "'\(candidates[0].name)' is not allowed in '\(section.names[0])'",
            at: word.place,
            expected: "it in \(allowed.names.joined(separator: ", "))"
        )
    }

    /// What lines of logs look like, which a frontend writes.
    private static let logFormats: Set<String> = [
        "option httplog", "option tcplog", "option httpslog", "log-format", "log-format-sd",
        "error-log-format",
    ]

    /// A line about the side that a proxy does not have says nothing, as with HAProxy.
    private static func ignored(
        _ candidates: [Keyword],
        _ section: Sections,
        at word: Word
    ) -> Diagnostic? {
        let other: Sections = section == .frontend ? .backend : .frontend
        let isOneSided = section == .frontend || section == .backend
        guard isOneSided, let keyword = candidates.first(where: { $0.sections.contains(other) }),
            !neededServers.contains(keyword.name)
        else { return nil }
        let name = section.names[0]
        return Diagnostic(
            "'\(keyword.name)' is ignored, because a \(name) has no \(other.names[0]) capability",
            at: word.place,
            hint: "it belongs to \(keyword.sections.names.joined(separator: ", "))",
            severity: .warning
        )
    }

    /// What names servers is not left out silently.
    private static let neededServers: Set<String> = ["server", "default-server", "server-template"]

    private static func unknown(_ first: Word, _ second: Word?, _ section: Sections) -> Diagnostic {
        let usable = all.filter { $0.sections.contains(section) }
        if groups.contains(first.text) {
            guard let second else {
                return Diagnostic("'\(first.text)' needs another word", at: first.place)
            }
            let siblings = usable.compactMap { keyword in
                let words = keyword.name.split(separator: " ")
                return words.count == 2 && words[0] == first.text ? String(words[1]) : nil
            }
            return UnsupportedKeywords.diagnostic(
                for: second,
                kind: "'\(first.text)' keyword",
                among: siblings,
                unsupported: UnsupportedKeywords.secondWords(after: first.text)
            )
        }
        return UnsupportedKeywords.diagnostic(
            for: first,
            kind: "keyword",
            among: Array(Set(usable.map { String($0.name.prefix { $0 != " " }) })),
            unsupported: UnsupportedKeywords.keywords
        )
    }

    private static func invariantFailure() -> Never {
        fatalError("invariant: a line without words has no keyword")
    }
}
