public import HostConnections

/// What a module wants to know of its host, as data: requests that change nothing, and how to
/// read their replies.
///
/// Requests of one step travel together in one round trip.
public enum Probe<Facts: Sendable>: Sendable {
    /// Nothing has to be asked.
    case known(Facts)

    /// These are asked; the replies, in their order, lead on.
    case ask(
        [HostRequest],
        then: @Sendable ([HostReply]) throws(ModuleFailure) -> Probe<Facts>
    )

    /// A probe of one step.
    public static func facts(
        from requests: [HostRequest],
        _ read: @escaping @Sendable ([HostReply]) throws(ModuleFailure) -> Facts
    ) -> Probe<Facts> {
        .ask(requests) { (replies) throws(ModuleFailure) in .known(try read(replies)) }
    }

    /// The same probe, its facts turned into others.
    public func map<Other: Sendable>(
        _ transform: @escaping @Sendable (Facts) throws(ModuleFailure) -> Other
    ) throws(ModuleFailure) -> Probe<Other> {
        switch self {
        case .known(let facts):
            return .known(try transform(facts))
        case .ask(let requests, let then):
            return .ask(requests) { (replies) throws(ModuleFailure) in
                try then(replies).map(transform)
            }
        }
    }
}
