internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// The statistics page as HTML: one table for each proxy, everything in one file.
struct StatisticsDocument {
    let page: StatsPage
    let runtime: ProxyRuntime
    let rows: [StatisticsRow]
    /// What the change before came to.
    let outcome: StatisticsChange.Outcome?

    /// The columns that are shown: header, column of `show stat`.
    private static let shown: [(title: String, column: String)] = [
        ("Queue", "qcur"), ("Max", "qmax"), ("Sessions", "scur"), ("Max", "smax"),
        ("Limit", "slim"), ("Total", "stot"), ("Rate", "rate"), ("Bytes in", "bin"),
        ("Bytes out", "bout"), ("Denied", "dreq"), ("Bad requests", "ereq"),
        ("Failed connections", "econ"), ("Bad responses", "eresp"), ("Retries", "wretr"),
        ("Redispatches", "wredis"), ("2xx", "hrsp_2xx"), ("4xx", "hrsp_4xx"), ("5xx", "hrsp_5xx"),
        ("Weight", "weight"), ("Active", "act"), ("Backup", "bck"), ("Check", "check_status"),
        ("Downs", "chkdown"), ("Downtime", "downtime"), ("Throttle", "throttle"),
    ]

    private static let style = """
        body{font:14px/1.4 system-ui,sans-serif;margin:1.5em;color:#222;background:#fafafa}
        h1{font-size:1.3em}h2{font-size:1.1em;margin:1.5em 0 .3em}
        table{border-collapse:collapse;background:#fff}
        th,td{border:1px solid #ddd;padding:.2em .5em;text-align:right;white-space:nowrap}
        th{background:#eee;font-weight:600}th:first-child,td:first-child{text-align:left}
        tr.up td:nth-child(2){background:#c8f0c8}tr.down td:nth-child(2){background:#f5b5b5}
        tr.going td:nth-child(2){background:#fbe7a8}tr.maint td:nth-child(2){background:#e0c9a6}
        tr.drain td:nth-child(2){background:#b9cdf5}tr.none td:nth-child(2){background:#eee}
        """

    private var global: GlobalSettings { runtime.generation.configuration.global }

    var html: String {
        let node = page.node.map { $0.isEmpty ? global.node ?? machineName() : $0 }
        let title = "Statistics Report" + (node.map { " for \(Self.escaped($0))" } ?? "")
        var text = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        text += "<title>\(title)</title><style>\(Self.style)</style></head><body>\n"
        let version = page.hidesVersion ? "" : " \(Release.version)"
        text += "<h1>switchyard-proxy\(version): \(title)</h1>\n"
        let description = page.description.map { $0.isEmpty ? global.description ?? "" : $0 }
        if let description, !description.isEmpty {
            text += "<p>\(Self.escaped(description))</p>\n"
        }
        if let outcome { text += "<p><strong>\(outcome.sentence)</strong></p>\n" }
        text += summary
        var index = rows.startIndex
        while index < rows.endIndex {
            let name = rows[index]["pxname"]
            let end = rows[index...].firstIndex { $0["pxname"] != name } ?? rows.endIndex
            text += table(name, rows[index..<end])
            index = end
        }
        return text + "</body></html>\n"
    }

    private var summary: String {
        let uptime = (MonotonicClock.now - runtime.startInstant).components.seconds
        return "<p>pid \(CurrentProcess.id), \(runtime.threadCount) threads, up \(uptime) s, "
            + "\(runtime.connections.current) of at most \(runtime.maximumConnections) connections, "
            + "generation \(runtime.generation.number)</p>\n"
    }

    private func table(_ name: String, _ rows: ArraySlice<StatisticsRow>) -> String {
        let titles = Self.shown.map { "<th>\($0.title)</th>" }.joined()
        var text = "<h2>\(Self.escaped(name))</h2>\n"
        let proxy = runtime.generation.configuration.proxies.first { $0.name == name }
        if let description = proxy?.description {
            text += "<p>\(Self.escaped(description))</p>\n"
        }
        let servers = page.administrators.isEmpty ? [] : rows.filter { $0.kind == .server }
        if !servers.isEmpty { text += Self.form(rows) }
        text += "<table><tr><th></th><th>Status</th>\(titles)</tr>\n"
        for row in rows {
            let cells = Self.shown.map { "<td>\(Self.escaped(row[$0.column]))</td>" }.joined()
            let detail = [row["check_desc"], row["last_chk"]].filter { !$0.isEmpty }
            let hint = Self.escaped(detail.joined(separator: ": "))
            text += "<tr class=\"\(Self.colour(of: row["status"]))\" title=\"\(hint)\">"
            let name = Self.escaped(row["svname"])
            let isChosen = !servers.isEmpty && row.kind == .server
            let box = isChosen ? "<input type=\"checkbox\" name=\"s\" value=\"\(name)\"> " : ""
            text += "<td>\(box)\(name)</td>"
            text += "<td>\(Self.escaped(row["status"]))</td>\(cells)</tr>\n"
        }
        return text + "</table>\n" + (servers.isEmpty ? "" : "</form>\n")
    }

    /// The beginning of a form that changes the servers of a backend.
    private static func form(_ rows: ArraySlice<StatisticsRow>) -> String {
        let actions: [(word: String, title: String)] = [
            ("ready", "Set state to READY"), ("drain", "Set state to DRAIN"),
            ("maint", "Set state to MAINT"), ("dhlth", "Health: disable checks"),
            ("ehlth", "Health: enable checks"), ("hrunn", "Health: force UP"),
            ("hnolb", "Health: force NOLB"), ("hdown", "Health: force DOWN"),
            ("dagent", "Agent: disable checks"), ("eagent", "Agent: enable checks"),
            ("arunn", "Agent: force UP"), ("adown", "Agent: force DOWN"),
            ("shutdown", "Kill Sessions"),
        ]
        let options = actions.map { "<option value=\"\($0.word)\">\($0.title)</option>" }.joined()
        let number = escaped(rows.first?["iid"] ?? "")
        return "<form method=\"post\"><p><select name=\"action\"><option value=\"\"></option>"
            + "\(options)</select> <input type=\"hidden\" name=\"b\" value=\"#\(number)\">"
            + "<input type=\"submit\" value=\"Apply\"></p>\n"
    }

    private static func colour(of status: String) -> String {
        if status.contains("/") { return "going" }
        switch status {
        case "UP", "OPEN": return "up"
        case "DOWN", "STOP": return "down"
        case "MAINT", "MAINT (resolution)": return "maint"
        case "DRAIN", "NOLB": return "drain"
        default: return "none"
        }
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 })
        else { return text }
        return text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
