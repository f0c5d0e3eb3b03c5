internal import Diagnostics
internal import Samples

/// The sets of rules that an action may stand in.
struct RuleSets: OptionSet, Sendable {
    let rawValue: UInt8

    static let request = RuleSets(rawValue: 1)
    static let response = RuleSets(rawValue: 2)
    static let afterResponse = RuleSets(rawValue: 4)

    /// `tcp-request connection`, `tcp-request session`.
    static let connection = RuleSets(rawValue: 8)
    static let session = RuleSets(rawValue: 16)
    /// `tcp-request content`, `tcp-response content`.
    static let requestContent = RuleSets(rawValue: 32)
    static let responseContent = RuleSets(rawValue: 64)

    /// Where addresses of a client may be set.
    static let clientAddresses: RuleSets = [.request, .connection, .session, .requestContent]
    static let contents: RuleSets = [.requestContent, .responseContent]
    /// Everything that begins with `tcp-`.
    static let tcp: RuleSets = [.connection, .session, .requestContent, .responseContent]
    static let everywhere: RuleSets = [
        .request, .response, .afterResponse, .connection, .session, .requestContent,
        .responseContent,
    ]

    static let responses: RuleSets = [.response, .afterResponse]
    static let all: RuleSets = [.request, .response, .afterResponse]
}

/// One action: where it may stand, how it is used, what reads its words.
struct ActionKeyword: Sendable {
    typealias Reader =
        @Sendable (inout Arguments, RuleReading) throws(Diagnostic) -> any RuleAction

    let name: String
    let usage: String
    let sets: RuleSets
    let read: Reader

    /// What all `track-sc` actions begin with.
    static let tracking = "track-sc"

    /// The name of the action that a word means: what it acts on may stand in the word, as in
    /// `set-var(txn.a)` and `track-sc7`.
    static func name(in word: String) -> String {
        let name = word.prefix { $0 != "(" }
        guard name == word[...], name.hasPrefix(tracking),
            let slot = Int(name.dropFirst(tracking.count)),
            slot > 2
        else { return String(name) }
        return tracking
    }

    init(_ name: String, _ usage: String = "", in sets: RuleSets, _ read: @escaping Reader) {
        self.name = name
        self.usage = usage
        self.sets = sets
        self.read = read
    }
}

/// What reading an action may ask for.
struct RuleReading {
    let tools: ReadingTools
    let points: [SamplePoint]
    let isResponse: Bool
    /// Which set it stands in.
    let set: RuleSets
    /// Whether the proxy has clients of its own.
    let hasFrontend: Bool
    /// The slots of the captures, to which an action may add.
    let captures: CaptureDraft

    /// A format whose text goes into a head.
    func format(_ word: Word) throws(Diagnostic) -> LogFormat {
        try LogFormatReader(tools.samples, at: points, for: .message).format(
            word.text,
            at: word.place
        )
    }

    /// A format whose text goes elsewhere.
    func plainFormat(_ word: Word) throws(Diagnostic) -> LogFormat {
        try LogFormatReader(tools.samples, at: points, for: .plain).format(
            word.text,
            at: word.place
        )
    }

    /// An expression.
    func expression(_ word: Word) throws(Diagnostic) -> SampleExpression {
        try SampleReader(tools.samples, at: points).expression(word.text, at: word.place)
    }
}

/// `acl`, `http-request`, `http-response`, `http-after-response` and `redirect`.
enum RuleKeywords {
    /// Every action: one family a file, each of which adds its list here.
    static let actions: [ActionKeyword] =
        HeaderActions.all + RequestLineActions.all + VariableActions.all + PatternActions.all
        + FlowActions.all + AnswerActions.all + StreamActions.all + ConnectionActions.all
        + TrackingActions.all

    static let all: [Keyword] =
        [accessList, redirect]
        + actions.filter { $0.sets.contains(.request) }.map { action in
            keyword("http-request", action, .request, \.requestRules)
        }
        + actions.filter { $0.sets.contains(.response) }.map { action in
            keyword("http-response", action, .response, \.responseRules)
        }
        + actions.filter { $0.sets.contains(.afterResponse) }.map { action in
            keyword("http-after-response", action, .afterResponse, \.afterResponseRules)
        }

