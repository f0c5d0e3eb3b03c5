import HealthChecking
import Testing

@Suite("the health of a server")
struct ServerHealthTests {
    private func thresholds(rise: Int, fall: Int) -> HealthThresholds {
        var thresholds = HealthThresholds()
        thresholds.rise = rise
        thresholds.fall = fall
        return thresholds
    }

    @Test("at start the first failure takes it down, after a success 'fall' of them do")
    func falling() {
        var fresh = ServerHealth(thresholds(rise: 2, fall: 3))
        #expect(fresh.isUp)
        #expect(fresh.record(passed: false) == .takeDown)
        var proven = ServerHealth(thresholds(rise: 2, fall: 3))
        #expect(proven.record(passed: true) == .none)
        #expect(proven.level == proven.top)
        #expect(proven.record(passed: false) == .none)
        #expect(proven.record(passed: false) == .none)
        #expect(proven.record(passed: true) == .none)
        #expect(proven.record(passed: false) == .none)
        #expect(proven.record(passed: false) == .none)
        #expect(proven.record(passed: false) == .takeDown)
        #expect(proven.level == 0)
    }

    @Test("'rise' successes in a row bring it up, a failure between them begins anew")
    func rising() {
        var health = ServerHealth(thresholds(rise: 3, fall: 1), isUp: false)
        #expect(health.record(passed: true) == .none)
        #expect(health.record(passed: true) == .none)
        #expect(health.record(passed: false) == .none)
        #expect(health.record(passed: true) == .none)
        #expect(health.record(passed: true) == .none)
        #expect(health.record(passed: true) == .bringUp)
        #expect(health.record(passed: false) == .takeDown)
    }

    @Test("too many errors of the traffic count as failed checks, all but one of them, or all")
    func observed() {
        var proven = ServerHealth(thresholds(rise: 2, fall: 4))
        _ = proven.record(passed: true)
        #expect(proven.react(.hurry) == nil)
        #expect(proven.level == proven.top)
        #expect(proven.react(.failCheck) == ServerHealth.Action.none)
        #expect(proven.level == proven.top - 1)
        #expect(proven.react(.suddenDeath) == ServerHealth.Action.none)
        #expect(proven.isUp)
        #expect(proven.react(.suddenDeath) == .takeDown)
        _ = proven.record(passed: true)
        #expect(proven.react(.markDown) == .takeDown)
        #expect(proven.level == 0)
        var fresh = ServerHealth(thresholds(rise: 2, fall: 4))
        #expect(fresh.react(.failCheck) == .takeDown)
    }

    @Test("what is observed says which events are errors, and which end a row of them")
    func observation() {
        let connections = ServerObservation(.connections)
        #expect(connections.meaning(of: .connected) == .good)
        #expect(connections.meaning(of: .connectionFailed) == .bad)
        #expect(connections.meaning(of: .wrongStatus) == .none)
        let responses = ServerObservation(.responses)
        #expect(responses.meaning(of: .connected) == .none)
        #expect(responses.meaning(of: .connectionFailed) == .bad)
        for status in [100, 200, 404, 499, 501, 505] {
            #expect(responses.meaning(of: .init(status: status)) == .good, "\(status)")
        }
        for status in [500, 502, 503, 504, 599] {
            #expect(responses.meaning(of: .init(status: status)) == .bad, "\(status)")
        }
    }

    @Test("the interval follows what is about to change")
    func intervals() {
        var intervals = CheckIntervals()
        intervals.steady = .seconds(5)
        intervals.changing = .seconds(1)
        intervals.down = .seconds(9)
        var health = ServerHealth(thresholds(rise: 2, fall: 2))
        #expect(health.interval(intervals) == .seconds(1))
        _ = health.record(passed: true)
        #expect(health.interval(intervals) == .seconds(5))
        _ = health.record(passed: false)
        #expect(health.interval(intervals) == .seconds(1))
        _ = health.record(passed: false)
        #expect(health.interval(intervals) == .seconds(9))
        #expect(health.interval(CheckIntervals()) == .seconds(2))
    }
}
