internal import DocumentValues

/// A server of a proxy's backend as its admin socket tells it.
struct ProxyServerState: Sendable, Hashable {
    /// The backend and the server.
    var backend: String
    var name: String
    /// Whether it gets traffic by its checks: anything but stopped.
    var operates: Bool
    /// The bits of the administrative state.
    var adminState: Int
    /// The weight set at run time, and that of the configuration.
    var weight: Int
    var initialWeight: Int
    /// Requests or connections it works on, and those that wait for it.
    var currentCount: Int?
    var queuedCount: Int?
    /// The status as the statistics say it, as `UP 1/2`.
    var status: String

    /// Bits of the administrative state, as in HAProxy's management guide.
    private static let forcedMaintenance = 0x01
    private static let anyMaintenance = 0x01 | 0x02 | 0x04 | 0x20 | 0x40
    private static let forcedDrain = 0x08

    /// What an operator set: `maint`, `drain` or `ready`.
    var forcedState: String {
        if adminState & Self.forcedMaintenance != 0 { return "maint" }
        return adminState & Self.forcedDrain != 0 ? "drain" : "ready"
    }

    /// Whether it is in maintenance for whatever reason.
    var isInMaintenance: Bool { adminState & Self.anyMaintenance != 0 }

    /// Whether it can take requests.
    var isUp: Bool { operates && !isInMaintenance }

    /// Whether nothing is in flight or waiting.
    var isIdle: Bool { currentCount == 0 && (queuedCount ?? 0) == 0 }

    /// The server as the result shows it.
    var value: Value {
        [
            "name": .string(name), "state": .string(forcedState), "up": .bool(isUp),
            "status": .string(status), "weight": .integer(weight),
            "current": currentCount.map { .integer($0) } ?? .null,
        ]
    }

    /// Reads the answers to `show servers state` and `show stat`; nil when they are neither.
    static func read(states: String, statistics: String) -> [ProxyServerState]? {
        let rows = table(states, separator: " ")
        guard let rows else { return nil }
        let stats = table(statistics, separator: ",") ?? []
        return rows.compactMap { row in
            guard let backend = row["be_name"], let name = row["srv_name"],
                let operation = row["srv_op_state"].flatMap({ Int($0) }),
                let admin = row["srv_admin_state"].flatMap({ Int($0) })
            else { return nil }
            let figures = stats.first { $0["pxname"] == backend && $0["svname"] == name } ?? [:]
            return ProxyServerState(
                backend: backend,
                name: name,
                operates: operation != 0,
                adminState: admin,
                weight: row["srv_uweight"].flatMap { Int($0) } ?? 0,
                initialWeight: row["srv_iweight"].flatMap { Int($0) } ?? 0,
                currentCount: figures["scur"].flatMap { Int($0) },
                queuedCount: figures["qcur"].flatMap { Int($0) },
                status: figures["status"] ?? ""
            )
        }
    }

    /// Rows by the names of a header that starts with `# `.
    static func table(_ text: String, separator: Character) -> [[String: String]]? {
        let lines = text.split(separator: "\n")
        guard let start = lines.firstIndex(where: { $0.hasPrefix("# ") }) else { return nil }
        let names = lines[start].dropFirst(2).split(separator: separator).map(String.init)
        return lines[(start + 1)...].map { line in
            Dictionary(
                zip(names, fields(line, separator: separator)),
                uniquingKeysWith: { first, _ in first }
            )
        }
    }

    /// The fields of a line; in quotes a separator is part of a field, and two quotes are one.
    private static func fields(_ line: Substring, separator: Character) -> [String] {
        if !line.contains("\"") {
            return line.split(separator: separator, omittingEmptySubsequences: false)
                .map(String.init)
        }
        var fields = [""]
        var isQuoted = false
        var isAfterQuote = false
        for character in line {
            let last = fields.count - 1
            if character == "\"" {
                if isAfterQuote { fields[last].append(character) }
                isAfterQuote = isQuoted
                isQuoted.toggle()
                continue
            }
            isAfterQuote = false
            if character == separator, !isQuoted {
                fields.append("")
            } else {
                fields[last].append(character)
            }
        }
        return fields
    }
}
