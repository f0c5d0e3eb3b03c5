/// `roundrobin`: servers in turn, each as often as its weight says and spread as evenly as it goes;
/// weights may change at any time.
///
/// The order is that of HAProxy's `lb_fwrr.c`.
///
/// A group of servers has three queues. `initial` and `next` are ordered by falling weight and
/// change roles when a round ends; `current` is ordered by the position at which a server is due.
struct SmoothRoundRobin {
    /// In which queue of its group a server is.
    private enum Queue {
        case first, second, current, none
    }

    private struct Place {
        var queue = Queue.none
        var lastPosition = 0
        var nextPosition = 0
        var remainder = 0
    }

    private struct Group {
        var currentWeight = 0
        var nextWeight = 0
        var position = 0
        var current: OrderedSeats
        var first: OrderedSeats
        var second: OrderedSeats
        /// Whether `first` is the queue of the round that runs.
        var firstIsInitial = true

        var initialQueue: Queue { firstIsInitial ? .first : .second }
        var nextQueue: Queue { firstIsInitial ? .second : .first }

        init(capacity: Int) {
            current = OrderedSeats(capacity: capacity)
            first = OrderedSeats(capacity: capacity)
            second = OrderedSeats(capacity: capacity)
        }

        var firstOfInitial: Int? { firstIsInitial ? first.first : second.first }

        mutating func insert(_ server: Int, into queue: Queue, key: UInt32) {
            switch queue {
            case .first: first.insert(server, key: key)
            case .second: second.insert(server, key: key)
            case .current: current.insert(server, key: key)
            case .none: break
            }
        }

        mutating func remove(_ server: Int, from queue: Queue) {
            switch queue {
            case .first: first.remove(server)
            case .second: second.remove(server)
            case .current: current.remove(server)
            case .none: break
            }
        }

        mutating func switchQueues() {
            firstIsInitial.toggle()
            currentWeight = nextWeight
            position = currentWeight
        }
    }

    private var places: [Place]
    private var active: Group
    private var backups: Group
    /// Servers taken out during one pick, the last one last.
    private var setAside: [Int] = []

    init(_ seats: [Seat]) {
        places = Array(repeating: Place(), count: seats.count)
        active = Group(capacity: seats.count)
        backups = Group(capacity: seats.count)
        setAside.reserveCapacity(seats.count)
        for index in seats.indices where seats[index].isUsable {
            if seats[index].isBackup {
                backups.nextWeight += seats[index].units
            } else {
                active.nextWeight += seats[index].units
            }
        }
        active.currentWeight = active.nextWeight
        active.position = active.nextWeight
        backups.currentWeight = backups.nextWeight
        backups.position = backups.nextWeight
        for index in seats.indices where seats[index].isUsable {
            queueByWeight(index, seats[index], next: false)
        }
    }

    // MARK: Changes

    mutating func wentDown(_ server: Int, before: Seat) {
        if before.isBackup {
            backups.nextWeight -= before.units
            backups.remove(server, from: places[server].queue)
        } else {
            active.nextWeight -= before.units
            active.remove(server, from: places[server].queue)
        }
        places[server].queue = .none
    }

    mutating func cameUp(_ server: Int, _ seat: Seat) {
        withGroup(of: seat) { group in group.nextWeight += seat.units }
        takePosition(server, seat)
        let group = seat.isBackup ? backups : active
        places[server].nextPosition =
            group.position + (group.nextWeight + group.currentWeight - group.position) / seat.units
        queue(server, seat)
    }

    mutating func changedWeight(_ server: Int, before: Seat, now seat: Seat) {
        withGroup(of: seat) { group in group.nextWeight += seat.units - before.units }
        let queue = places[server].queue
        if queue == (seat.isBackup ? backups : active).initialQueue {
            remove(server, seat)
            queueByWeight(server, seat, next: false)
            return
        }
        takePosition(server, seat)
        let group = seat.isBackup ? backups : active
        let step = group.nextWeight / seat.units
        let due = places[server].nextPosition
        places[server].nextPosition = min(places[server].lastPosition + step, due)
        places[server].remainder = 0
        if places[server].nextPosition < group.position + 2 {
            places[server].nextPosition = group.position + step
        }
        remove(server, seat)
        self.queue(server, seat)
    }

    // MARK: Picking

