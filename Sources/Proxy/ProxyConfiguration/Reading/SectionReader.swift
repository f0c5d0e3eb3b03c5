internal import Diagnostics

/// The sections of a configuration as they were written, before they are put together.
struct ConfigurationDraft {
    var global = GlobalDraft()
    var proxies: [ProxyDraft] = []
}

/// Goes through texts line by line and gives each to its section's keyword.
struct SectionReader {
    /// The section that lines belong to.
    private enum Current {
        case none, global, defaults, proxy, refused
    }

    private let environment: ConfigurationEnvironment
    private let found: DiagnosticCollection
    private let tools: ReadingTools
    private var draft = ConfigurationDraft()
    private var current = Current.none
    private var defaults: ProxyDraft?
    private var namedDefaults: [String: ProxyDraft] = [:]
    private var proxy: ProxyDraft?

    private static let unsupportedSections = [
        "peers", "resolvers", "userlist", "mailers", "cache", "program", "ring", "http-errors",
        "fcgi-app", "log-forward", "crt-store", "traces",
    ]

    init(environment: ConfigurationEnvironment, found: DiagnosticCollection) {
        self.environment = environment
        self.found = found
        tools = ReadingTools(environment: environment, warn: found.add)
    }

    /// Reads all lines of a text.
    mutating func read(_ source: SourceText) {
        finishProxy()
        current = .none
        let lines = source.text.split(omittingEmptySubsequences: false) { character in
            character == "\n" || character == "\r\n"
        }
        for (index, line) in lines.enumerated() {
            var lexer = LineLexer(
                line,
                number: index + 1,
                of: source,
                variable: environment.variable
            )
            do throws(Diagnostic) {
                let words = try lexer.split()
                found.add(contentsOf: lexer.warnings)
                if !words.isEmpty { try read(words) }
            } catch {
                found.add(error)
            }
        }
    }

    /// What was read, complete.
    mutating func finish() -> ConfigurationDraft {
        finishProxy()
        return draft
    }

    private mutating func read(_ words: [Word]) throws(Diagnostic) {
        switch words[0].text {
        case "global":
            finishProxy()
            current = .global
        case "defaults": try beginDefaults(words)
        case "frontend": try beginProxy(words, .frontend)
        case "backend": try beginProxy(words, .backend)
        case "listen": try beginProxy(words, .listen)
        default:
            if Self.unsupportedSections.contains(words[0].text) {
                finishProxy()
                current = .refused
                throw Diagnostic(
                    "the section '\(words[0].text)' is not supported by switchyard-proxy",
                    at: words[0].place
                )
            }
            try readLine(words)
        }
    }

    private mutating func finishProxy() {
        if let proxy {
            if proxy.isDefaults {
                defaults = proxy
                if !proxy.settings.name.isEmpty { namedDefaults[proxy.settings.name] = proxy }
            } else {
                draft.proxies.append(proxy)
            }
        }
        proxy = nil
    }

    private mutating func beginDefaults(_ words: [Word]) throws(Diagnostic) {
        finishProxy()
        current = .defaults
        let name = words.count > 1 && words[1].text != "from" ? words[1].text : ""
        var fresh = ProxyDraft(name: name, kind: .listen, place: words[0].place, isDefaults: true)
        let from = try inherited(words.dropFirst(name.isEmpty ? 1 : 2))
        if let from {
            fresh = from
            fresh.isDefaults = true
            fresh.settings.name = name
            fresh.place = words[0].place
        }
        proxy = fresh
    }

    private mutating func beginProxy(
        _ words: [Word],
        _ kind: ProxySettings.Kind
    ) throws(Diagnostic) {
        finishProxy()
        current = .proxy
        guard words.count > 1 else {
            current = .refused
            throw Diagnostic(
                "'\(kind.rawValue)' needs a name",
                at: words[0].place,
                expected: "\(kind.rawValue) <name>"
            )
        }
        let name = words[1]
        let badCharacter = name.text.first { character in
            !(character.isASCII
                && (character.isLetter || character.isNumber || "-_.:".contains(character)))
        }
        proxy = ProxyDraft(inheriting: defaults, name: name.text, kind: kind, place: name.place)
        if let badCharacter {
            throw Diagnostic(
                "character '\(badCharacter)' is not permitted in '\(kind.rawValue)' name '\(name.text)'",
                at: name.place,
                expected: "letters, digits, '-', '_', '.' and ':'"
            )
        }
        if let from = try inherited(words.dropFirst(2)) {
            proxy = ProxyDraft(inheriting: from, name: name.text, kind: kind, place: name.place)
        }
    }

    /// The section after `from`.
    private func inherited(_ words: ArraySlice<Word>) throws(Diagnostic) -> ProxyDraft? {
        guard let from = words.first else { return nil }
        guard from.text == "from", let name = words.dropFirst().first else {
            throw Diagnostic(
                "'\(from.text)' does not belong here",
                at: from.place,
                expected: "from <defaults section>"
            )
        }
        guard let section = namedDefaults[name.text] else {
            throw .unknown("defaults section", name.text, among: namedDefaults.keys, at: name.place)
        }
        return section
    }

    private mutating func readLine(_ words: [Word]) throws(Diagnostic) {
        let section: Sections
        switch current {
        case .refused: return
        case .none:
            throw Diagnostic(
                "unknown keyword '\(words[0].text)' out of section",
                at: words[0].place,
                expected: "global, defaults, frontend, backend or listen first"
            )
        case .global: section = .global
        case .defaults, .proxy: section = proxy?.section ?? .defaults
        }
        let isNegated = words[0].text == "no" && words.count > 1
        let rest = isNegated ? words[1...] : words[...]
        let (keyword, wordCount) = try KeywordTable.find(rest, in: section)
        if isNegated, !keyword.canBeNegated {
            throw Diagnostic("'no' cannot be used with '\(keyword.name)'", at: words[0].place)
        }
        var arguments = Arguments(
            keyword: keyword.name,
            place: rest[rest.startIndex].place,
            words: Array(rest.dropFirst(wordCount)),
            isNegated: isNegated,
            usage: keyword.usage
        )
        switch keyword.reader {
        case .global(let read):
            draft.global.settings.places[keyword.name] = DeclarationPlace(arguments.place)
            try read(&arguments, &draft.global, tools)
        case .proxy(let read):
            guard var changed = proxy else { return }
            defer { proxy = changed }
            proxy = nil
            try read(&arguments, &changed, tools)
        }
        try arguments.end()
    }
}
