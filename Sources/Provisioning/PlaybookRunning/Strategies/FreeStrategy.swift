/// Every host goes on as soon as it can, in the order of coming to rest.
struct FreeStrategy: PlayStrategy {
    private var ready: [Int] = []

    var isLockstep: Bool { false }

    mutating func note(_ host: Int, _ standing: HostStanding) {
        ready.removeAll { $0 == host }
        if case .ready = standing { ready.append(host) }
    }

    mutating func next() -> [[Int]] {
        defer { ready = [] }
        return ready.map { [$0] }
    }
}
