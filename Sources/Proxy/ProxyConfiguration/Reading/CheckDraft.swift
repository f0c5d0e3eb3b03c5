internal import Diagnostics
internal import HealthChecking

/// How the servers of a proxy are checked, while it is read.
struct CheckDraft {
    /// Which option was said last.
    enum Kind {
        /// None, or `option tcp-check`.
        case bytes
        /// `option httpchk`.
        case http
        /// A protocol's own check.
        case builtIn(CheckProgram)
    }

    var kind = Kind.bytes
    /// Whether `option tcp-check` was said.
    var isByteCheckSaid = false
    /// `tcp-check ...`.
    var byteRules = CheckRules()
    /// `http-check ...`, with what `option httpchk` says.
    var requestRules = CheckRules()
    /// `http-check disable-on-404`.
    var drainsOn404 = false
    /// `http-check send-state`.
    var tellsState = false

    /// What a section that begins with these takes over: its own first rule replaces all of a list.
    func inherited() -> CheckDraft {
        var draft = self
        draft.byteRules.isInherited = true
        draft.requestRules.isInherited = true
        return draft
    }

    /// The whole program.
    var program: CheckProgram {
        switch kind {
        case .bytes:
            return isByteCheckSaid
                ? CheckProgram(.bytes, steps: byteRules.resolved()) : .connect
        case .http:
            var program = CheckProgram(
                .http,
                steps: requestRules.resolved(placingRequest: true)
            )
            program.drainsOn404 = drainsOn404
            program.tellsState = tellsState
            return program
        case .builtIn(let program): return program
        }
    }

    /// Where expectations begin that nothing is asked for: an answer will hardly come.
    var unaskedExpectations: SourcePlace? {
        guard case .http = kind, !requestRules.isInherited else { return nil }
        let asks = requestRules.rules.contains { rule in
            guard case .request? = rule.action else { return false }
            return true
        }
        return asks ? nil : requestRules.place
    }

    /// The keyword of rules that no option makes use of, the option, and where the rules begin.
    var unusedRules: [(rules: String, option: String, place: SourcePlace)] {
        var unused: [(rules: String, option: String, place: SourcePlace)] = []
        var usesRequests = false
        if case .http = kind { usesRequests = true }
        if !usesRequests, !requestRules.isInherited, let place = requestRules.place {
            unused.append(("http-check", "httpchk", place))
        }
        var usesBytes = false
        if case .bytes = kind { usesBytes = isByteCheckSaid }
        if !usesBytes, !byteRules.isInherited, let place = byteRules.place {
            unused.append(("tcp-check", "tcp-check", place))
        }
        return unused
    }
}

/// A list of rules of checks as they stand in the file.
struct CheckRules {
    /// One line.
    struct Rule {
        /// What it does; nil when it is a comment on the next.
        var action: CheckStep.Action?
        /// Its number from zero.
        var index: Int
        var comment: String?
        /// Whether it is the request of `option httpchk`.
        var isFromOption = false

        /// Whether it does something with the server.
        var isStep: Bool {
            if case .variable? = action { return false }
            return action != nil
        }
    }

    private(set) var rules: [Rule] = []
    /// Whether they are those of `defaults`, which the first own rule replaces.
    var isInherited = false
    /// Where the first own rule stands.
    private(set) var place: SourcePlace?

    private mutating func begin(at place: SourcePlace) {
        if isInherited {
            rules = []
            self.place = nil
            isInherited = false
        }
        if self.place == nil { self.place = place }
    }

    private var nextIndex: Int {
        guard let last = rules.last, !last.isFromOption else { return 0 }
        return last.index + 1
    }

    mutating func add(_ change: CheckVariableChange, at place: SourcePlace) {
        begin(at: place)
        rules.append(Rule(action: .variable(change), index: nextIndex))
    }

    mutating func add(comment: String, at place: SourcePlace) {
        begin(at: place)
        rules.append(Rule(action: nil, index: nextIndex, comment: comment))
    }

    /// Adds a rule of `tcp-check`.
    mutating func add(
        _ action: CheckStep.Action,
        comment: String?,
        at place: SourcePlace
    ) throws(Diagnostic) {
        begin(at: place)
        if case .connect = action {
            let first = rules.first { $0.isStep && !$0.isFromOption }
            switch first?.action {
            case .connect?, .variable?, nil: break
            case .send?, .request?, .expect?:
                throw Diagnostic(
                    "the first step must be a 'connect' where there is any",
                    at: place,
                    hint: "put a 'connect' before the first step, or leave this one out"
                )
            }
        }
        rules.append(Rule(action: action, index: nextIndex, comment: comment))
    }

