import HostConnections
import LinuxSystem
import Testing

@testable import Watching

@Suite("what a balancer's replies tell")
struct BalancerStateTests {
    private func state(
        _ earlier: [HostReply]?,
        _ later: [HostReply]
    ) throws -> BalancerState {
        let look = try #require(WatchFixtures.look(later))
        return BalancerState(
            look,
            after: earlier.flatMap { WatchFixtures.look($0) },
            in: .seconds(2)
        )
    }

    @Test("two looks give rates of the balancer, its pools and its servers")
    func rates() throws {
        let state = try state(
            WatchFixtures.replies(requests: 100, errors: 0),
            WatchFixtures.replies(requests: 140, errors: 3, uptime: 77)
        )
        #expect(state.engine == "HAProxy 2.6.12")
        #expect(state.uptime == 77)
        #expect(state.sessions == 5)
        #expect(state.rates?.requests == 20)
        #expect(state.rates?.errors == 1.5)
        #expect(state.pools.map(\.name) == ["api"])
        let servers = try #require(state.pools.first?.servers)
        #expect(servers.map(\.status) == ["UP 1/2", "DOWN"])
        #expect(servers.map { $0.rates?.requests } == [10, 0])
        #expect(servers.map { $0.rates?.errors } == [1.5, 0])
        #expect(
            servers.map(\.check) == ["L7OK/200 in 3 ms", "L4CON in 1 ms: Connection refused"]
        )
        #expect(servers.map(\.isDown) == [false, true])
    }

    @Test("one look, or two with a new process between them, give no rates")
    func noRates() throws {
        let later = WatchFixtures.replies(requests: 140, uptime: 3)
        #expect(try state(nil, later).rates == nil)
        #expect(try state(WatchFixtures.replies(uptime: 75), later).rates == nil)
        let fewer = WatchFixtures.replies(requests: 90, uptime: 77)
        #expect(try state(WatchFixtures.replies(), fewer).rates == nil)
    }

    @Test("the host tells its addresses and how the configuration stands")
    func host() throws {
        let state = try state(nil, WatchFixtures.replies())
        #expect(state.addresses == ["10.0.0.20"])
        #expect(state.drift == HostFindings.Drift.none)
        #expect(state.certificateEnd == nil)
    }

    @Test("a check's words are read whole, with the quotes and commas that they are quoted for")
    func quoted() throws {
        let text = WatchFixtures.statistics(requests: 1, errors: 0)
            .replacing("Connection refused", with: #""3 in a row, the last: ""reset"" ""#)
        let replies = [WatchFixtures.answer(text)] + WatchFixtures.replies().dropFirst()
        let server = try state(nil, replies).pools[0].servers[1]
        #expect(server.check == #"L4CON in 1 ms: 3 in a row, the last: "reset" "#)
    }

    @Test("the first admin socket that answers counts, and it alone is asked again")
    func sockets() throws {
        let proxies = WatchTarget.proxies(socket: nil, configuration: nil)
        #expect(
            proxies.map(\.configuration) == [
                "/etc/switchyard-proxy/proxy.cfg", "/etc/haproxy/haproxy.cfg",
            ]
        )
        let target = WatchTarget(host: "lb", proxies: proxies)
        var host = WatchedHost(target, isOptional: false)
        #expect(try host.question.requests().count == 5)
        let refused = HostReply.exchange(.failed("connection refused"))
        let answer = host.question.answer([refused, refused] + WatchFixtures.replies())
        host.record(answer, at: .init(nanoseconds: 0))
        #expect(host.question.proxies == [proxies[1]])
        #expect(try host.question.requests().count == 3)
    }

    @Test("a host whose sockets refuse says so, and is left out where all hosts are looked at")
    func noProxy() throws {
        let refused = HostReply.exchange(.failed("connection refused"))
        let command = HostReply.command(CommandResult(exitStatus: 0))
        for isOptional in [false, true] {
            var host = WatchedHost(WatchFixtures.target, isOptional: isOptional)
            let answer = host.question.answer([refused, refused, command])
            host.record(answer, at: .init(nanoseconds: 0))
            let state = host.state(at: .init(nanoseconds: 1), patience: .seconds(5))
            let why = "/run/admin.sock: connection refused"
            #expect(state?.knowledge == (isOptional ? nil : .noProxy(why)))
        }
    }

    @Test("a host is silent once it has not answered for the time, and comes back")
    func silence() throws {
        var host = WatchedHost(WatchFixtures.target, isOptional: false)
        func knowledge(_ seconds: UInt64) -> WatchState.Host.Knowledge? {
            let moment = MonotonicSeconds.moment(seconds)
            return host.state(at: moment, patience: .seconds(5))?.knowledge
        }
        #expect(knowledge(0) == .asked)
        let answer = host.question.answer(WatchFixtures.replies())
        host.record(answer, at: MonotonicSeconds.moment(1))
        #expect(knowledge(6) != .silent("no reply", seconds: 5))
        #expect(knowledge(7) == .silent("no reply", seconds: 6))
        host.recordSilence("timed out")
        #expect(knowledge(9) == .silent("timed out", seconds: 8))
        host.record(answer, at: MonotonicSeconds.moment(10))
        guard case .balancer? = knowledge(11) else {
            Issue.record("it has come back")
            return
        }
    }
}
