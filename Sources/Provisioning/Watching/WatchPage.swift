/// A state as lines for people.
public struct WatchPage: Sendable {
    /// A line of the page.
    public struct Line: Sendable, Hashable {
        /// How it stands out.
        enum Tone: Sendable {
            case plain
            case heading
            /// Somebody has to look.
            case bad
        }

        /// Without anything that a terminal would obey.
        public var text: String
        var tone = Tone.plain
    }

    /// The lines, each of at most `width` characters.
    public static func lines(of state: WatchState, width: Int) -> [Line] {
        let lines = addresses(state) + table(state)
        return lines.map { Line(text: clipped($0.text, to: width), tone: $0.tone) }
    }

    /// A text of at most so many characters, without anything that a terminal would obey.
    public static func clipped(_ text: String, to width: Int) -> String {
        let text = WatchFigures.plain(text)
        if text.count <= width { return text }
        return width < 1 ? "" : text.prefix(width - 1) + "…"
    }

    private static func addresses(_ state: WatchState) -> [Line] {
        state.addresses.map { address in
            let unknown =
                address.silent.isEmpty
                ? "" : " (unknown of \(address.silent.joined(separator: ", ")))"
            let holders =
                address.holders.isEmpty
                ? "nobody" : address.holders.joined(separator: " and ")
            return Line(
                text: "\(address.address) is held by \(holders)\(unknown)",
                tone: address.holders.count == 1 ? .plain : .bad
            )
        }
    }

    private static func table(_ state: WatchState) -> [Line] {
        let pools = state.hosts.flatMap { $0.balancer?.pools ?? [] }
        let names =
            pools.map { $0.name.count + 2 }
            + pools.flatMap { $0.servers.map { $0.name.count + 4 } }
        let statuses = pools.map(\.status.count) + pools.flatMap { $0.servers.map(\.status.count) }
        let row = TableRow(
            nameWidth: min(32, max(14, names.max() ?? 0)),
            statusWidth: min(14, max(6, statuses.max() ?? 0))
        )
        var lines: [Line] = []
        if !pools.isEmpty { lines.append(Line(text: row.heading, tone: .heading)) }
        for host in state.hosts { lines += self.lines(of: host, state, row) }
        return lines
    }

    private static func lines(
        of host: WatchState.Host,
        _ state: WatchState,
        _ row: TableRow
    ) -> [Line] {
        switch host.knowledge {
        case .asked:
            return [Line(text: "\(host.name)  has not answered yet", tone: .heading)]
        case .noProxy(let why):
            return [Line(text: "\(host.name)  no proxy answers: \(why)", tone: .bad)]
        case .silent(let why, let seconds):
            let since = seconds.map { " for \(WatchFigures.age($0))" } ?? ""
            return [Line(text: "\(host.name)  does not answer\(since): \(why)", tone: .bad)]
        case .balancer(let balancer):
            var lines = summary(of: host, balancer, state)
            for pool in balancer.pools {
                lines.append(
                    Line(
                        text: row.text("  \(pool.name)", pool.status, pool.current, pool.rates),
                        tone: pool.status.hasPrefix("DOWN") ? .bad : .plain
                    )
                )
                for server in pool.servers {
                    let text = row.text(
                        "    \(server.name)",
                        server.status,
                        server.current,
                        server.rates,
                        server.check
                    )
                    lines.append(Line(text: text, tone: server.isDown ? .bad : .plain))
                }
            }
            return lines
        }
    }

    private static func summary(
        of host: WatchState.Host,
        _ balancer: BalancerState,
        _ state: WatchState
    ) -> [Line] {
        let engine = balancer.engine.isEmpty ? "proxy" : balancer.engine
        let line = [
            host.name, engine, balancer.uptime.map { "up \(WatchFigures.age($0))" } ?? "",
            "\(WatchFigures.rate(balancer.rates?.requests)) req/s",
            "\(WatchFigures.rate(balancer.rates?.errors)) err/s",
            "\(balancer.sessions) \(balancer.sessions == 1 ? "session" : "sessions")",
        ]
        let files = [
            certificate(of: host, balancer, state), configuration(balancer.drift),
        ].compactMap { $0 }
        let text = (line + files.filter { !$0.isBad }.map(\.text)).filter { !$0.isEmpty }
            .joined(separator: "  ")
        return [Line(text: text, tone: .heading)]
            + files.filter(\.isBad).map { Line(text: "  \($0.text)", tone: .bad) }
    }

    /// Below so many days somebody has to look.
    static let scarceDays = 14

    private static func certificate(
        of host: WatchState.Host,
        _ balancer: BalancerState,
        _ state: WatchState
    ) -> (text: String, isBad: Bool)? {
        guard host.hasCertificate else { return nil }
        guard let days = state.daysLeft(of: balancer) else {
            return ("the certificate can't be read", true)
        }
        if days < 0 { return ("the certificate has expired", true) }
        return ("certificate \(days) \(days == 1 ? "day" : "days")", days < scarceDays)
    }

    private static func configuration(
        _ drift: HostFindings.Drift?
    ) -> (text: String, isBad: Bool)? {
        switch drift {
        case nil: nil
        case .none?: ("file as proven", false)
        case .unproven?: ("file unproven", false)
        case .differs?: ("the configuration file differs from what ran last", true)
        case .absent?: ("the configuration file is gone", true)
        case .unreadable?: ("the configuration file can't be read", true)
        }
    }
}

/// The columns of pools and servers.
private struct TableRow {
    let nameWidth: Int
    let statusWidth: Int

    var heading: String {
        columns("  pool, server", "status", ["now", "req/s", "err/s"], "last check")
    }

    func text(
        _ name: String,
        _ status: String,
        _ current: Int,
        _ rates: TrafficRates?,
        _ check: String = ""
    ) -> String {
        let figures = [
            "\(current)", WatchFigures.rate(rates?.requests), WatchFigures.rate(rates?.errors),
        ]
        return columns(name, status, figures, check)
    }

    private func columns(
        _ name: String,
        _ status: String,
        _ figures: [String],
        _ check: String
    ) -> String {
        let left = [Self.left(name, nameWidth), Self.left(status, statusWidth)]
        let right = zip(figures, [6, 8, 7]).map { Self.pad($0, $1) + $0 }
        let text = (left + right + [check]).joined(separator: " ")
        return String(text.reversed().drop { $0 == " " }.reversed())
    }

    private static func left(_ text: String, _ width: Int) -> String {
        let text = WatchPage.clipped(text, to: width)
        return text + pad(text, width)
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count))
    }
}