    /// The next server of a group; nil when all are full.
    mutating func pick(
        fromBackups: Bool,
        _ seats: [Seat],
        avoiding: Int?,
        loads: some ServerLoads
    ) -> Int? {
        if fromBackups {
            if backups.currentWeight == 0 { collectWeights(&backups) }
        } else if active.currentWeight == 0 {
            collectWeights(&active)
        }
        setAside.removeAll(keepingCapacity: true)
        var hasSwitched = false
        var avoided: Int?
        var picked: Int?
        while true {
            guard let server = front(fromBackups: fromBackups) else {
                if hasSwitched {
                    picked = avoided
                    break
                }
                hasSwitched = true
                if fromBackups { backups.switchQueues() } else { active.switchQueues() }
                continue
            }
            advance(server, seats[server])
            if loads.hasRoom(server) {
                if server != avoiding || avoided != nil {
                    picked = server
                    break
                }
                avoided = server
            }
            setAside.append(server)
        }
        if let picked { queue(picked, seats[picked]) }
        while let server = setAside.popLast() {
            if server == picked { continue }
            if hasSwitched {
                queueByWeight(server, seats[server], next: false)
            } else {
                queue(server, seats[server])
            }
        }
        return picked
    }

    private func collectWeights(_ group: inout Group) {
        group.currentWeight = group.nextWeight
        group.position = group.nextWeight
    }

    /// The server that is due: of the current queue if its time has come, else of the initial one.
    private mutating func front(fromBackups: Bool) -> Int? {
        let due = fromBackups ? backups.current.first : active.current.first
        let position = fromBackups ? backups.position : active.position
        if let due, places[due].nextPosition <= position { return due }
        if let fresh = fromBackups ? backups.firstOfInitial : active.firstOfInitial {
            places[fresh].nextPosition = 0
            places[fresh].remainder = 0
            return fresh
        }
        return due
    }

    /// Takes a server out and computes when it is due again.
    private mutating func advance(_ server: Int, _ seat: Seat) {
        let position = seat.isBackup ? backups.position : active.position
        let total = seat.isBackup ? backups.nextWeight : active.nextWeight
        if places[server].nextPosition == 0 { places[server].nextPosition = position }
        places[server].lastPosition = places[server].nextPosition
        places[server].nextPosition += total / seat.units
        places[server].remainder += total % seat.units
        if places[server].remainder >= seat.units {
            places[server].remainder -= seat.units
            places[server].nextPosition += 1
        }
        remove(server, seat)
        withGroup(of: seat) { group in group.position += 1 }
    }

    // MARK: Queues

    private mutating func withGroup(of seat: Seat, _ body: (inout Group) -> Void) {
        if seat.isBackup { body(&backups) } else { body(&active) }
    }

    private mutating func remove(_ server: Int, _ seat: Seat) {
        let queue = places[server].queue
        withGroup(of: seat) { group in group.remove(server, from: queue) }
    }

    private mutating func queueByWeight(_ server: Int, _ seat: Seat, next: Bool) {
        let key = UInt32(WeightScale.maximumUnits - seat.units)
        let group = seat.isBackup ? backups.nextQueue : active.nextQueue
        let initial = seat.isBackup ? backups.initialQueue : active.initialQueue
        let queue = next ? group : initial
        withGroup(of: seat) { group in group.insert(server, into: queue, key: key) }
        places[server].queue = queue
    }

    /// Puts a server where its next position belongs: this round or the next.
    private mutating func queue(_ server: Int, _ seat: Seat) {
        let current = seat.isBackup ? backups.currentWeight : active.currentWeight
        let next = seat.isBackup ? backups.nextWeight : active.nextWeight
        let due = places[server].nextPosition
        if due >= 2 * current || due >= current + next {
            places[server].nextPosition -= current
            queueByWeight(server, seat, next: true)
            return
        }
        let slack = WeightScale.maximumUnits + places[server].remainder - seat.units
        let key = WeightScale.maximumWeight * due + slack / WeightScale.units
        withGroup(of: seat) { group in
            group.insert(server, into: .current, key: UInt32(truncatingIfNeeded: key))
        }
        places[server].queue = .current
    }

    /// Gives a server that leaves its queue a position in the round that runs.
    private mutating func takePosition(_ server: Int, _ seat: Seat) {
        let queue = places[server].queue
        let initial = seat.isBackup ? backups.initialQueue : active.initialQueue
        if queue == .none {
            places[server].nextPosition = seat.isBackup ? backups.position : active.position
        } else if queue == initial {
            places[server].nextPosition = 0
            places[server].remainder = 0
        } else if queue != .current {
            places[server].nextPosition +=
                seat.isBackup ? backups.currentWeight : active.currentWeight
        }
    }
}
