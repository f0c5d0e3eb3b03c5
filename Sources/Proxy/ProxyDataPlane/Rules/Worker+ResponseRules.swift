internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// The `http-response` and `http-after-response` lines of a proxy.
///
/// The backend's run before the frontend's, and those for every answer after those for a server's.
extension Worker {
    /// What running the rules for a response came to.
    enum ResponseVerdict {
        /// The response goes on.
        case passes
        /// Another answer was sent in its place.
        case denied
    }

    /// Runs the rules for a server's response, whose head stands in `responseHead`, and sets the
    /// persistence cookie between the two sets.
    func runResponseRules(_ session: Stream) -> ResponseVerdict {
        if run(ruleSets(session) { $0.responseRules }, session) == .denied { return .denied }
        guard changeCookies(session) else {
            fail(session)
            return .denied
        }
        return run(ruleSets(session) { $0.afterResponseRules }, session)
    }

    /// Runs the rules for every answer over one of our own, whose head stands in `responseHead`.
    func runAfterResponseRules(_ session: Stream) {
        _ = run(ruleSets(session) { $0.afterResponseRules }, session)
    }

    /// The rules of the proxies that a response passes; none of them is empty.
    private func ruleSets(
        _ session: Stream,
        _ rules: (ProxySettings) -> [ResponseRule]
    ) -> [[ResponseRule]] {
        let frontend = rules(session.frontend.settings)
        guard let backend = session.backend, session.frontend.ownBackend !== backend else {
            return frontend.isEmpty ? [] : [frontend]
        }
        let own = rules(backend.settings)
        if own.isEmpty { return frontend.isEmpty ? [] : [frontend] }
        return frontend.isEmpty ? [own] : [own, frontend]
    }

    private func run(_ sets: [[ResponseRule]], _ session: Stream) -> ResponseVerdict {
        if sets.isEmpty { return .passes }
        let source = sourceOfResponse(session)
        for rules in sets where run(rules, source) == .denied {
            return .denied
        }
        return .passes
    }

    private func sourceOfResponse(_ session: Stream) -> SampleSource {
        let hasRequest = session.hasRequest && session.requestHeadBytes != nil
        return SampleSource(session: session, hasRequest: hasRequest, hasResponse: true)
    }

    private func run(_ rules: [ResponseRule], _ source: SampleSource) -> ResponseVerdict {
        for rule in rules {
            if let condition = rule.condition, !holds(condition, source) { continue }
            switch apply(rule.action, source) {
            case .next: continue
            case .stop: return .passes
            case .answered: return .denied
            }
        }
        return .passes
    }

    private func apply(_ action: ResponseAction, _ source: SampleSource) -> RuleOutcome {
        let session = source.session
        switch action {
        case .setHeader(let name, let value):
            return change(session, .set(name: Array(name.utf8), value: text(value, source)))
        case .addHeader(let name, let value):
            return change(session, .add(name: Array(name.utf8), value: text(value, source)))
        case .deleteHeader(let name):
            return change(session, .delete(name: Array(name.utf8)))
        case .setStatus(let status, let reason):
            // An upgrade has no other status.
            if session.response.framing == .tunnel { return .next }
            let reason = reason ?? ErrorPages.reason(of: status)
            return change(session, .status(status, reason: Array(reason.utf8)))
        case .respond(let response):
            session.frontend.counters[index].add(.deniedResponses)
            session.backend?.counters[index].add(.deniedResponses)
            session.server?.counters[index].add(.deniedResponses)
            // For the log no response has come.
            session.timing.responseHead = -1
            respond(session, response, source)
            return .answered
        case .allow:
            return .stop
        }
    }

    /// Makes a change; one that does not fit is left out of an answer of our own, and replaces a
    /// server's by 500.
    private func change(_ session: Stream, _ edit: HeadEdit) -> RuleOutcome {
        if edit.isOfFraming { return .next }
        if edit.closesConnection { session.keepsClient = false }
        if editResponse(session, edit) || session.isAnswering { return .next }
        fail(session)
        return .answered
    }

    private func fail(_ session: Stream) {
        session.ending.set("I", "H")
        answer(session, page: 500)
    }
}
