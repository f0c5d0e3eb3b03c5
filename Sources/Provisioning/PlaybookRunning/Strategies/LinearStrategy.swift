/// All hosts finish a step before any starts the next: those that are furthest behind take theirs
/// together, the others wait for them.
struct LinearStrategy: PlayStrategy {
    private var standings: [HostStanding]
    private var busyCount = 0

    init(count: Int) {
        standings = Array(repeating: .over, count: count)
    }

    var isLockstep: Bool { true }

    mutating func note(_ host: Int, _ standing: HostStanding) {
        if case .busy = standings[host] { busyCount -= 1 }
        if case .busy = standing { busyCount += 1 }
        standings[host] = standing
    }

    mutating func next() -> [[Int]] {
        if busyCount > 0 { return [] }
        var first: CursorPosition?
        var hosts: [Int] = []
        for (host, standing) in standings.enumerated() {
            guard case .ready(let position) = standing else { continue }
            if let first, position > first { continue }
            if position != first { hosts = [] }
            first = position
            hosts.append(host)
        }
        return hosts.isEmpty ? [] : [hosts]
    }
}
