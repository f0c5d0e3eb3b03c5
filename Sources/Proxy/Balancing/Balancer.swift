/// Which server gets the next stream of a backend: one method with the state it needs.
///
/// A value type without I/O and without a clock. Servers go by their position in the backend. All
/// threads share a backend's balancer and lock it for each call, so that weights and limits hold for
/// the process. Picking does not allocate.
public struct Balancer: Sendable {
    /// What a pick came to.
    public enum Choice: Sendable, Hashable {
        /// This one, by position.
        case server(Int)
        /// There are usable servers, but none has room: the stream waits for the backend.
        case full
        /// No server is usable.
        case none
    }

    /// The method.
    public let method: BalanceMethod

    private var seats: [Seat]
    private var weights: [Int]
    private var serving: ServingGroup
    private let usesAllBackups: Bool
    private let boundedLoadPercent: Int
    /// Which servers a hash passes over.
    private let affinity: HashAffinity
    /// What all weights have in common and static methods divide by.
    private let weightDivisor: Int
    private var randomState: UInt32

    private var roundRobin: SmoothRoundRobin?
    private var table: WeightedTable?
    private var activeRing: HashRing?
    private var backupRing: HashRing?
    private var leastConnections: LeastConnections?
    private var firstAvailable: FirstAvailable?

    /// A balancer over the servers of a backend; the seed is of the numbers that `random` draws.
    public init(
        method: BalanceMethod,
        hash: HashSettings = .init(),
        servers: [BalancedServer],
        usesAllBackups: Bool = false,
        boundedLoadPercent: Int? = nil,
        affinity: HashAffinity = .always,
        seed: UInt32 = 2_463_534_242
    ) {
        self.method = method
        self.usesAllBackups = usesAllBackups
        self.boundedLoadPercent = boundedLoadPercent ?? 0
        self.affinity = affinity
        randomState = seed == 0 ? 1 : seed
        weights = servers.map(\.weight)
        let isStatic = Self.isStatic(method, hash)
        weightDivisor = isStatic ? greatestCommonDivisor(weights) : 0
        let divisor = weightDivisor
        seats = servers.map { server in
            Seat(
                id: server.id,
                isBackup: server.isBackup,
                acceptsTraffic: server.acceptsTraffic,
                units: isStatic ? server.weight / divisor : server.weight * WeightScale.units
            )
        }
        serving = ServingGroup(seats, usesAllBackups: usesAllBackups)
        sumUnitsBefore()
        switch method {
        case .roundRobin: roundRobin = SmoothRoundRobin(seats)
        case .leastConnections: leastConnections = LeastConnections(seats)
        case .first: firstAvailable = FirstAvailable(seats)
        case .staticRoundRobin: table = WeightedTable(seats, serving: serving)
        case .random, .source, .uri, .header, .urlParameter:
            if isStatic {
                table = WeightedTable(seats, serving: serving)
            } else {
                activeRing = HashRing(seats, backups: false)
                backupRing = HashRing(seats, backups: true)
            }
        }
    }

    /// Whether weights other than none and all can be given while running.
    public var hasDynamicWeights: Bool { weightDivisor == 0 }

    /// Whether a server is among those that serve at the moment: it is usable, and a backup only
    /// when its turn has come.
    public func serves(_ server: Int) -> Bool {
        guard seats[server].isUsable else { return false }
        switch serving {
        case .nobody: return false
        case .active: return !seats[server].isBackup
        case .singleBackup(let backup): return backup == server
        case .backups: return seats[server].isBackup
        }
    }

    /// What a server's weight counts at the moment, in percent of what the operator gave.
    public func effectivePercent(_ server: Int) -> Int {
        guard hasDynamicWeights, weights[server] > 0 else { return 100 }
        return seats[server].units * 100 / (weights[server] * WeightScale.units)
    }

