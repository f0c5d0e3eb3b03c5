internal import Diagnostics
internal import Samples
internal import StickTables

/// `stick-table` and `stick`.
enum StickKeywords {
    static let all: [Keyword] = [
        .proxy(
            "stick-table",
            "type <type> size <size> [expire <time>] [nopurge] [store <data>]",
            in: [.frontend, .backend, .listen],
            manual: "11.1"
        ) { arguments, proxy, _ throws(Diagnostic) in
            guard proxy.settings.stickTable == nil else {
                throw Diagnostic(
                    "'\(proxy.settings.name)' has a stick-table already",
                    at: arguments.place
                )
            }
            proxy.settings.stickTable = try arguments.readTable()
        },
        stick("on", [.matches, .storesRequest]), stick("match", .matches),
        stick("store-request", .storesRequest), stick("store-response", .storesResponse),
    ]

    private static func stick(_ name: String, _ uses: StickRule.Uses) -> Keyword {
        .proxy(
            "stick \(name)",
            "<expression> [table <table>] [if|unless <condition>]",
            in: [.backend, .listen]
        ) { arguments, proxy, tools throws(Diagnostic) in
            let point: SamplePoint = uses == .storesResponse ? .stickStore : .chooseServer
            let word = try arguments.need("an expression")
            let key = try SampleReader(tools.samples, at: [point])
                .expression(word.text, at: word.place)
            var table: Word?
            if arguments.take("table") { table = try arguments.need("a table") }
            let condition = try proxy.condition(&arguments, tools, at: [point])
            proxy.settings.stickRules.append(
                StickRule(
                    uses: uses,
                    key: key,
                    table: tools.samples.tables.reference(table?.text),
                    when: condition,
                    place: DeclarationPlace(word.place)
                )
            )
        }
    }
}

extension Arguments {
    fileprivate mutating func readTable() throws(Diagnostic) -> StickTableSettings {
        var key: StickTableSettings.KeyType?
        var size: Int?
        var expiry: Int64?
        var keepsOld = false
        var stored: [StoredDatum] = []
        while let word = take() {
            switch word.text {
            case "type": key = try readKeyType()
            case "size":
                size = try need("a size").size("how many keys")
                if size == 0 {
                    throw Diagnostic("a table of no keys keeps nothing", at: word.place)
                }
            case "expire":
                let time = try duration("a time")
                expiry = time == .zero ? nil : Int64(time / .milliseconds(1))
            case "nopurge": keepsOld = true
            case "store": stored += try readStored(need("what is kept"))
            case "peers", "write-to", "srvkey", "recv-only":
                throw Diagnostic(
                    "'\(word.text)' of a stick-table is not supported by switchyard-proxy",
                    at: word.place,
                    hint: "tables are kept by each process for itself"
                )
            default:
                throw .unknown(
                    "argument of 'stick-table'",
                    word.text,
                    among: ["type", "size", "expire", "nopurge", "store"],
                    at: word.place
                )
            }
        }
        guard let key, let size else {
            throw Diagnostic(
                "'stick-table' needs a \(key == nil ? "type" : "size")",
                at: place,
                expected: usage
            )
        }
        var settings = StickTableSettings(key: key, size: size)
        settings.expiry = expiry
        settings.keepsOld = keepsOld
        settings.stored = stored.sorted { $0.datum.rawValue < $1.datum.rawValue }
        return settings
    }

    private mutating func readKeyType() throws(Diagnostic) -> StickTableSettings.KeyType {
        let word = try need("a type")
        func length() throws(Diagnostic) -> Int {
            take("len") ? try number("a length", in: 1...16_384) : 32
        }
        switch word.text {
        case "ip", "ipv4": return .ipv4
        case "ipv6": return .ipv6
        case "integer": return .integer
        case "string": return .string(try length())
        case "binary": return .binary(try length())
        default:
            throw .unknown(
                "type of keys",
                word.text,
                among: ["ip", "ipv6", "integer", "string", "binary"],
                at: word.place
            )
        }
    }

    /// `gpc0,conn_rate(30s),gpc(2)`.
    private func readStored(_ word: Word) throws(Diagnostic) -> [StoredDatum] {
        var stored: [StoredDatum] = []
        var rest = word.text[...]
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "," && $0 != "(" }
            rest = rest.dropFirst(name.count)
            var values: [Substring] = []
            if rest.first == "(" {
                let inner = rest.dropFirst().prefix { $0 != ")" }
                values = inner.split(separator: ",", omittingEmptySubsequences: false)
                rest = rest.dropFirst(inner.count + 2)
            }
            rest = rest.drop { $0 == "," }
            guard let datum = StickDatum.allCases.first(where: { $0.word == name }) else {
                throw .unknown(
                    "data of a stick-table",
                    String(name),
                    among: StickDatum.allCases.map(\.word),
                    at: word.place
                )
            }
            guard values.count == (datum.isArray ? 1 : 0) + (datum.isRate ? 1 : 0) else {
                throw Diagnostic(
                    "'\(name)' needs \(datum.isRate ? "a period" : "a number of elements")"
                        + " in parentheses, and nothing else",
                    at: word.place
                )
            }
            var one = StoredDatum(datum)
            if datum.isArray {
                one.count = try Word(text: String(values[0]), place: word.place)
                    .number("elements", in: 1...100)
            }
            if datum.isRate, let period = values.last {
                let time = try Word(text: String(period), place: word.place).duration()
                one.period = max(1, Int64(time / .milliseconds(1)))
            }
            stored.removeAll { $0.datum == datum }
            stored.append(one)
        }
        return stored
    }
}

extension ConfigurationResolver {
    /// Tables that lead clients to servers keep the servers, be it said or not.
    func keepServers(_ configuration: inout ProxyConfiguration) {
        let names = Set(configuration.proxies.flatMap { $0.stickRules.map(\.table.name) })
        for index in configuration.proxies.indices {
            guard names.contains(configuration.proxies[index].name),
                var table = configuration.proxies[index].stickTable,
                !table.stored.contains(where: { $0.datum == .serverID })
            else { continue }
            table.stored.insert(StoredDatum(.serverID), at: 0)
            configuration.proxies[index].stickTable = table
        }
    }

    /// Every table that is named is declared, and nothing of a response is kept where there is none.
    func checkTables(_ proxies: [ProxyDraft], _ tables: TableCatalogue) {
        for proxy in proxies where proxy.settings.mode == .tcp {
            for rule in proxy.settings.stickRules where rule.uses == .storesResponse {
                let words = "'stick store-response' in mode tcp"
                found.add(
                    Diagnostic(
                        "\(words) is not supported by switchyard-proxy",
                        at: rule.place.place,
                        hint: "use 'stick on' or 'stick store-request'"
                    )
                )
            }
        }
        let known = proxies.filter { $0.settings.stickTable != nil }.map(\.settings.name)
        for name in tables.names where !known.contains(name) {
            let place = proxies.first { $0.settings.name == name }?.place
            guard proxies.allSatisfy({ !$0.failures.contains("stick-table") }) else { continue }
            found.add(.unknown("stick-table", name, among: known, at: place))
        }
    }
}
