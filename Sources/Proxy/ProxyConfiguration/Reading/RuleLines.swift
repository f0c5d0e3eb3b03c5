internal import Diagnostics

/// What rules a section has, so far as it matters to who may begin with it.
struct DefinedRules: OptionSet, Sendable {
    let rawValue: UInt8

    /// `tcp-request connection` and `tcp-request session`, which a backend has no place for.
    static let ofConnections = DefinedRules(rawValue: 1)
    /// `tcp-response content`, which a frontend has no place for.
    static let ofServerContents = DefinedRules(rawValue: 2)
    /// All others.
    static let others = DefinedRules(rawValue: 4)
}

/// The order of a section's rules as its lines have it, against the order in which they are done.
struct RuleLines: Sendable {
    /// The kinds of rules in the order in which they are done on the way to a server.
    private static let order = [
        "tcp-request connection", "tcp-request session", "tcp-request content", "monitor fail",
        "http-request", "redirect", "use_backend", "use-server",
    ]

    /// Actions after which no rule of the same kind is done.
    private static let final: [String: Set<String>] = [
        "http-request": [
            "allow", "auth", "deny", "redirect", "reject", "return", "silent-drop", "tarpit",
            "use-service",
        ],
        "http-response": ["allow", "deny", "redirect", "return", "silent-drop"],
        "http-after-response": ["allow"],
    ]

    private var seen: Set<Int> = []
    private var hasServerRules = false
    private var ended: Set<String> = []

    /// The first words of rules that only `defaults` sections with names may have.
    static let words: Set<String> = [
        "acl", "http-request", "http-response", "http-after-response", "tcp-request",
        "tcp-response", "quic-initial",
    ]

    /// What a keyword adds to the rules of its section.
    static func defined(by keyword: String) -> DefinedRules {
        switch keyword {
        case "acl", "tcp-request inspect-delay", "tcp-response inspect-delay": []
        case "tcp-request connection", "tcp-request session": .ofConnections
        case "tcp-response content": .ofServerContents
        default: words.contains(String(keyword.prefix { $0 != " " })) ? .others : []
        }
    }

    /// Takes a line, and says what is odd about where it stands.
    mutating func take(_ words: ArraySlice<Word>, keyword: String) -> [Diagnostic] {
        guard let first = words.first else { return [] }
        return [misplaced(first, keyword), unreachable(first, words)].compactMap(\.self)
    }

    private mutating func misplaced(_ first: Word, _ keyword: String) -> Diagnostic? {
        if keyword.hasPrefix("tcp-response content") {
            return hasServerRules ? warning(first, keyword, "http-response") : nil
        }
        if first.text == "http-response" { hasServerRules = true }
        guard let rank = Self.order.firstIndex(where: { keyword == $0 || first.text == $0 }) else {
            return nil
        }
        seen.insert(rank)
        guard let later = seen.filter({ $0 > rank }).min() else { return nil }
        return warning(first, Self.order[rank], Self.order[later])
    }

    private func warning(_ word: Word, _ rule: String, _ later: String) -> Diagnostic {
        Diagnostic(
            "a '\(rule)' rule placed after a '\(later)' rule will still be processed before",
            at: word.place,
            hint: "write rules in the order in which they are done",
            severity: .warning
        )
    }

    /// A rule behind one that ends its kind for every request.
    private mutating func unreachable(_ first: Word, _ words: ArraySlice<Word>) -> Diagnostic? {
        guard let final = Self.final[first.text] else { return nil }
        defer {
            let action = words.dropFirst().first?.text ?? ""
            let isConditional = words.contains {
                // A redirect that may come to nothing is a condition, too.
                ["if", "unless", "ignore-empty"].contains($0.text)
            }
            if final.contains(action), !isConditional {
                ended.insert(first.text)
            } else {
                ended.remove(first.text)
            }
        }
        guard ended.contains(first.text) else { return nil }
        return Diagnostic(
            "this rule is never reached: the '\(first.text)' before it is final and has no condition",
            at: first.place,
            severity: .warning
        )
    }
}
