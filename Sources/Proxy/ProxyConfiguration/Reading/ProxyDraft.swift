internal import Diagnostics
internal import HealthChecking
internal import Samples

/// A section about a proxy while it is read: what later lines or the end of the file complete.
struct ProxyDraft {
    /// One `log` line of a proxy.
    enum LogLine {
        /// `log global`.
        case global
        /// A target of its own.
        case target(LogTarget)
    }

    /// What the lines said so far.
    var settings: ProxySettings
    /// Where the section begins.
    var place: SourcePlace
    /// Whether it is a `defaults` section.
    var isDefaults: Bool
    /// Where the last `option httplog` stands.
    var httpLogPlace: SourcePlace?
    /// The `acl` lines by name; several lines of one name are alternatives.
    var accessLists: AccessLists = [:]
    /// The lines about answers in place of the proxy's pages, in order: a later one replaces those before.
    var errorLines: [ErrorLine] = []
    /// `log` lines.
    var logLines: [LogLine] = []
    /// The binds, their TLS not yet laid over the global defaults.
    var binds: [BindDraft] = []
    /// The `ssl-f-use` lines.
    var certificates: [FrontendCertificateDraft] = []
    /// The servers, their TLS likewise.
    var servers: [ServerDraft] = []
    /// `default-server`, as of the line that is read.
    var defaultServer = ServerDraft.initial
    /// The number that `id` gave.
    var explicitID: Int?
    /// How servers are checked.
    var checks = CheckDraft()
    /// Where `default_backend` stands.
    var defaultBackendPlace: SourcePlace?
    /// The rules of a `defaults` section.
    var rules: DefinedRules = []
    /// Where rules stand among each other.
    var ruleLines = RuleLines()
    /// Keywords whose lines were refused: that they are missing is no second mistake.
    var failures: Set<String> = []

    init(name: String, kind: ProxySettings.Kind, place: SourcePlace, isDefaults: Bool) {
        settings = ProxySettings(name: name, id: 0, kind: kind)
        // A section without a 'mode' line, its defaults neither.
        settings.mode = .tcp
        settings.place = DeclarationPlace(place)
        self.place = place
        self.isDefaults = isDefaults
    }

    /// A section that begins with what a `defaults` section said.
    init(
        inheriting defaults: ProxyDraft?,
        name: String,
        kind: ProxySettings.Kind,
        place: SourcePlace
    ) {
        self = defaults ?? ProxyDraft(name: name, kind: kind, place: place, isDefaults: false)
        settings.name = name
        settings.kind = kind
        settings.place = DeclarationPlace(place)
        self.place = place
        isDefaults = false
        // Conditions of the rules that are inherited are in them; names are the section's own.
        accessLists = [:]
        rules = []
        ruleLines = RuleLines()
        checks = checks.inherited()
        if kind == .frontend { dropServerSide() }
        if kind == .backend { dropClientSide() }
    }

    /// A `defaults` section that begins with another.
    init(defaults other: ProxyDraft, name: String, place: SourcePlace) {
        self = other
        settings.name = name
        settings.place = DeclarationPlace(place)
        self.place = place
        accessLists = [:]
        ruleLines = RuleLines()
    }

    /// Looks at where a line stands among the rules; only `defaults` with a name may have any.
    mutating func takeRuleLine(
        _ words: ArraySlice<Word>,
        keyword: String,
        _ found: DiagnosticCollection
    ) throws(Diagnostic) {
        guard let first = words.first else { return }
        if isDefaults, RuleLines.words.contains(first.text) {
            guard !settings.name.isEmpty else {
                throw Diagnostic(
                    "'\(first.text)' is not allowed in a 'defaults' section without a name",
                    at: first.place,
                    expected: "defaults <name>, and '<section> <name> from <name>' where it is used"
                )
            }
            rules.formUnion(RuleLines.defined(by: keyword))
        }
        found.add(contentsOf: ruleLines.take(words, keyword: keyword))
    }

    /// Remembers that it did not begin with what it names: what it may lack is no second mistake.
    mutating func noteMissingBeginning() {
        failures.formUnion(["mode", "timeout client", "timeout connect", "timeout server"])
    }

    /// Remembers that a line said nothing, since it was refused.
    mutating func noteFailure(of words: ArraySlice<Word>, keyword: String) {
        failures.insert(keyword)
        // Whoever uses the list is not told once more.
        if keyword == "acl", let name = words.dropFirst().first {
            accessLists[name.text, default: []] += []
        }
    }

    /// The section's keyword for messages.
    var section: Sections {
        if isDefaults { return .defaults }
        switch settings.kind {
        case .frontend: return .frontend
        case .backend: return .backend
        case .listen: return .listen
        }
    }

    /// What defaults say about servers is no part of a frontend.
    private mutating func dropServerSide() {
        let fresh = ProxySettings(name: "", id: 0, kind: .frontend)
        settings.balance = fresh.balance
        settings.hash = fresh.hash
        settings.hashBalanceFactor = nil
        settings.cookie = nil
        checks = CheckDraft()
        settings.byteRules.responseDelay = nil
    }

    /// What defaults say about clients is no part of a backend.
    private mutating func dropClientSide() {
        settings.maximumConnections = nil
        settings.defaultBackend = nil
        settings.monitorURI = nil
        settings.backlog = nil
        defaultBackendPlace = nil
    }
}

/// The `global` sections while they are read.
struct GlobalDraft {
    var settings = GlobalSettings()
    /// `unix-bind`: what sockets with a path have that do not say.
    var unixSockets = UnixSocketDefaults()
    /// The certificates that were declared, and how they are found.
    var certificates = CertificateDeclarations()
    /// What the defaults of TLS say, unset where they say nothing.
    var bindTLS = TLSLimitsDraft()
    var serverTLS = TLSLimitsDraft()
}

/// What readers of keywords may ask for.
struct ReadingTools: Sendable {
    /// The machine's variables and files.
    let environment: ConfigurationEnvironment
    /// The variables, to be changed for the lines that follow.
    let variables: ReadingVariables
    /// Takes a warning.
    let warn: @Sendable (Diagnostic) -> Void
    /// What expressions are read with.
    let samples: SampleTools
    /// The `http-errors` sections, to be filled when all are read.
    let errorGroups = ErrorGroups()
}
