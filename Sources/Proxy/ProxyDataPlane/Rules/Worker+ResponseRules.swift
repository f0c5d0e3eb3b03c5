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
    func runResponseRules(_ session: Session) -> ResponseVerdict {
        let proxies = proxiesOfResponse(session)
        if !proxies.allSatisfy(\.responseRules.isEmpty) {
            let source = sourceOfResponse(session)
            for settings in proxies where run(settings.responseRules, source) == .denied {
                return .denied
            }
        }
        guard changeCookies(session) else {
            fail(session)
            return .denied
        }
        if proxies.allSatisfy(\.afterResponseRules.isEmpty) { return .passes }
        let source = sourceOfResponse(session)
        for settings in proxies where run(settings.afterResponseRules, source) == .denied {
            return .denied
        }
        return .passes
    }

    /// Runs the rules for every answer over one of our own, whose head stands in `responseHead`.
    func runAfterResponseRules(_ session: Session) {
        let proxies = proxiesOfResponse(session)
        if proxies.allSatisfy(\.afterResponseRules.isEmpty) { return }
        let source = sourceOfResponse(session)
        for settings in proxies { _ = run(settings.afterResponseRules, source) }
    }

    private func proxiesOfResponse(_ session: Session) -> [ProxySettings] {
        let isListen = session.frontend.ownBackend === session.backend
        let backend = isListen ? nil : session.backend?.settings
        return backend.map { [$0, session.frontend.settings] } ?? [session.frontend.settings]
    }

    private func sourceOfResponse(_ session: Session) -> SampleSource {
        let hasRequest = session.hasStream && parseRequestAgain(session) != nil
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
            session.frontend.counters.deniedResponses.add()
            session.backend?.counters.deniedResponses.add()
            session.server?.counters.deniedResponses.add()
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
    private func change(_ session: Session, _ edit: HeadEdit) -> RuleOutcome {
        if edit.isOfFraming { return .next }
        if edit.closesConnection { session.keepsClient = false }
        if editResponse(session, edit) || session.phase == .answering { return .next }
        fail(session)
        return .answered
    }

    private func fail(_ session: Session) {
        session.ending.set("I", "H")
        answer(session, page: 500)
    }
}
