import Balancing
import Testing

@Suite("the same picks as HAProxy while servers change")
struct SameChangesTests {
    @Test("turns keep their order over weights, maintenance and drain")
    func roundRobin() throws {
        try expectSame("rr~changes", .roundRobin, .init(), changesWeights: true)
    }

    @Test("the ring loses and regains only the points of the server that changes")
    func ring() throws {
        var hash = HashSettings()
        hash.method = .consistent
        var rule = URIHashing()
        rule.includesQuery = true
        try expectSame("uri.consistent.sdbm~changes", .uri(rule), hash, changesWeights: true)
    }

    @Test("the table is built anew")
    func table() throws {
        var rule = URIHashing()
        rule.includesQuery = true
        try expectSame("uri.map-based.sdbm~changes", .uri(rule), .init(), changesWeights: false)
        try expectSame("srr~changes", .staticRoundRobin, .init(), changesWeights: false)
    }

    @Test("the fewest connections forget a server that leaves")
    func fewest() throws {
        try expectSame("lc~changes", .leastConnections, .init(), changesWeights: true)
    }

    /// Replays the commands that were given to HAProxy between the requests.
    private func expectSame(
        _ name: String,
        _ method: BalanceMethod,
        _ hash: HashSettings,
        changesWeights: Bool
    ) throws {
        let recorded = try #require(RecordedPicks.byName[name])
        var balancer = Balancer(method: method, hash: hash, servers: RecordedPicks.servers)
        var weights = RecordedPicks.weights
        var picks: [Int?] = []
        for number in recorded.indices {
            switch number {
            case 40 where changesWeights: set(7, 3, &balancer, &weights)
            case 80: balancer.update(10, acceptsTraffic: false, weight: weights[10])
            case 120 where changesWeights:
                set(1, 9, &balancer, &weights)
                set(8, 0, &balancer, &weights)
            case 160: balancer.update(10, acceptsTraffic: true, weight: weights[10])
            case 200: balancer.update(2, acceptsTraffic: false, weight: weights[2])
            case 240:
                if changesWeights { set(8, 4, &balancer, &weights) }
                balancer.update(2, acceptsTraffic: true, weight: weights[2])
            default: break
            }
            var key: UInt32?
            if case .uri(let rule) = method {
                key = hash.hash(uri: RecordedPicks.uri(number).span, by: rule)
            }
            let server = balancer.position(hash: key)
            picks.append(server)
            if let server {
                balancer.loadChanged(server, inFlight: 1)
                balancer.loadChanged(server, inFlight: 0)
            }
        }
        let different = recorded.indices.filter { picks[$0] != recorded[$0] }
        #expect(
            different.isEmpty,
            "\(name): \(different.count) differ, first \(different.prefix(3))"
        )
    }

    private func set(
        _ number: Int,
        _ weight: Int,
        _ balancer: inout Balancer,
        _ weights: inout [Int]
    ) {
        weights[number - 1] = weight
        balancer.update(number - 1, acceptsTraffic: true, weight: weight)
    }
}
