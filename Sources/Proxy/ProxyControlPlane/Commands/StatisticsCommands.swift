internal import ProxyConfiguration
internal import ProxyDataPlane

/// `show stat` and `show info`.
enum StatisticsCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "show stat",
            usage: "show stat [json|no-maint|typed|up]*",
            "report counters for each proxy and server",
            machine: statistics
        ),
        ControlCommand(
            "show info",
            usage: "show info [json|typed]*",
            "report information about the running process"
        ) { call in
            let information = ProcessInformation(
                call.runtime,
                listenerCount: call.runtime.generation.configuration.proxies
                    .reduce(call.sockets.count) { $0 + $1.binds.count }
            )
            if call.arguments.contains("typed") { return information.typed }
            return call.arguments.contains("json") ? information.json : information.lines
        },
    ]

    private static func statistics(_ call: ControlCall) -> any CommandMachine {
        var words = call.arguments
        if words.first == "domain" {
            guard words.count > 1, words[1] == "proxy" else {
                return WholeAnswer("Invalid statistics domain.\n")
            }
            words.removeFirst(2)
        }
        let collector = StatisticsCollector(call.runtime, showsSensitive: call.level >= .operator)
        let filter = StatisticsFilter(words)
        guard let proxies = filter.select(from: collector.shownProxies) else {
            return WholeAnswer("No such proxy.\n")
        }
        return StatisticsAnswer(collector, proxies, filter, words)
    }
}

/// What `show stat` is asked for: `[<proxy> <type> <server>] [up|no-maint]`.
private struct StatisticsFilter {
    /// The name or the number of a proxy; nil for all.
    private var proxy: String?
    /// Bits by the numbers of the kinds; -1 for all.
    private var kinds = -1
    /// The number of a server, or its name; nil for all.
    private var server: String?
    private let hidesDown: Bool
    private let hidesMaintenance: Bool

    init(_ words: [String]) {
        if words.count >= 3, let kinds = Int(words[1]) {
            proxy = words[0] == "-1" ? nil : words[0]
            self.kinds = kinds
            server = words[2] == "-1" ? nil : words[2]
        }
        hidesDown = words.contains("up")
        hidesMaintenance = words.contains("no-maint")
    }

    /// The proxies that are meant; nil when there is none of the name.
    func select(from proxies: [ProxySettings]) -> [ProxySettings]? {
        guard let proxy else { return proxies }
        if let number = Int(proxy) { return proxies.filter { $0.id == number } }
        let named = proxies.filter { $0.name == proxy }
        return named.isEmpty ? nil : named
    }

    func shows(_ row: StatisticsRow) -> Bool {
        if kinds != -1, kinds & (1 << row.kind.rawValue) == 0 { return false }
        if let server, row.kind == .server, server != "\(row.serverID)", server != row["svname"] {
            return false
        }
        let status = row["status"]
        return !(hidesDown && status.hasPrefix("DOWN"))
            && !(hidesMaintenance && status.hasPrefix("MAINT"))
    }
}

/// `show stat`, proxy by proxy.
private struct StatisticsAnswer: CommandMachine {
    private enum Form {
        case csv, typed, json
    }

    private let collector: StatisticsCollector
    private let filter: StatisticsFilter
    private let form: Form
    private var proxies: ArraySlice<ProxySettings>
    private var hasBegun = false
    private var hasRows = false
    private var isOver = false

    init(
        _ collector: StatisticsCollector,
        _ proxies: [ProxySettings],
        _ filter: StatisticsFilter,
        _ words: [String]
    ) {
        self.collector = collector
        self.proxies = proxies[...]
        self.filter = filter
        form = words.contains("typed") ? .typed : words.contains("json") ? .json : .csv
    }

    mutating func next() -> CommandStep {
        if !hasBegun {
            hasBegun = true
            switch form {
            case .csv: return .text(StatisticsColumn.header)
            case .json: return .text("[")
            case .typed: break
            }
        }
        while let proxy = proxies.popFirst() {
            let rows = collector.rows(of: proxy).filter(filter.shows)
            if !rows.isEmpty { return .text(encode(rows)) }
        }
        if isOver || form != .json { return .done }
        isOver = true
        return .text("]\n")
    }

    private mutating func encode(_ rows: [StatisticsRow]) -> String {
        defer { hasRows = true }
        switch form {
        case .csv: return StatisticsEncoding.csvLines(rows)
        case .typed: return StatisticsEncoding.typed(rows)
        case .json: return (hasRows ? "," : "") + StatisticsEncoding.jsonLists(rows)
        }
    }
}
