internal import ProxyConfiguration

/// What a request for the statistics page wants to see, as the words behind semicolons in its target say.
struct StatisticsView {
    enum Format {
        case page, csv, json, typed
    }

    let format: Format
    /// `;st=`: what the change before came to, for the page to tell.
    let outcome: StatisticsChange.Outcome?
    /// Whether the page is not to be loaded again by itself.
    let isStill: Bool
    private let page: StatsPage
    /// `;up`: servers that are down are left out.
    private let hidesDown: Bool
    /// `;no-maint`: servers in maintenance are left out.
    private let hidesMaintenance: Bool
    /// `scope=`: only proxies whose names hold that text.
    private let scope: String

    init(_ target: String, of page: StatsPage) {
        self.page = page
        let rest = target.dropFirst(page.uri.count)
        let words = rest.split(separator: ";").map(String.init)
        func has(_ word: String) -> Bool { words.contains { $0.hasPrefix(word) } }
        let formats: [(String, Format)] = [("json", .json), ("typed", .typed), ("csv", .csv)]
        format = formats.first { has($0.0) }?.1 ?? .page
        outcome = words.first { $0.hasPrefix("st=") }.map {
            StatisticsChange.Outcome(rawValue: String($0.dropFirst(3).prefix(4))) ?? .unknown
        }
        isStill = page.refresh != nil && has("norefresh")
        hidesDown = has("up")
        hidesMaintenance = has("no-maint")
        scope = Self.scope(in: rest)
    }

    /// The text behind `scope=`: at most twenty characters of those that names have.
    private static func scope(in target: Substring) -> String {
        guard let range = target.firstRange(of: "scope=") else { return "" }
        let text = target[range.upperBound...].prefix { $0 != ";" && $0 != "&" }.prefix(20)
        let isName = text.allSatisfy { character in
            character.isASCII
                && (character.isLetter || character.isNumber || "-_.:".contains(character))
        }
        return isName ? String(text) : ""
    }

    /// Whether a row is to be seen.
    private func shows(_ row: StatisticsRow) -> Bool {
        let name = row["pxname"]
        if !page.scope.isEmpty, !page.scope.contains(name) { return false }
        if !scope.isEmpty, !name.lowercased().contains(scope.lowercased()) { return false }
        guard row.kind == .server else { return true }
        let status = row["status"]
        if hidesDown, status.hasPrefix("DOWN") || status.hasPrefix("MAINT") { return false }
        return !(hidesMaintenance && status.hasPrefix("MAINT"))
    }

    /// The rows to be seen; where some are left out, backends tell how many of their servers are up.
    func shown(_ rows: [StatisticsRow]) -> [StatisticsRow] {
        guard hidesDown || hidesMaintenance else { return rows.filter(shows) }
        return rows.filter(shows).map { row in
            guard row.kind == .backend else { return row }
            let servers = rows.filter {
                $0.kind == .server && $0.proxyID == row.proxyID && !$0["status"].hasPrefix("MAINT")
            }
            if servers.isEmpty { return row }
            var row = row
            let up = servers.count { !$0["status"].hasPrefix("DOWN") }
            row["status"] = "\(row["status"]) (\(up)/\(servers.count))"
            return row
        }
    }

    /// Where a client goes on after a change, so that loading again does not repeat it.
    func location(after outcome: StatisticsChange.Outcome) -> String {
        "\(page.uri);st=\(outcome.rawValue)" + (hidesDown ? ";up" : "")
            + (isStill ? ";norefresh" : "") + (scope.isEmpty ? "" : "?scope=\(scope)")
    }
}
