import Balancing
import Testing

@Suite("backups and full servers")
struct BackupTests {
    private struct FullServers: ServerLoads {
        var full: Set<Int>
        func served(_ server: Int) -> Int { full.contains(server) ? 1 : 0 }
        func hasRoom(_ server: Int) -> Bool { !full.contains(server) }
        func canQueue(_ server: Int) -> Bool { !full.contains(server) }
        var servedByAll: Int { full.count }
    }

    private let servers = [
        BalancedServer(id: 1, weight: 1),
        BalancedServer(id: 2, weight: 1),
        BalancedServer(id: 3, weight: 1, isBackup: true),
        BalancedServer(id: 4, weight: 1, isBackup: true),
    ]

    @Test(
        "the first backup serves alone once no other server can, all of them when asked for",
        arguments: [BalanceMethod.roundRobin, .leastConnections, .first, .staticRoundRobin]
    )
    func backups(_ method: BalanceMethod) {
        for usesAll in [false, true] {
            var balancer = Balancer(method: method, servers: servers, usesAllBackups: usesAll)
            balancer.update(0, acceptsTraffic: false, weight: 1)
            #expect(balancer.position() == 1)
            balancer.update(1, acceptsTraffic: false, weight: 1)
            let picked = Set((0..<4).map { _ in balancer.position() })
            let hasTurns = usesAll && (method == .roundRobin || method == .staticRoundRobin)
            #expect(picked == (hasTurns ? [2, 3] : [2]))
            balancer.update(2, acceptsTraffic: false, weight: 1)
            #expect(balancer.position() == 3)
            balancer.update(3, acceptsTraffic: false, weight: 1)
            #expect(balancer.pick(loads: IdleServers()) == .none)
            balancer.update(1, acceptsTraffic: true, weight: 1)
            #expect(balancer.position() == 1)
        }
    }

    @Test(
        "a full server is passed over, and when all are full the stream waits",
        arguments: [BalanceMethod.roundRobin, .leastConnections, .first, .staticRoundRobin]
    )
    func full(_ method: BalanceMethod) {
        var balancer = Balancer(method: method, servers: servers)
        for _ in 0..<3 {
            #expect(balancer.pick(loads: FullServers(full: [0])) == .server(1))
        }
        #expect(balancer.pick(loads: FullServers(full: [0, 1])) == .full)
        #expect(balancer.pick(loads: FullServers(full: [1])) == .server(0))
    }

    @Test(
        "the server that failed is avoided while there is another",
        arguments: [BalanceMethod.roundRobin, .leastConnections, .first, .staticRoundRobin]
    )
    func avoided(_ method: BalanceMethod) {
        var balancer = Balancer(method: method, servers: servers)
        for _ in 0..<3 {
            #expect(balancer.pick(avoiding: 0, loads: IdleServers()) == .server(1))
        }
        balancer.update(1, acceptsTraffic: false, weight: 1)
        #expect(balancer.pick(avoiding: 0, loads: IdleServers()) == .server(0))
    }

    @Test("a slow start grows in sixteenths and ends at the whole weight")
    func slowStart() {
        let shares = (0...31).map {
            SlowStart.sixteenths(elapsedSeconds: $0, durationSeconds: 30)
        }
        #expect(shares[0] == 1)
        #expect(shares[15] == 9)
        #expect(shares[29] == 16)
        #expect(shares[30] == 16)
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(SlowStart.step(.seconds(30)) == .milliseconds(1500))
        #expect(SlowStart.step(.seconds(5)) == .seconds(1))
    }

    @Test("one of ten servers gone moves only its own keys on the ring")
    func fewKeysMove() {
        var hash = HashSettings()
        hash.method = .consistent
        let ten = (1...10).map { BalancedServer(id: $0, weight: 10) }
        var balancer = Balancer(method: .uri(.init()), hash: hash, servers: ten)
        let before = (0..<2000).map { number in
            balancer.position(hash: hash.hash(uri: RecordedPicks.uri(number).span, by: .init()))
        }
        balancer.update(4, acceptsTraffic: false, weight: 10)
        var moved = 0
        for number in 0..<2000 {
            let uri = RecordedPicks.uri(number)
            let now = balancer.position(hash: hash.hash(uri: uri.span, by: .init()))
            if now != before[number] {
                moved += 1
                #expect(before[number] == 4)
            }
        }
        #expect((120...280).contains(moved), "\(moved) of 2000")
    }
}
