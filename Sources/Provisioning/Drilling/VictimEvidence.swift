/// What the load's answers tell of the servers that the fault takes away.
///
/// A fault that nobody feels proves nothing, so the victims have to answer before it and to fall
/// silent while it is in effect.
struct VictimEvidence: Sendable, Hashable {
    /// The servers that the drill names; nil when it names none, and one that falls silent is it.
    let victims: [String]?
    /// The servers that answered before the fault.
    var before: Set<String> = []
    /// The servers that answered while the fault was in effect.
    var during: Set<String> = []

    init(victims: [String]?) {
        self.victims = victims
    }

    /// Why the fault would prove nothing, as known before it.
    var doubtBefore: String? {
        if let victims {
            guard let silent = victims.first(where: { !before.contains($0) }) else { return nil }
            return "the victim '\(silent)' answered none of the load's requests before the fault; "
                + "there answered \(Self.listed(before))"
        }
        if before.contains(where: { !$0.isEmpty }) { return nil }
        return "the load's answers do not tell which server they come from (X-Backend), so nobody "
            + "can tell what the fault takes away; write 'victims: []' if it takes no server away"
    }

    /// Why the fault proved nothing, as known when it was in effect.
    var doubt: String? {
        if let victims {
            guard let victim = victims.first(where: during.contains) else { return nil }
            return "the victim '\(victim)' still answered while the fault was said to be in effect"
        }
        if !before.isSubset(of: during) { return nil }
        return "the load felt nothing of the fault: every server that answered before it still "
            + "answered (\(Self.listed(during))); write 'victims: []' if it takes no server away"
    }

    /// Names for people.
    static func listed(_ servers: Set<String>) -> String {
        let names = servers.map { $0.isEmpty ? "(unnamed)" : $0 }.sorted()
        return names.isEmpty ? "nobody" : names.joined(separator: ", ")
    }
}
