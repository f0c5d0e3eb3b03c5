internal import ModuleContract

extension Probe {
    /// The same probe, its facts put into another type that can hold all of them.
    func mapped<Other: Sendable>(
        _ transform: @escaping @Sendable (Facts) -> Other
    ) -> Probe<Other> {
        switch self {
        case .known(let facts):
            return .known(transform(facts))
        case .ask(let requests, let then):
            return .ask(requests) { (replies) throws(ModuleFailure) in
                try then(replies).mapped(transform)
            }
        }
    }
}