    /// Adds a rule of `http-check`: requests follow connections, and each is followed by expectations.
    mutating func addHTTP(
        _ action: CheckStep.Action,
        comment: String?,
        at place: SourcePlace
    ) throws(Diagnostic) {
        begin(at: place)
        let last = rules.last { $0.isStep }
        if let last, !last.isFromOption, let before = last.action {
            let missing: String?
            switch (before, action) {
            case (.connect, .request), (.request, .expect), (.expect, .expect),
                (.expect, .connect):
                missing = nil
            case (_, .request): missing = "connect"
            case (_, .expect): missing = "send"
            default: missing = "expect"
            }
            if let missing {
                throw Diagnostic(
                    "a 'http-check \(missing)' is missing before this step",
                    at: place,
                    expected: "connect, send, expect, in this order"
                )
            }
        }
        if case .request(let request) = action,
            let index = rules.firstIndex(where: { $0.isStep }),
            rules[index].isFromOption, case .request(let known)? = rules[index].action
        {
            var merged = rules.remove(at: index)
            merged.action = .request(known.overlaid(by: request))
            merged.isFromOption = false
            merged.comment = comment
            rules.append(merged)
            return
        }
        try add(action, comment: comment, at: place)
    }

    /// Takes the request of `option httpchk` in.
    mutating func add(optionRequest request: CheckRequest, at place: SourcePlace) {
        let before = isInherited ? nil : self.place
        begin(at: place)
        // The option alone is no rule that could lack its option.
        self.place = before
        let rule = Rule(action: .request(request), index: 0, isFromOption: true)
        var actions = rules.indices.filter { rules[$0].isStep }[...]
        if let first = actions.first, case .connect? = rules[first].action {
            actions = actions.dropFirst()
        }
        guard let index = actions.first, case .request(let known)? = rules[index].action else {
            rules.insert(rule, at: 0)
            return
        }
        if rules[index].isFromOption {
            rules.remove(at: index)
            rules.insert(rule, at: 0)
        } else {
            rules[index].action = .request(known.overlaid(by: request))
        }
    }

    /// The steps: comments belong to what follows them, and what may be left out is there.
    func resolved(placingRequest: Bool = false) -> [CheckStep] {
        var rules = rules
        if placingRequest { Self.completeRequests(&rules) }
        if case .connect? = rules.first(where: { $0.isStep })?.action {
        } else {
            rules.insert(Rule(action: .connect(.implicit), index: -1), at: 0)
        }
        var steps: [CheckStep] = []
        var comment: String?
        // The action before; nil after a comment.
        var previous: CheckStep.Action?
        for rule in rules {
            if let previous, rule.action.map({ !$0.isLike(previous) }) ?? true { comment = nil }
            previous = rule.action
            guard let action = rule.action else {
                comment = rule.comment
                continue
            }
            steps.append(
                CheckStep(action, number: rule.index + 1, comment: rule.comment ?? comment)
            )
            if case .connect = action { comment = nil }
        }
        return steps
    }

    /// The request of the option goes behind the first connection, and a request without an expectation
    /// wants a good status.
    private static func completeRequests(_ rules: inout [Rule]) {
        let actions = rules.indices.filter { rules[$0].isStep }
        if actions.count > 1, rules[actions[0]].isFromOption,
            case .connect? = rules[actions[1]].action
        {
            var request = rules.remove(at: actions[0])
            request.index = rules[actions[1] - 1].index + 1
            rules.insert(request, at: actions[1])
        }
        if let last = rules.last(where: { $0.isStep }), case .request? = last.action {
            let good = CheckExpectation(.status([200...399]))
            rules.append(Rule(action: .expect(good), index: last.index + 1))
        }
    }
}

extension CheckStep.Action {
    /// Whether both are of one kind.
    fileprivate func isLike(_ other: CheckStep.Action) -> Bool {
        switch (self, other) {
        case (.connect, .connect), (.send, .send), (.request, .request), (.expect, .expect),
            (.variable, .variable):
            true
        default: false
        }
    }
}
