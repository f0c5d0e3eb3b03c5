/// What `show stat` says, one row for each frontend, backend and server.
struct StatisticsTable {
    struct Row {
        let proxy: String
        let name: String
        let numbers: [String: Int]

        subscript(_ column: String) -> Int { numbers[column] ?? 0 }
        /// Whether it is of the way from the proxy to itself, where connections are kept.
        var isWithin: Bool { proxy.hasPrefix("g") || proxy.hasPrefix("h") }
        var isServer: Bool { name != "FRONTEND" && name != "BACKEND" }
    }

    let rows: [Row]

    init?(_ text: String) {
        let lines = text.split(separator: "\n")
        guard let header = lines.first, header.hasPrefix("# ") else { return nil }
        let columns = header.dropFirst(2).split(separator: ",").map(String.init)
        rows = lines.dropFirst().compactMap { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count >= columns.count else { return nil }
            var numbers: [String: Int] = [:]
            for (column, cell) in zip(columns, cells) { numbers[column] = Int(cell) }
            return Row(proxy: String(cells[0]), name: String(cells[1]), numbers: numbers)
        }
    }

    /// Servers with what they have to do, for who reads of it.
    var standing: String {
        rows.filter(\.isServer).map { row in
            "\(row.proxy)/\(row.name): \(row["scur"]) of \(row["slim"]) served, "
                + "\(row["used_conn_cur"]) places taken, \(row["qcur"]) waiting"
        }.joined(separator: "; ")
    }

    /// What must hold whenever nothing moves; `streams` is what `show sess` says.
    func faultsAtRest(streams: String) -> [String] {
        var faults: [String] = []
        for row in rows where row.isServer {
            let name = "server \(row.proxy)/\(row.name)"
            let (served, sessions, waiting) = (row["used_conn_cur"], row["scur"], row["qcur"])
            // A stream keeps its place between two attempts, when it is none of the server's sessions.
            let known = streams.split(separator: "\n").count {
                $0.contains(" be=\(row.proxy) srv=\(row.name) ")
            }
            if served < sessions || served > known {
                faults.append(
                    "\(name) has \(served) places taken, \(sessions) sessions and \(known) streams"
                )
            }
            let limit = row["slim"]
            if waiting > 0 && (limit == 0 || served < limit) {
                faults.append("\(waiting) wait for \(name), which serves \(served) of \(limit)")
            }
        }
        for row in rows where row.name == "BACKEND" {
            let servers = rows.filter { $0.isServer && $0.proxy == row.proxy }
            let waiting = row["qcur"] - servers.reduce(0) { $0 + $1["qcur"] }
            let free = servers.filter { server in
                server["slim"] > 0 && server["used_conn_cur"] < server["slim"]
                    && server["isUp"] > 0
            }
            if waiting > 0, let server = free.first {
                faults.append("\(waiting) wait in \(row.proxy), and \(server.name) has room")
            }
        }
        return faults
    }

    /// No server ever had more streams at once than the highest limit that it ever had.
    func faultsOfLimits(_ limit: Int) -> [String] {
        rows.filter { $0.isServer && !$0.isWithin && $0["used_conn_cur"] > limit }.map {
            "server \($0.proxy)/\($0.name) serves \($0["used_conn_cur"]), and its limit is \(limit)"
        }
    }

    /// How many connections to servers are kept for another request.
    var idleConnections: Int {
        rows.filter(\.isServer).reduce(0) { $0 + $1["srv_icur"] }
    }

    /// What must hold when all clients have gone.
    func faultsAtEnd(carried: Int) -> [String] {
        var faults = faultsAtRest(streams: "")
        var requests = 0
        for row in rows where !row.isWithin {
            let isFrontend = row.name == "FRONTEND"
            for column in ["qcur", "scur", "used_conn_cur"] where row[column] != 0 {
                faults.append("\(row.proxy)/\(row.name) ends with \(column) \(row[column])")
            }
            guard isFrontend else { continue }
            let answers = [
                "hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other",
            ]
            .reduce(0) { $0 + row[$1] }
            requests += row["req_tot"]
            if answers != row["req_tot"] {
                faults.append("\(row.proxy) has \(row["req_tot"]) requests, and \(answers) answers")
            }
        }
        if requests < carried {
            faults.append("\(carried) requests were carried, and \(requests) are counted")
        }
        return faults
    }
}
