import Balancing
import Testing

@Suite("the same picks as HAProxy")
struct SamePicksTests {
    @Test("one URI goes to one server, by every hash", arguments: HashFunction.allCases)
    func uris(_ function: HashFunction) throws {
        for (word, method) in [
            ("map-based", HashSettings.Method.mapBased), ("consistent", .consistent),
        ] {
            for isAvalanched in [false, true] {
                var hash = HashSettings()
                hash.method = method
                hash.function = function
                hash.isAvalanched = isAvalanched
                var rule = URIHashing()
                rule.includesQuery = true
                let suffix = isAvalanched ? ".avalanche" : ""
                try expectSame("uri.\(word).\(function.rawValue)\(suffix)", hash, rule)
            }
        }
    }

    @Test("depth and length cut the URI in the same place")
    func parts() throws {
        let hash = HashSettings.consistent
        var rule = URIHashing()
        try expectSame("uriarg.", hash, rule)
        rule.maximumDepth = 2
        try expectSame("uriarg.depth-2", hash, rule)
        rule.maximumLength = 20
        rule.maximumDepth = 3
        try expectSame("uriarg.len-20-depth-3", hash, rule)
        rule = URIHashing()
        rule.maximumLength = 12
        try expectSame("uriarg.len-12", hash, rule)
    }

    @Test("a header and a parameter of the query lead to the same server")
    func otherKeys() throws {
        let hash = HashSettings()
        try expect("hdr", .header("host", domainOnly: false), hash) { number in
            hash.hash(header: RecordedPicks.host(number).span, domainOnly: false)
        }
        try expect("hdrdom", .header("host", domainOnly: true), hash) { number in
            hash.hash(header: RecordedPicks.host(number).span, domainOnly: true)
        }
        let name = Array("id".utf8)
        try expect("urlp", .urlParameter("id"), hash) { number in
            hash.hash(parameter: name.span, uri: RecordedPicks.uri(number).span)
        }
        let ring = HashSettings.consistent
        try expect("urlpc", .urlParameter("id"), ring) { number in
            ring.hash(parameter: name.span, uri: RecordedPicks.uri(number).span)
        }
    }

    @Test("servers take turns in the same order")
    func turns() throws {
        try expect("rr", .roundRobin, .init()) { _ in nil }
        try expect("srr", .staticRoundRobin, .init()) { _ in nil }
        try expect("first", .first, .init()) { _ in nil }
    }

    @Test("the fewest connections: each request ends before the next begins")
    func fewest() throws {
        let recorded = try #require(RecordedPicks.byName["lc"])
        var balancer = Balancer(method: .leastConnections, servers: RecordedPicks.servers)
        var picks: [Int?] = []
        for _ in recorded {
            let server = balancer.position()
            picks.append(server)
            if let server {
                balancer.loadChanged(server, inFlight: 1)
                balancer.loadChanged(server, inFlight: 0)
            }
        }
        #expect(picks == recorded)
    }

    private func expectSame(_ name: String, _ hash: HashSettings, _ rule: URIHashing) throws {
        try expect(name, .uri(rule), hash) { number in
            hash.hash(uri: RecordedPicks.uri(number).span, by: rule)
        }
    }

    private func expect(
        _ name: String,
        _ method: BalanceMethod,
        _ hash: HashSettings,
        key: (Int) -> UInt32?
    ) throws {
        let recorded = try #require(RecordedPicks.byName[name])
        var balancer = Balancer(method: method, hash: hash, servers: RecordedPicks.servers)
        let picks = recorded.indices.map { balancer.position(hash: key($0)) }
        let different = recorded.indices.filter { picks[$0] != recorded[$0] }
        #expect(
            different.count == 0,
            "\(name): \(different.count) differ, first \(different.prefix(3))"
        )
    }
}