    /// Tells what became of a server: the operator's weight, 0 to 256, the share of it that counts by
    /// ``SlowStart``, and how many streams are on it and wait for it.
    public mutating func update(
        _ server: Int,
        acceptsTraffic: Bool,
        weight: Int,
        sixteenths: Int = 16,
        inFlight: Int = 0
    ) {
        let before = seats[server]
        weights[server] = weight
        seats[server].acceptsTraffic = acceptsTraffic
        // Weights are scaled up, never to nothing: a started server has at least one unit.
        seats[server].units =
            hasDynamicWeights ? weight * sixteenths : (weight + weightDivisor - 1) / weightDivisor
        let now = seats[server]
        guard before.isUsable || now.isUsable else { return }
        guard before.isUsable != now.isUsable || before.units != now.units else { return }
        serving = ServingGroup(seats, usesAllBackups: usesAllBackups)
        if table != nil { sumUnitsBefore() }
        table?.rebuild(seats, serving: serving)
        placeOnRing(server, now)
        moveInQueues(server, before: before, now: now, inFlight: inFlight)
    }

    /// Tells how many streams are on a server and waiting for it; `leastconn` orders by it.
    public mutating func loadChanged(_ server: Int, inFlight: Int) {
        leastConnections?.loadChanged(server, seats[server], inFlight: inFlight)
    }

    /// The server of the next stream.
    ///
    /// The hash is that of the stream's key, by ``HashSettings``; without one a hashed method takes
    /// the next server in turn. The server to avoid, which just failed the stream, is taken only
    /// when there is no other.
    public mutating func pick(
        hash: UInt32? = nil,
        avoiding: Int? = nil,
        loads: some ServerLoads
    ) -> Choice {
        let fromBackups: Bool
        switch serving {
        case .nobody: return .none
        case .active: fromBackups = false
        case .backups: fromBackups = true
        case .singleBackup(let server):
            if table == nil { return .server(server) }
            fromBackups = true
        }
        let picked = pick(
            fromBackups: fromBackups,
            hash: hash,
            avoiding: avoiding,
            loads: loads
        )
        return picked.map { .server($0) } ?? .full
    }

    /// The server of a hash by a hashed method, which changes nothing; nil when there is none.
    public func server(hash: UInt32, loads: some ServerLoads) -> Int? {
        guard method.isHashed else { return nil }
        let fromBackups: Bool
        switch serving {
        case .nobody: return nil
        case .active: fromBackups = false
        case .backups: fromBackups = true
        case .singleBackup(let server):
            if table == nil { return server }
            fromBackups = true
        }
        if let table { return table.server(hash: hash) }
        return ring(fromBackups, hash: hash, avoiding: nil, loads: loads)
    }

    /// The server that `random` draws, with the numbers of one who keeps their state himself; nil when
    /// there is none, or it is full.
    public func draw(_ draws: Int, _ state: inout UInt32, loads: some ServerLoads) -> Int? {
        switch serving {
        case .nobody: nil
        case .singleBackup(let server): server
        case .active: draw(draws, &state, fromBackups: false, avoiding: nil, loads: loads)
        case .backups: draw(draws, &state, fromBackups: true, avoiding: nil, loads: loads)
        }
    }

    private mutating func pick(
        fromBackups: Bool,
        hash: UInt32?,
        avoiding: Int?,
        loads: some ServerLoads
    ) -> Int? {
        if roundRobin != nil {
            return roundRobin?.pick(
                fromBackups: fromBackups,
                seats,
                avoiding: avoiding,
                loads: loads
            )
        }
        if let leastConnections {
            return leastConnections.pick(
                fromBackups: fromBackups,
                avoiding: avoiding,
                loads: loads
            )
        }
        if let firstAvailable {
            return firstAvailable.pick(
                fromBackups: fromBackups,
                seats,
                avoiding: avoiding,
                loads: loads
            )
        }
        if table != nil {
            if let hash, method.isHashed { return table?.server(hash: hash) }
            return table?.next(avoiding: avoiding, loads: loads)
        }
        if case .random(let draws) = method {
            var state = randomState
            defer { randomState = state }
            return draw(
                draws,
                &state,
                fromBackups: fromBackups,
                avoiding: avoiding,
                loads: loads
            )
        }
        if let hash {
            return ring(fromBackups, hash: hash, avoiding: avoiding, loads: loads)
        }
        return fromBackups
            ? backupRing?.next(avoiding: avoiding, loads: loads)
            : activeRing?.next(avoiding: avoiding, loads: loads)
    }

