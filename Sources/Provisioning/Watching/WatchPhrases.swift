/// What the page says of a state, on a terminal as in a browser.
enum WatchPhrases {
    /// A phrase, and whether somebody has to look.
    struct Phrase: Sendable, Hashable {
        var text: String
        var isBad = false
    }

    /// The heads of the columns of pools and servers.
    static let columns = ["pool, server", "status", "now", "req/s", "err/s", "last check"]

    /// Who holds an address.
    static func holders(of address: WatchState.Address) -> Phrase {
        let unknown =
            address.silent.isEmpty
            ? "" : " (unknown of \(address.silent.joined(separator: ", ")))"
        let holders =
            address.holders.isEmpty
            ? "nobody" : address.holders.joined(separator: " and ")
        return Phrase(
            text: "\(address.address) is held by \(holders)\(unknown)",
            isBad: address.holders.count != 1
        )
    }

    /// Why there is no balancer to show; nil when there is.
    static func absence(of host: WatchState.Host) -> Phrase? {
        switch host.knowledge {
        case .balancer:
            return nil
        case .asked:
            return Phrase(text: "has not answered yet")
        case .noProxy(let why):
            return Phrase(text: "no proxy answers: \(why)", isBad: true)
        case .silent(let why, let seconds):
            let since = seconds.map { " for \(WatchFigures.age($0))" } ?? ""
            return Phrase(text: "does not answer\(since): \(why)", isBad: true)
        }
    }

    /// A balancer in a few words each, without those that are not known.
    static func summary(
        of host: WatchState.Host,
        _ balancer: BalancerState,
        _ state: WatchState
    ) -> [Phrase] {
        let words = [
            balancer.engine.isEmpty ? "proxy" : balancer.engine,
            balancer.uptime.map { "up \(WatchFigures.age($0))" } ?? "",
            "\(WatchFigures.rate(balancer.rates?.requests)) req/s",
            "\(WatchFigures.rate(balancer.rates?.errors)) err/s",
            "\(balancer.sessions) \(balancer.sessions == 1 ? "session" : "sessions")",
        ]
        let files = [certificate(of: host, balancer, state), configuration(balancer.drift)]
        return words.filter { !$0.isEmpty }.map { Phrase(text: $0) } + files.compactMap { $0 }
    }

    /// Below so many days somebody has to look.
    static let scarceDays = 14

    private static func certificate(
        of host: WatchState.Host,
        _ balancer: BalancerState,
        _ state: WatchState
    ) -> Phrase? {
        guard host.hasCertificate else { return nil }
        guard let days = state.daysLeft(of: balancer) else {
            return Phrase(text: "the certificate can't be read", isBad: true)
        }
        if days < 0 { return Phrase(text: "the certificate has expired", isBad: true) }
        let text = "certificate \(days) \(days == 1 ? "day" : "days")"
        return Phrase(text: text, isBad: days < scarceDays)
    }

    private static func configuration(_ drift: HostFindings.Drift?) -> Phrase? {
        switch drift {
        case nil: nil
        case .none?: Phrase(text: "file as proven")
        case .unproven?: Phrase(text: "file unproven")
        case .differs?:
            Phrase(text: "the configuration file differs from what ran last", isBad: true)
        case .absent?: Phrase(text: "the configuration file is gone", isBad: true)
        case .unreadable?: Phrase(text: "the configuration file can't be read", isBad: true)
        }
    }
}
