internal import ProxyConfiguration
internal import Samples

/// The `use_backend` lines of a frontend.
extension Worker {
    /// The backend that a stream goes to; nil when there is none.
    ///
    /// A name that an expression gives and that no backend has is passed over.
    func backend(for stream: Stream, hasRequest: Bool) -> BackendRuntime? {
        let frontend = stream.frontend
        guard !frontend.routes.isEmpty else { return frontend.fallback }
        var context = context(stream, at: .chooseBackend, hasRequest: hasRequest)
        for route in frontend.routes {
            if let condition = route.rule.condition, !condition.holds(&context) { continue }
            guard let backend = route.backend ?? named(route.rule.backend, frontend, &context)
            else { continue }
            if backend.isEligible || isForced(frontend.settings, &context) { return backend }
        }
        return frontend.fallback
    }

    private func named(
        _ expression: LogFormat,
        _ frontend: FrontendRuntime,
        _ context: inout SampleContext
    ) -> BackendRuntime? {
        expression.evaluate(&context).flatMap { frontend.backend(named: $0) }
    }

    /// `force-be-switch`: whether a backend that takes no traffic is taken all the same.
    private func isForced(_ settings: ProxySettings, _ context: inout SampleContext) -> Bool {
        for condition in settings.forcedSwitches where condition.holds(&context) { return true }
        return false
    }
}