    private func ring(
        _ fromBackups: Bool,
        hash: UInt32,
        avoiding: Int?,
        loads: some ServerLoads
    ) -> Int? {
        (fromBackups ? backupRing : activeRing)?.server(hash: hash, avoiding: avoiding) { server in
            (boundedLoadPercent == 0 || hasShareLeft(server, loads: loads))
                && affinity.allows(server, loads)
        }
    }

    /// The least loaded of some servers drawn by weight; nil when it is full.
    private func draw(
        _ draws: Int,
        _ state: inout UInt32,
        fromBackups: Bool,
        avoiding: Int?,
        loads: some ServerLoads
    ) -> Int? {
        var best: Int?
        for _ in 0..<max(1, draws) {
            state ^= state &<< 13
            state ^= state &>> 17
            state ^= state &<< 5
            let drawn = ring(fromBackups, hash: state, avoiding: avoiding, loads: loads)
            guard let drawn else { return nil }
            if let previous = best, previous != drawn {
                let load = loads.served(drawn) * seats[previous].units
                if load > loads.served(previous) * seats[drawn].units { continue }
            }
            best = drawn
        }
        return best.flatMap { loads.hasRoom($0) ? $0 : nil }
    }

    /// Whether a server has less than its part of the load that `hash-balance-factor` allows.
    private func hasShareLeft(_ server: Int, loads: some ServerLoads) -> Bool {
        let isBackup = seats[server].isBackup
        var total = 0
        for index in seats.indices where seats[index].isUsable && seats[index].isBackup == isBackup
        {
            total += seats[index].units
        }
        let allowed = ((loads.servedByAll + 1) * boundedLoadPercent + 99) / 100
        let rest = allowed % total
        let before = seats[server].unitsBefore
        let own = seats[server].units
        let slots = own * (allowed / total) + (before + own) * rest / total - before * rest / total
        return loads.served(server) < max(1, slots)
    }

    private mutating func sumUnitsBefore() {
        var active = 0
        var backups = 0
        for index in seats.indices where seats[index].isUsable {
            if seats[index].isBackup {
                seats[index].unitsBefore = backups
                backups += seats[index].units
            } else {
                seats[index].unitsBefore = active
                active += seats[index].units
            }
        }
    }

    private mutating func placeOnRing(_ server: Int, _ seat: Seat) {
        let count = seat.isUsable ? seat.units : 0
        if seat.isBackup {
            backupRing?.place(server, id: seat.id, count: count)
        } else {
            activeRing?.place(server, id: seat.id, count: count)
        }
    }

    private mutating func moveInQueues(_ server: Int, before: Seat, now: Seat, inFlight: Int) {
        switch (before.isUsable, now.isUsable) {
        case (true, false):
            roundRobin?.wentDown(server, before: before)
            leastConnections?.remove(server, before)
        case (false, true):
            roundRobin?.cameUp(server, now)
            leastConnections?.insert(server, now, inFlight)
        case (true, true):
            roundRobin?.changedWeight(server, before: before, now: now)
            leastConnections?.remove(server, before)
            leastConnections?.insert(server, now, inFlight)
        case (false, false):
            break
        }
    }

    private static func isStatic(_ method: BalanceMethod, _ hash: HashSettings) -> Bool {
        switch method {
        case .staticRoundRobin: return true
        case .source, .uri, .header, .urlParameter: return hash.method == .mapBased
        case .roundRobin, .leastConnections, .first, .random: return false
        }
    }
}

/// What all weights that are not zero can be divided by; one when there is none.
private func greatestCommonDivisor(_ weights: [Int]) -> Int {
    var common = 0
    for weight in weights where weight > 0 {
        var (left, right) = (common, weight)
        while right != 0 { (left, right) = (right, left % right) }
        common = left
    }
    return max(1, common)
}
