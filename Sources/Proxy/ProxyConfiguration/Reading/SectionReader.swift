internal import Diagnostics
internal import Samples
internal import StickTables

/// The sections of a configuration as they were written, before they are put together.
struct ConfigurationDraft {
    var global = GlobalDraft()
    var proxies: [ProxyDraft] = []
    /// What expressions were read with; their maps and userlists.
    var samples: SampleTools?
    /// The `userlist` sections.
    var userLists: [UserListDraft] = []
    /// The `http-errors` sections.
    var errorGroups: ErrorGroups?
    /// The name of the `http-errors` section that lines belong to.
    var errorGroup = ""
    /// The `healthcheck` sections.
    var healthChecks: [ProxyDraft] = []
    /// The `resolvers` sections.
    var resolvers: [ResolversDraft] = []
    /// The `crt-store` that lines belong to.
    var certificateStore: CertificateStoreDraft?
}

/// Goes through texts line by line and gives each to its section's keyword.
struct SectionReader {
    /// The section that lines belong to.
    private enum Current {
        case none
        case global
        case defaults
        case proxy
        /// One of ``OtherSection``.
        case other(Sections)
        /// One whose lines say nothing, since its first one was refused.
        case refused
    }

    private let environment: ConfigurationEnvironment
    private let found: DiagnosticCollection
    private let tools: ReadingTools
    private var draft = ConfigurationDraft()
    private var current = Current.none
    private var defaults = DefaultsInheritance()
    private var proxy: ProxyDraft?
    private var blocks = ConditionalBlocks()
    /// The name or the keyword of the section that lines belong to.
    private var section = ""
    /// After `.alert`.
    private var isStopped = false

    init(environment: ConfigurationEnvironment, found: DiagnosticCollection) {
        let variables = ReadingVariables(over: environment.variable)
        var environment = environment
        environment.variable = variables.value
        self.environment = environment
        self.found = found
        draft.global.settings.verifiesServers = !environment.facts.trustsServers
        let samples = SampleTools(environment, warn: found.add)
        draft.samples = samples
        tools = ReadingTools(
            environment: environment,
            variables: variables,
            warn: found.add,
            samples: samples
        )
        draft.errorGroups = tools.errorGroups
    }

    /// Reads all lines of a text.
    mutating func read(_ source: SourceText) {
        finishProxy()
        current = .none
        section = ""
        let text = Array(source.text.utf8)
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !isStopped {
            do throws(Diagnostic) {
                try read(line, number: index + 1, of: source)
            } catch {
                found.add(error)
            }
        }
        for problem in blocks.finish() where !isStopped { found.add(problem) }
        warnAboutMissingEnd(lines, source)
    }

    private mutating func read(
        _ line: ArraySlice<UInt8>,
        number: Int,
        of source: SourceText
    ) throws(Diagnostic) {
        var lexer = LineLexer(
            line,
            number: number,
            of: source,
            variables: LineVariables(variable: environment.variable, section: section)
        )
        let words = try lexer.split()
        if words.isEmpty { return }
        if words[0].text.utf8.first == UInt8(ascii: ".") {
            if try blocks.take(words, environment.facts, variable: environment.variable) { return }
            guard blocks.areTaken else { return }
            guard let message = try BlockMessage.message(words, environment.facts) else { return }
            found.add(message)
            isStopped = message.severity == .error
            return
        }
        guard blocks.areTaken else { return }
        try lexer.refuseEmptyWords()
        found.add(contentsOf: lexer.notes)
        try read(words)
    }

