import Diagnostics
import DocumentValues

extension DrillReader {
    private static let loadKeys = ["proxy", "traffic", "timeout", "before", "during", "after"]
    private static let kindKeys = [
        "url", "rate", "clients", "timeout", "method", "body", "headers", "connections",
        "idempotent", "sticky", "read_rate", "retry_after", "ca_path", "server_name",
        "validate_certs",
    ]

    /// Reads the load: one kind of traffic in its short form, or a list of kinds.
    mutating func load(_ node: Node) -> DrillFile.Load? {
        refuseUnknownKeys(of: node, kind: "load keyword", known: Self.loadKeys + Self.kindKeys)
        if node["traffic"] != nil { refuseKeysOfKinds(beside: node) }
        let timeout = duration(node["timeout"]) ?? .seconds(10)
        let traffic: [TrafficText]
        if let list = node["traffic"] {
            traffic = kinds(list, timeout)
        } else {
            traffic = kind(node, "", timeout).map { [$0] } ?? []
        }
        return DrillFile.Load(
            proxy: node["proxy"],
            traffic: traffic,
            before: duration(node["before"], atLeast: .milliseconds(500)) ?? .seconds(3),
            during: duration(node["during"], atLeast: .milliseconds(500)) ?? .seconds(2),
            after: duration(node["after"]) ?? .seconds(3)
        )
    }

    private mutating func refuseKeysOfKinds(beside node: Node) {
        for pair in node.map ?? [] {
            let key = pair.key.string ?? ""
            guard Self.kindKeys.contains(key), !Self.loadKeys.contains(key) else { continue }
            problems.append(
                Diagnostic(
                    "'\(key)' says nothing beside 'traffic'",
                    at: pair.key.place,
                    hint: "write it at the kinds of traffic that it is meant for"
                )
            )
        }
    }

    private mutating func kinds(_ node: Node, _ timeout: Duration) -> [TrafficText] {
        guard let list = node.list, !list.isEmpty else {
            refuse("'traffic' is a list of kinds of traffic, at least one", node)
            return []
        }
        var kinds: [TrafficText] = []
        for entry in list {
            refuseUnknownKeys(of: entry, kind: "traffic keyword", known: ["name"] + Self.kindKeys)
            guard let name = required("name", in: entry) else { continue }
            guard let text = name.string, !text.isEmpty, !text.contains("{{") else {
                refuse("a kind of traffic has a name that is plain text", name)
                continue
            }
            if kinds.contains(where: { $0.name == text }) {
                refuse("there are two kinds of traffic with the name '\(text)'", name)
            }
            if let kind = kind(entry, text, timeout) { kinds.append(kind) }
        }
        return kinds
    }

    /// Requests a second; one in a while is less than one.
    private mutating func rate(_ node: Node?) -> Double? {
        guard let node else { return nil }
        let rate: Double? =
            switch node.content {
            case .integer(let count): Double(count)
            case .float(let count): count
            default: nil
            }
        if let rate, (0.01...20_000).contains(rate) { return rate }
        problems.append(
            Diagnostic(
                "this is \(node.kindDescription), not a rate that fits",
                at: node.place,
                expected: "requests a second, from 0.01 to 20000"
            )
        )
        return nil
    }

    private mutating func kind(
        _ node: Node,
        _ name: String,
        _ timeout: Duration
    ) -> TrafficText? {
        let rate = self.rate(node["rate"]) ?? 100
        let clients = node["clients"].map { number($0, default: 1, in: 1...4096) }
        let isFresh = word(node["connections"], among: ["kept", "fresh"]) == "fresh"
        let method = word(
            node["method"],
            among: ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
        )
        if let body = node["body"], ["GET", "HEAD"].contains(method ?? "GET") {
            refuse("a request with the method \(method ?? "GET") has no body", body)
        }
        if let headers = node["headers"], headers.map == nil {
            refuse("'headers' is a mapping of names to values", headers)
        }
        guard let url = required("url", in: node) else { return nil }
        return TrafficText(
            name: name,
            url: url,
            rate: rate,
            clientCount: clients ?? (name.isEmpty ? 512 : nil),
            timeout: node["timeout"].flatMap { duration($0) } ?? timeout,
            method: method,
            body: node["body"],
            headers: node["headers"],
            usesFreshConnections: isFresh,
            isIdempotent: flag(node["idempotent"]),
            isSticky: flag(node["sticky"]) ?? false,
            readRate: node["read_rate"].map { number($0, default: 1, in: 1...Int.max) },
            retryTime: node["retry_after"].flatMap {
                duration($0, atLeast: .milliseconds(10))
            },
            authorities: node["ca_path"],
            serverName: node["server_name"],
            validatesCertificates: flag(node["validate_certs"]) ?? true,
            place: node.place,
            keywords: Dictionary(
                (node.map ?? []).map { ($0.key.string ?? "", $0.key.place) }
            ) { first, _ in first }
        )
    }
}
