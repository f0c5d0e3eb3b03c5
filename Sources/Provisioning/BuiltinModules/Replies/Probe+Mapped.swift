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

extension Probe {
    /// A further probe that depends on the facts of this one.
    func followed<Other: Sendable>(
        by next: @escaping @Sendable (Facts) -> Probe<Other>
    ) -> Probe<Other> {
        switch self {
        case .known(let facts):
            return next(facts)
        case .ask(let requests, let then):
            return .ask(requests) { (replies) throws(ModuleFailure) in
                try then(replies).followed(by: next)
            }
        }
    }
}
