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
            if let backend = route.backend { return backend }
            let name = route.rule.backend.evaluate(&context)
            if let backend = name.flatMap({ frontend.backend(named: $0) }) { return backend }
        }
        return frontend.fallback
    }
}
