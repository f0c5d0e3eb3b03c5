internal import HTMLMarkup
internal import LinuxSystem

/// A state as a document for a browser: the page of the terminal, and asked for again by itself.
public struct WatchDocument: Sendable {
    private let state: WatchState
    private let pause: Duration
    private let masked: @Sendable (String) -> String

    /// A state that is looked at again after each pause; `masked` takes secrets out of a text.
    public init(
        _ state: WatchState,
        every pause: Duration,
        masked: @escaping @Sendable (String) -> String
    ) {
        self.state = state
        self.pause = pause
        self.masked = masked
    }

    /// The whole document.
    public var html: String {
        Markup.page(
            title: "\(needsEyes ? "(!) " : "")Balancers",
            style: watchStyle,
            refreshSeconds: refreshSeconds,
            [.tag("main", [:], [head, addresses] + state.hosts.map(section))]
        ).html
    }

    /// Whole seconds, as browsers count them; the first pages come soon, as hosts answer one after
    /// the other.
    private var refreshSeconds: Int {
        let isWaited = state.hosts.contains { $0.knowledge == .asked || $0.lacksRates }
        return isWaited ? 1 : max(1, Int((pause + .milliseconds(999)).components.seconds))
    }

    /// Whether anything stands out.
    private var needsEyes: Bool {
        state.addresses.contains { WatchPhrases.holders(of: $0).isBad }
            || state.hosts.contains { host in
                if WatchPhrases.absence(of: host)?.isBad ?? false { return true }
                guard let balancer = host.balancer else { return false }
                return WatchPhrases.summary(of: host, balancer, state).contains(where: \.isBad)
                    || balancer.pools.contains { $0.isDown || $0.servers.contains(where: \.isDown) }
            }
    }

    private var head: Markup {
        let moment = WallTime(seconds: state.seconds)
            .formatted("%Y-%m-%d %H:%M:%S UTC", inUTC: true)
        let nothing: Markup =
            state.hosts.isEmpty
            ? .tag("p", [:], "No host has a proxy that answers.") : .none
        return .tag(
            "header",
            [:],
            .tag("h1", [:], "Balancers"),
            .tag("p", ["class": "moment"], text("at \(moment)")),
            nothing
        )
    }

    private var addresses: Markup {
        if state.addresses.isEmpty { return .none }
        return list("addresses", state.addresses.map(WatchPhrases.holders))
    }

    private func section(_ host: WatchState.Host) -> Markup {
        let name = Markup.tag("h2", [:], text(host.name))
        if let absence = WatchPhrases.absence(of: host) {
            let words = Markup.tag("p", ["class": absence.kind], text(absence.text))
            return .tag("section", [:], name, words)
        }
        guard let balancer = host.balancer else { return .none }
        let summary = WatchPhrases.summary(of: host, balancer, state)
        return .tag(
            "section",
            [:],
            name,
            list("summary", summary.filter { !$0.isBad }),
            .init(summary.filter(\.isBad).map { .tag("p", ["class": "bad"], text($0.text)) }),
            balancer.pools.isEmpty ? .none : table(balancer.pools)
        )
    }

    private func table(_ pools: [BalancerState.Pool]) -> Markup {
        var table = MarkupTable("pools", columns: WatchPhrases.columns)
        for pool in pools {
            table.add(
                text(pool.name),
                text(pool.status),
                "\(pool.current)",
                text(WatchFigures.rate(pool.rates?.requests)),
                text(WatchFigures.rate(pool.rates?.errors)),
                .none,
                kind: pool.isDown ? "pool bad" : "pool"
            )
            for server in pool.servers {
                table.add(
                    text(server.name),
                    text(server.status),
                    "\(server.current)",
                    text(WatchFigures.rate(server.rates?.requests)),
                    text(WatchFigures.rate(server.rates?.errors)),
                    text(server.check),
                    kind: server.isDown ? "server bad" : "server"
                )
            }
        }
        return table.markup
    }

    private func list(_ kind: String, _ phrases: [WatchPhrases.Phrase]) -> Markup {
        .tag(
            "ul",
            ["class": kind],
            phrases.map { .tag("li", ["class": $0.kind], text($0.text)) }
        )
    }

    /// The one way by which texts of hosts get into the document.
    private func text(_ text: String) -> Markup { Markup(masked(text)) }
}

extension WatchPhrases.Phrase {
    /// The class in the style sheet.
    fileprivate var kind: String { isBad ? "bad" : "plain" }
}

extension WatchState.Host {
    /// Whether it has been looked at only once.
    fileprivate var lacksRates: Bool { balancer.map { $0.rates == nil } ?? false }
}