    /// HAProxy takes a last line without an end for a file that was cut off.
    private func warnAboutMissingEnd(_ lines: [ArraySlice<UInt8>], _ source: SourceText) {
        guard let last = lines.last, !last.isEmpty else { return }
        found.add(
            Diagnostic(
                "the last line has no end: the file may have been cut off",
                at: SourcePlace(source, line: lines.count, column: 1),
                hint: "end the file with a line feed",
                severity: .warning
            )
        )
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
            section = words[0].text
            warnAboutLateGlobal(words[0])
        case "defaults": try beginDefaults(words)
        case "frontend": try beginProxy(words, .frontend)
        case "backend": try beginProxy(words, .backend)
        case "listen": try beginProxy(words, .listen)
        default:
            guard let other = OtherSection.byName[words[0].text] else { return try readLine(words) }
            try begin(other, words)
        }
    }

    /// Settings of the process apply to what comes after them.
    private func warnAboutLateGlobal(_ word: Word) {
        let isLate = !draft.proxies.isEmpty || !defaults.isEmpty
        guard isLate, environment.facts.tellsRemarks else { return }
        found.add(
            Diagnostic(
                "'global' stands behind other sections, to which some of its settings do not apply",
                at: word.place,
                hint: "put 'global' first",
                severity: .warning
            )
        )
    }

    private mutating func begin(
        _ other: OtherSection,
        _ words: [Word]
    ) throws(Diagnostic) {
        finishProxy()
        section = words.count > 1 ? words[1].text : words[0].text
        current = .refused
        var arguments = Arguments(
            keyword: other.name,
            place: words[0].place,
            words: Array(words.dropFirst()),
            isNegated: false,
            usage: other.usage
        )
        try other.begin(&arguments, &draft, tools)
        try arguments.end()
        current = .other(other.section)
    }

    private mutating func finishProxy() {
        guard let finished = proxy else { return }
        proxy = nil
        tools.samples.accessNames.lists = [:]
        if !finished.isDefaults {
            draft.proxies.append(finished)
            return
        }
        do throws(Diagnostic) { try defaults.add(finished) } catch { found.add(error) }
    }

    private mutating func beginDefaults(_ words: [Word]) throws(Diagnostic) {
        finishProxy()
        current = .defaults
        section = words.count > 1 ? words[1].text : words[0].text
        let name = words.count > 1 && words[1].text != "from" ? words[1].text : ""
        let place = words[0].place
        proxy = ProxyDraft(name: name, kind: .listen, place: place, isDefaults: true)
        do throws(Diagnostic) {
            let from = try defaults.beginning(words.dropFirst(name.isEmpty ? 1 : 2))
            if let from { proxy = ProxyDraft(defaults: from, name: name, place: place) }
        } catch {
            proxy?.noteMissingBeginning()
            throw error
        }
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
        section = name.text
        tools.samples.tables.section = name.text
        proxy = ProxyDraft(inheriting: nil, name: name.text, kind: kind, place: name.place)
        do throws(Diagnostic) {
            let from = try defaults.beginning(kind, words.dropFirst(2), name, warn: found.add)
            proxy = ProxyDraft(inheriting: from, name: name.text, kind: kind, place: name.place)
            proxy?.bindTLS = draft.global.bindTLS
            proxy?.serverTLS = draft.global.serverTLS
        } catch {
            proxy?.noteMissingBeginning()
            throw error
        }
        let badCharacter = name.text.first { character in
            !(character.isASCII
                && (character.isLetter || character.isNumber || "-_.:".contains(character)))
        }
        if let badCharacter {
            throw Diagnostic(
                "character '\(badCharacter)' is not permitted in '\(kind.rawValue)' name '\(name.text)'",
                at: name.place,
                expected: "letters, digits, '-', '_', '.' and ':'"
            )
        }
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
        case .other(let other): section = other
        case .defaults, .proxy: section = proxy?.section ?? .defaults
        }
        // 'default' before a keyword takes back what was said of it; all of them are off unless said.
        let isNegated = ["no", "default"].contains(words[0].text) && words.count > 1
        let rest = isNegated ? words[1...] : words[...]
        let (keyword, wordCount) = try KeywordTable.find(rest, in: section)
        if isNegated, !keyword.canBeNegated {
            throw Diagnostic(
                "'\(words[0].text)' cannot be used with '\(keyword.name)'",
                at: words[0].place
            )
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
        case .section(let read):
            try read(&arguments, &draft, tools)
        case .proxy(let read):
            guard var changed = proxy else { return }
            defer { proxy = changed }
            proxy = nil
            do throws(Diagnostic) {
                try changed.takeRuleLine(rest, keyword: keyword.name, found)
                try read(&arguments, &changed, tools)
            } catch {
                changed.noteFailure(of: rest, keyword: keyword.name)
                throw error
            }
        }
        try arguments.end()
    }
}