    private static let accessList = Keyword.proxy(
        "acl",
        "<name> <criterion> [flags] [pattern...]",
        in: [.frontend, .backend, .listen],
        manual: "7.1"
    ) { arguments, proxy, tools throws(Diagnostic) in
        let name = try arguments.need("a name and a criterion")
        if name.text == "or" || name.text == "{" || name.text.hasPrefix("!") {
            throw Diagnostic("'\(name.text)' cannot be the name of an ACL", at: name.place)
        }
        let words = arguments.takeRest()
        if words.isEmpty {
            throw Diagnostic("the ACL '\(name.text)' has no criterion", at: name.place)
        }
        let test = try AccessReader(tools.samples).test(words.map(\.placed))
        proxy.accessLists[name.text, default: []].append(test)
        tools.samples.accessNames.lists = proxy.accessLists
    }

    private static let redirect = Keyword.proxy(
        "redirect",
        "location|prefix|scheme <to> [code <code>] [option...] [if|unless <condition>]",
        in: [.frontend, .backend, .listen]
    ) { arguments, proxy, tools throws(Diagnostic) in
        let start = arguments.position
        let reading = proxy.reading(tools, for: .request)
        let redirect = try arguments.readRedirect(reading, isLiteral: true)
        let text = arguments.text(from: start)
        let condition = try proxy.condition(&arguments, tools, at: reading.points)
        proxy.settings.redirectRules.append(
            TrafficRule(
                RedirectAction(redirect),
                when: condition,
                text: text,
                place: DeclarationPlace(arguments.place)
            )
        )
    }

    private static func keyword(
        _ set: String,
        _ action: ActionKeyword,
        _ kind: RuleSets,
        _ path: any WritableKeyPath<ProxySettings, [TrafficRule]> & Sendable
    ) -> Keyword {
        .proxy(
            "\(set) \(action.name)",
            "\(action.usage) [if|unless <condition>]",
            in: [.frontend, .backend, .listen]
        ) { arguments, proxy, tools throws(Diagnostic) in
            let rule = try proxy.rule(action, &arguments, tools, for: kind)
            proxy.settings[keyPath: path].append(rule)
        }
    }
}

/// The slots of a proxy's captures while its lines are read.
final class CaptureDraft {
    var captures: Captures

    init(_ captures: Captures) { self.captures = captures }
}

extension Word {
    /// The word for those who read expressions.
    var placed: PlacedWord { PlacedWord(text, at: place) }
}

extension ProxyDraft {
    /// What an action of this proxy is read with.
    func reading(_ tools: ReadingTools, for set: RuleSets) -> RuleReading {
        RuleReading(
            tools: tools,
            points: points(for: set),
            isResponse: !set.isDisjoint(with: [.response, .afterResponse, .responseContent]),
            set: set,
            hasFrontend: settings.hasFrontend,
            captures: CaptureDraft(settings.captures)
        )
    }

    /// The rule of an action, whose words follow.
    mutating func rule(
        _ action: ActionKeyword,
        _ arguments: inout Arguments,
        _ tools: ReadingTools,
        for set: RuleSets
    ) throws(Diagnostic) -> TrafficRule {
        let start = arguments.position
        let reading = reading(tools, for: set)
        let made = try action.read(&arguments, reading)
        settings.captures = reading.captures.captures
        let text = "\(action.name)\u{0}\(arguments.text(from: start))"
        let condition = try condition(&arguments, tools, at: reading.points)
        return TrafficRule(
            made,
            when: condition,
            text: text,
            place: DeclarationPlace(arguments.place)
        )
    }

    private func points(for set: RuleSets) -> [SamplePoint] {
        switch set {
        case .connection: [.connection]
        case .session: [.session]
        case .requestContent: points(.requestContent, .backendRequestContent)
        case .responseContent: [.backendResponseContent]
        case .request: points(.requestHead, .backendRequestHead)
        default: points(.responseHead, .backendResponseHead)
        }
    }

    /// The points where rules of this proxy are done: a listen and defaults have both sides.
    func points(_ frontend: SamplePoint, _ backend: SamplePoint) -> [SamplePoint] {
        if isDefaults || settings.kind == .listen { return [frontend, backend] }
        return settings.kind == .frontend ? [frontend] : [backend]
    }

    /// The condition at the end of a line of this proxy; nil when there is none.
    func condition(
        _ arguments: inout Arguments,
        _ tools: ReadingTools,
        at points: [SamplePoint]
    ) throws(Diagnostic) -> Condition? {
        guard let word = arguments.upcoming, word.text == "if" || word.text == "unless" else {
            return nil
        }
        _ = arguments.take()
        let words = arguments.takeRest().map(\.placed)
        return try ConditionReader(accessLists, tools.samples, at: points)
            .condition(words, after: word.placed)
    }
}
