/// What the load's answers tell of the servers that the fault takes away.
///
/// A fault that nobody feels proves nothing, so the victims have to answer before it and to fall
/// silent while it is in effect; and nobody else may.
struct VictimEvidence: Sendable, Hashable {
    /// The servers that the drill names; nil when it names none, and one that falls silent is it.
    let victims: [String]?
    /// The good answers of each server before the fault.
    var before: [String: Int] = [:]
    /// The good answers of each server while the fault was in effect.
    var during: [String: Int] = [:]

    /// The servers that gave an answer at any time from then on, to a request of before it too.
    var heard: Set<String> = []

    /// So many answers a server had to be expected to give to be called silent.
    private static let leastExpected = 10

    init(victims: [String]?) {
        self.victims = victims
    }

    /// The good answers by server.
    static func counts(of samples: [LoadSample]) -> [String: Int] {
        samples.reduce(into: [:]) { counts, sample in
            if let server = sample.server { counts[server, default: 0] += 1 }
        }
    }

    /// Why the fault would prove nothing, as known before it.
    var doubtBefore: String? {
        if let victims {
            guard let silent = victims.first(where: { before[$0] == nil }) else { return nil }
            return "the victim '\(silent)' answered none of the load's requests before the fault; "
                + "there answered \(Self.listed(before))"
        }
        if before.keys.contains(where: { !$0.isEmpty }) { return nil }
        return "the load's answers do not tell which server they come from (X-Backend), so nobody "
            + "can tell what the fault takes away; write 'victims: []' if it takes no server away"
    }

    /// The servers that were expected to answer, gave not one answer, and are no victims.
    var strangers: [String] {
        let (all, left) = (before.values.reduce(0, +), during.values.reduce(0, +))
        return before.filter { server, count in
            !server.isEmpty && !heard.contains(server) && !(victims ?? []).contains(server)
                && count * left >= Self.leastExpected * all
        }
        .keys.sorted()
    }

    /// The servers that fell silent: the victims, or without any named those that gave no answer.
    var silent: Set<String> {
        Set(victims ?? before.keys.filter { during[$0] == nil })
    }

    /// What the fault was, as known when it was in effect.
    var finding: FaultFinding {
        let answering = (victims ?? []).filter { during[$0] != nil }
        if victims != nil, !strangers.isEmpty {
            return FaultFinding(.mismatch, [mismatch(answering)])
        }
        if let victim = answering.first {
            let why =
                "the victim '\(victim)' still answered while the fault was said to be in effect"
            return FaultFinding(.inconclusive, [why])
        }
        guard victims == nil, Set(before.keys).isSubset(of: during.keys) else {
            return FaultFinding(.confirmed)
        }
        let why =
            "the load felt nothing of the fault: every server that answered before it still "
            + "answered (\(Self.listed(during))); write 'victims: []' if it takes no server away"
        return FaultFinding(.inconclusive, [why])
    }

    private func mismatch(_ answering: [String]) -> String {
        let names = strangers.map { "'\($0)'" }.joined(separator: ", ")
        let fell = "\(names) fell silent"
        if let victim = answering.first {
            return
                "the victim '\(victim)' still answered while the fault was said to be in effect, "
                + "and \(fell)"
        }
        if victims?.isEmpty ?? true { return "no server was to be taken away, and \(fell)" }
        return "besides the victims, \(fell)"
    }

    /// What is known when `effect` could not be proved: another server's silence is a mismatch.
    var findingWithoutEffect: FaultFinding {
        let why = "the fault had no effect that could be proved"
        guard victims != nil, !strangers.isEmpty else { return FaultFinding(.inconclusive, [why]) }
        let answering = (victims ?? []).filter { during[$0] != nil }
        return FaultFinding(.mismatch, ["\(why): \(mismatch(answering))"])
    }

    /// Names for people.
    static func listed(_ servers: [String: Int]) -> String {
        let names = servers.keys.map { $0.isEmpty ? "(unnamed)" : $0 }.sorted()
        return names.isEmpty ? "nobody" : names.joined(separator: ", ")
    }
}
