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
        captureResponse(stream)
        let sets = ruleSets(stream) { $0.responseRules }
        if run(sets, stream, isAfter: false) == .ended { return .ended }
        guard changeCookies(stream) else {
            stream.ending.set("I", "H")
            answer(stream, page: 500)
            return .ended
        }
        return run(ruleSets(stream) { $0.afterResponseRules }, stream, isAfter: true)
    }

    /// Runs the rules for every answer over one of our own, whose head stands in `responseHead`.
    func runAfterResponseRules(_ stream: Stream) {
        _ = run(ruleSets(stream) { $0.afterResponseRules }, stream, isAfter: true)
    }

    /// The rules of the proxies that a response passes, with their points; none of them is empty.
    private func ruleSets(
        _ stream: Stream,
        _ rules: (ProxySettings) -> [TrafficRule]
    ) -> [(rules: [TrafficRule], point: SamplePoint)] {
        var sets: [(rules: [TrafficRule], point: SamplePoint)] = []
        if let backend = stream.backend, stream.frontend.ownBackend !== backend {
            let own = rules(backend.settings)
            if !own.isEmpty { sets.append((own, .backendResponseHead)) }
        }
        let frontend = rules(stream.frontend.settings)
        if !frontend.isEmpty { sets.append((frontend, .responseHead)) }
        return sets
    }

    private func run(
        _ sets: [(rules: [TrafficRule], point: SamplePoint)],
        _ stream: Stream,
        isAfter: Bool
    ) -> RuleVerdict {
        if sets.isEmpty { return .passes }
        stream.extras?.variables.enterResponse()
        for (rules, point) in sets {
            // The request has gone to the server; what is remembered of it are facts.
            let context = context(stream, at: point, hasRequest: false, hasResponse: true)
            var run = RuleRun(context: context, target: self, isResponse: true)
            // A change that does not fit is left out of an answer of our own.
            if stream.isAnswering { run.isStrict = false }
            if self.run(rules, &run, stream) == .ended { return .ended }
        }
        return .passes
    }
}
