internal import Diagnostics

/// The `defaults` sections read so far, and who may begin with which (chapter 4 of the manual).
struct DefaultsInheritance {
    /// What made use of a section.
    private struct Use {
        var isNamed = false
        var isImplied = false
        /// The kind of the proxies; nil while there are none.
        var kind: ProxySettings.Kind?
    }

    private var latest: ProxyDraft?
    private var byName: [String: ProxyDraft] = [:]
    /// Names that two sections have, which therefore name neither.
    private var ambiguous: Set<String> = []
    private var uses: [SourcePlace: Use] = [:]

    /// Whether there is any.
    var isEmpty: Bool { latest == nil }

    /// Takes a section that is complete.
    mutating func add(_ defaults: ProxyDraft) throws(Diagnostic) {
        latest = defaults
        let name = defaults.settings.name
        if name.isEmpty { return }
        if let other = byName[name] {
            if uses[other.place]?.isNamed == true {
                throw Diagnostic(
                    "the defaults section '\(name)' replaces one of the same name that is in use",
                    at: defaults.place,
                    hint: "the other one is at \(other.place); rename one of them"
                )
            }
            ambiguous.insert(name)
        }
        byName[name] = defaults
    }

    /// What a `defaults` section with `from` begins with.
    mutating func beginning(_ from: ArraySlice<Word>) throws(Diagnostic) -> ProxyDraft? {
        guard let word = try named(from) else { return nil }
        let section = try find(word)
        uses[section.place, default: Use()].isNamed = true
        guard section.rules.isEmpty else {
            throw Diagnostic(
                "a defaults section cannot begin with '\(word.text)', which has rules",
                at: word.place
            )
        }
        return section
    }

    /// What a proxy begins with: the section that it names, or the last one.
    mutating func beginning(
        _ kind: ProxySettings.Kind,
        _ from: ArraySlice<Word>,
        _ proxy: Word,
        warn: (Diagnostic) -> Void
    ) throws(Diagnostic) -> ProxyDraft? {
        let word = try named(from)
        guard let section = try word.map({ (word) throws(Diagnostic) in try find(word) }) ?? latest
        else { return nil }
        var use = uses[section.place] ?? Use()
        if word == nil { use.isImplied = true } else { use.isNamed = true }
        if use.isImplied, use.isNamed {
            warn(
                Diagnostic(
                    "the defaults section '\(section.settings.name)' is named by some proxies and "
                        + "meant by others that name none",
                    at: (word ?? proxy).place,
                    hint: "name it with 'from' everywhere, or put another 'defaults' last",
                    severity: .warning
                )
            )
        }
        defer { uses[section.place] = use }
        guard !section.rules.isEmpty else { return section }
        try checkRules(of: section, kind, use.kind, at: (word ?? proxy).place)
        use.kind = kind
        return section
    }

    private func checkRules(
        of section: ProxyDraft,
        _ kind: ProxySettings.Kind,
        _ other: ProxySettings.Kind?,
        at place: SourcePlace
    ) throws(Diagnostic) {
        let name = section.settings.name
        var problem: String?
        if kind == .listen {
            problem = "a listen section cannot begin with '\(name)', which has rules"
        } else if let other, other != kind {
            problem =
                "frontends and backends cannot both begin with '\(name)', which has rules"
        } else if kind == .backend, section.rules.contains(.ofConnections) {
            problem =
                "a backend cannot begin with '\(name)', which has rules on connections or sessions"
        } else if kind == .frontend, section.rules.contains(.ofServerContents) {
            problem = "a frontend cannot begin with '\(name)', which has rules of 'tcp-response'"
        }
        if let problem { throw Diagnostic(problem, at: place) }
    }

    private func named(_ words: ArraySlice<Word>) throws(Diagnostic) -> Word? {
        guard let from = words.first else { return nil }
        guard from.text == "from", words.count == 2, let name = words.last else {
            throw Diagnostic(
                "'\(words.count > 2 ? words[words.startIndex + 2].text : from.text)' does not belong here",
                at: words.count > 2 ? words[words.startIndex + 2].place : from.place,
                expected: "from <defaults section>"
            )
        }
        return name
    }

    private func find(_ name: Word) throws(Diagnostic) -> ProxyDraft {
        guard let section = byName[name.text] else {
            throw .unknown("defaults section", name.text, among: byName.keys, at: name.place)
        }
        if ambiguous.contains(name.text) {
            throw Diagnostic(
                "there is more than one defaults section '\(name.text)'",
                at: name.place,
                hint: "rename all but one"
            )
        }
        return section
    }
}
