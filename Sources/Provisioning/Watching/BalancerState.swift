/// A balancer as two looks tell it; without an earlier one it has no rates.
struct BalancerState: Sendable, Hashable {
    struct Server: Sendable, Hashable {
        var name: String
        var status: String
        var current: Int
        var rates: TrafficRates?
        /// The last check, as `L7OK/200 in 3 ms`; empty without checks.
        var check: String

        /// Whether an operator has to look: neither up, nor taken out on purpose, nor unchecked.
        var isDown: Bool { status.hasPrefix("DOWN") || status.hasPrefix("NOLB") }
    }

    struct Pool: Sendable, Hashable {
        var name: String
        var status: String
        var current: Int
        var rates: TrafficRates?
        var servers: [Server]
    }

    var engine: String
    var uptime: Int?
    /// Of all frontends.
    var rates: TrafficRates?
    /// Connections of clients at all frontends.
    var sessions: Int
    var pools: [Pool]
    var drift: HostFindings.Drift?
    /// The last moment at which the certificate is valid; nil when it is not known.
    var certificateEnd: Int64?
    /// The addresses of the host; nil when it does not tell them.
    var addresses: Set<String>?

    init(_ look: BalancerLook, after earlier: BalancerLook?, in duration: Duration) {
        engine = look.engine
        uptime = look.uptime
        drift = look.proxy.configuration.flatMap { look.findings.drifts[$0] }
        certificateEnd = look.findings.certificateEnd
        addresses = look.findings.addresses
        let comparable = Self.comparable(earlier, with: look)
        let before = Dictionary(
            (comparable?.rows ?? []).map { (Self.key($0), TrafficCounts($0)) },
            uniquingKeysWith: +
        )
        func rates(_ row: [String: String]) -> TrafficRates? {
            TrafficRates(from: before[Self.key(row)], to: TrafficCounts(row), in: duration)
        }
        let frontends = look.rows.filter { $0["svname"] == "FRONTEND" }
        sessions = frontends.reduce(0) { $0 + Self.current($1) }
        self.rates = TrafficRates(
            from: comparable.map { Self.total($0.rows) },
            to: Self.total(look.rows),
            in: duration
        )
        pools = look.rows.filter { $0["svname"] == "BACKEND" }.compactMap { row in
            let servers = look.rows.filter {
                $0["pxname"] == row["pxname"] && !["FRONTEND", "BACKEND"].contains($0["svname"])
                    && $0["type"] ?? "2" == "2"
            }
            // Without servers it only redirects, answers itself or shows statistics.
            if servers.isEmpty { return nil }
            return Pool(
                name: row["pxname"] ?? "",
                status: row["status"] ?? "",
                current: Self.current(row),
                rates: rates(row),
                servers: servers.map { row in
                    Server(
                        name: row["svname"] ?? "",
                        status: row["status"] ?? "",
                        current: Self.current(row),
                        rates: rates(row),
                        check: Self.check(row)
                    )
                }
            )
        }
    }

    /// The earlier look, when the same process counted in it.
    private static func comparable(
        _ earlier: BalancerLook?,
        with look: BalancerLook
    ) -> BalancerLook? {
        guard let earlier, earlier.proxy == look.proxy, earlier.engine == look.engine,
            earlier.uptime ?? 0 <= look.uptime ?? .max
        else { return nil }
        return earlier
    }

    private static func key(_ row: [String: String]) -> [String] {
        [row["pxname"] ?? "", row["svname"] ?? ""]
    }

    private static func current(_ row: [String: String]) -> Int {
        row["scur"].flatMap { Int($0) } ?? 0
    }

    private static func total(_ rows: [[String: String]]) -> TrafficCounts {
        rows.filter { $0["svname"] == "FRONTEND" }.map { TrafficCounts($0) }
            .reduce(TrafficCounts(), +)
    }

    private static func check(_ row: [String: String]) -> String {
        guard let status = row["check_status"], !status.isEmpty else { return "" }
        var text = status
        if let code = row["check_code"], !code.isEmpty { text += "/\(code)" }
        if let duration = row["check_duration"], !duration.isEmpty { text += " in \(duration) ms" }
        if let detail = row["last_chk"], !detail.isEmpty { text += ": \(detail)" }
        return text
    }
}
