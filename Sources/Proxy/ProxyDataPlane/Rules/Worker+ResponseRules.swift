internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// The `http-response` and `http-after-response` lines of a proxy.
///
/// The backend's run before the frontend's, and those for every answer after those for a server's.
extension Worker {
    /// Runs the rules for a server's response, whose head stands in `responseHead`, and sets the
    /// persistence cookie between the two sets.
    func runResponseRules(_ stream: Stream) -> RuleVerdict {
        let wait = stream.extras?.responseWait
        if wait == nil { captureResponse(stream) }
        stream.extras?.responseWait = nil
        switch runEach(stream, after: wait, of: { $0.response }) {
        case .passes: break
        case let other: return other
        }
        guard changeCookies(stream) else {
            stream.ending.set("I", "H")
            answer(stream, page: 500)
            return .ended
        }
        return runEach(stream) { $0.afterResponse }
    }

    /// Runs the rules for every answer over one of our own, whose head stands in `responseHead`.
    func runAfterResponseRules(_ stream: Stream) {
        _ = runEach(stream) { $0.afterResponse }
    }

    /// Runs rules of the proxies that a response passes; after a wait only those that have not run.
    private func runEach(
        _ stream: Stream,
        after wait: ResponseWait? = nil,
        of rules: (RulePlan) -> [TrafficRule]
    ) -> RuleVerdict {
        if let backend = stream.backend, backend.rules.hasResponseRules,
            stream.frontend.ownBackend !== backend, wait?.isOnFrontend != true
        {
            let first = wait?.rule ?? 0
            let verdict = run(rules(backend.rules), from: first, stream, at: .backendResponseHead)
            if verdict != .passes { return verdict }
        }
        guard stream.frontend.rules.hasResponseRules else { return .passes }
        let first = wait?.isOnFrontend == true ? wait?.rule ?? 0 : 0
        let verdict = run(rules(stream.frontend.rules), from: first, stream, at: .responseHead)
        if verdict == .waits { stream.extras?.responseWait?.isOnFrontend = true }
        return verdict
    }

    private func run(
        _ rules: [TrafficRule],
        from first: Int,
        _ stream: Stream,
        at point: SamplePoint
    ) -> RuleVerdict {
        if rules.isEmpty { return .passes }
        stream.extras?.variables.enterResponse()
        // The request has gone to the server; what is remembered of it are facts.
        let context = context(stream, at: point, hasRequest: false, hasResponse: true)
        var run = RuleRun(context: context, target: self, isResponse: true)
        // A change that does not fit is left out of an answer of our own.
        if stream.isAnswering { run.isStrict = false }
        return self.run(rules, from: first, &run, stream)
    }
}
