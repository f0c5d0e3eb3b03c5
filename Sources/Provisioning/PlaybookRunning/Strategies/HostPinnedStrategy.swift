/// As many hosts as are worked on at once go on as soon as they can; another one begins when one of
/// them is through.
struct HostPinnedStrategy: PlayStrategy {
    private let limit: Int
    private var begun: Set<Int> = []
    private var ready: [Int] = []

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    var isLockstep: Bool { false }

    mutating func note(_ host: Int, _ standing: HostStanding) {
        ready.removeAll { $0 == host }
        switch standing {
        case .ready: ready.append(host)
        case .busy: break
        case .over: begun.remove(host)
        }
    }

    mutating func next() -> [[Int]] {
        var starting: [Int] = []
        for host in ready where begun.contains(host) || begun.count < limit {
            begun.insert(host)
            starting.append(host)
        }
        ready.removeAll { starting.contains($0) }
        return starting.map { [$0] }
    }
}
