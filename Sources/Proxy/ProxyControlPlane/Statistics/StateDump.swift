public import ProxyDataPlane

/// What HAProxy logs at SIGHUP: each server's state, and how each proxy stands.
public enum StateDump {
    /// The lines of a running proxy.
    public static func lines(of runtime: ProxyRuntime) -> [String] {
        let rows = StatisticsCollector(runtime, showsSensitive: true).rows()
        var lines = ["SIGHUP received, dumping servers states."]
        var proxies: [String] = []
        for row in rows where !proxies.contains(row["pxname"]) { proxies.append(row["pxname"]) }
        for proxy in proxies {
            let own = rows.filter { $0["pxname"] == proxy }
            let servers = own.filter { $0.kind == .server }
            lines += servers.map(describe)
            lines.append(describe(proxy, own, servers))
        }
        return lines
    }

    private static func describe(_ server: StatisticsRow) -> String {
        let isUp = server["status"].hasPrefix("UP") || server["status"] == "no check"
        return "SIGHUP: Server \(server["pxname"])/\(server["svname"]) is \(isUp ? "UP" : "DOWN"). "
            + "Conn: \(server["scur"]) act, \(server["qcur"]) pend, \(server["stot"]) tot."
    }

    private static func describe(
        _ proxy: String,
        _ rows: [StatisticsRow],
        _ servers: [StatisticsRow]
    ) -> String {
        let value: (StatisticsRow.Kind, String) -> String = { kind, column in
            let text = rows.first { $0.kind == kind }?[column] ?? ""
            return text.isEmpty ? "0" : text
        }
        let active = value(.backend, "act")
        let backups = value(.backend, "bck")
        var state = "has \(active) active servers and \(backups) backup servers available."
        if servers.isEmpty {
            state = "has no servers."
        } else if active == "0" {
            state = backups == "0" ? "has no server available !" : "is running on backup servers !"
        }
        let pending = value(.backend, "qcur")
        return "SIGHUP: Proxy \(proxy) \(state) "
            + "Conn: act(FE+BE): \(value(.frontend, "scur"))+\(value(.backend, "scur")), "
            + "\(pending) pend (\(pending) unass), "
            + "tot(FE+BE): \(value(.frontend, "stot"))+\(value(.backend, "stot"))."
    }
}
