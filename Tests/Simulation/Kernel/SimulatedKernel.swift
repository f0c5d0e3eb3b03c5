internal import CSimulation
internal import Glibc

/// How rough the kernel is, in thousandths.
struct KernelSettings {
    /// How often fewer bytes arrive than were sent.
    var shortReads = 300
    /// How often fewer bytes are taken than are given.
    var shortWrites = 200
    /// How often a thread loses its turn at a call.
    var lostTurns = 100
    /// How often a turn or a journey takes long.
    var delays = 30
    /// How often there is no descriptor for a connection.
    var exhaustion = 0
    /// How often a poller tells of a change that is none.
    var falseAlarms = 20
    /// Whether the number of a descriptor that was closed is given to the next one.
    var reusesDescriptors = true
}

/// The kernel of a simulated world: its clock, its threads, its descriptors.
final class SimulatedKernel {
    var random: Randomness
    var settings = KernelSettings()
    private(set) var now: UInt64 = 1_000_000_000_000
    private var agenda = Agenda()
    private var threads: [SimulatedThread] = []
    /// The thread that has its turn.
    var running: SimulatedThread?
    private var descriptors: [Watched?] = []
    private var listeners: [SimulatedAddress: [SimulatedListener]] = [:]
    private var bound: [Int32: SimulatedAddress] = [:]
    /// Servers, by their addresses: each takes the far end of a connection that the proxy makes.
    var servers: [SimulatedAddress: (Endpoint) -> Void] = [:]
    /// Whether sockets and connections may fail for want of descriptors.
    var isExhausting = false
    /// What must never happen.
    private(set) var violations: [String] = []
    /// Tells of what happens, where somebody wants to know.
    var trace: ((String) -> Void)?

    /// The kernel that the calls of the present turn go to.
    nonisolated(unsafe) static var current: SimulatedKernel?

    init(seed: UInt64) {
        random = Randomness(seed: seed)
    }

    // MARK: Time

    func after(_ delay: UInt64, _ action: @escaping () -> Void) {
        agenda.add(now + delay, action)
    }

    /// Lets things happen until a condition holds or nothing is left to happen; false when the time
    /// is over first.
    func run(until isDone: () -> Bool, within nanoseconds: UInt64) -> Bool {
        let deadline = now + nanoseconds
        while !isDone() {
            guard violations.isEmpty else { return false }
            guard let next = agenda.takeNext(before: deadline) else {
                now = deadline
                return false
            }
            now = max(now, next.time)
            next.action()
        }
        return true
    }

    /// How long until a thread has its turn.
    func turnDelay() -> UInt64 {
        if random.chance(settings.delays) { return UInt64(random.pick(100_000...30_000_000)) }
        return UInt64(random.pick(200...20_000))
    }

    /// How long bytes travel.
    func travelTime() -> UInt64 {
        if random.chance(settings.delays) { return UInt64(random.pick(1_000_000...60_000_000)) }
        return UInt64(random.pick(500...200_000))
    }

    // MARK: Threads

    func start(_ fiber: OpaquePointer) -> SimulatedThread {
        let thread = SimulatedThread(UInt64(threads.count), fiber, self)
        threads.append(thread)
        thread.wake(after: turnDelay())
        return thread
    }

    func thread(_ number: UInt64) -> SimulatedThread { threads[Int(number)] }

    /// A call of the kernel, at which others may come first.
    func call() {
        if random.chance(settings.lostTurns) { running?.yield() }
    }

    // MARK: Descriptors

    func open(_ watched: Watched) -> Int32 {
        if settings.reusesDescriptors, let free = descriptors.firstIndex(where: { $0 == nil }) {
            descriptors[free] = watched
            return Int32(free) + Int32(first_simulated_descriptor)
        }
        descriptors.append(watched)
        return Int32(descriptors.count - 1) + Int32(first_simulated_descriptor)
    }

    /// What a descriptor stands for; it is a fault to use one that was closed.
    func watched(_ descriptor: Int32, _ call: StaticString) -> Watched? {
        let index = Int(descriptor) - Int(first_simulated_descriptor)
        if descriptors.indices.contains(index), let found = descriptors[index] { return found }
        violation("\(call) of descriptor \(descriptor), which is closed")
        return nil
    }

    func replace(_ descriptor: Int32, by watched: Watched) {
        let index = Int(descriptor) - Int(first_simulated_descriptor)
        for registration in descriptors[index]?.registrations ?? [] {
            registration.poller.remove(registration)
        }
        descriptors[index] = watched
    }

    func close(_ descriptor: Int32) -> Int32 {
        guard let watched = watched(descriptor, "close") else { return -EBADF }
        let index = Int(descriptor) - Int(first_simulated_descriptor)
        descriptors[index] = nil
        bound[descriptor] = nil
        if let listener = watched as? SimulatedListener {
            listeners[listener.address]?.removeAll { $0 === listener }
        }
        watched.close()
        return 0
    }

    /// What the open sockets of the proxy are for.
    func openSockets() -> (toServers: Int, others: [String]) {
        var toServers = 0
        var others: [String] = []
        for (index, watched) in descriptors.enumerated() {
            let number = index + Int(first_simulated_descriptor)
            switch watched {
            case is SimulatedListener: others.append("listener \(number)")
            case let endpoint as Endpoint:
                if servers[endpoint.peerAddress] != nil {
                    toServers += 1
                } else if ![endpoint.peerAddress, endpoint.ownAddress].contains(where: isWithin) {
                    others.append("socket \(number) (\(endpoint.state))")
                }
            default: break
            }
        }
        return (toServers, others)
    }

    // MARK: Connections

    func bind(_ descriptor: Int32, to address: SimulatedAddress) {
        bound[descriptor] = address
    }

    func listen(_ descriptor: Int32) {
        if let present = watched(descriptor, "listen") as? SimulatedListener {
            present.isShut = false
            return
        }
        let address = bound[descriptor] ?? SimulatedAddress(host: 0, port: 0)
        let listener = SimulatedListener(address)
        replace(descriptor, by: listener)
        listeners[address, default: []].append(listener)
    }

    /// Connects an actor to a listening socket of the proxy; nil when nobody listens.
    func connect(to address: SimulatedAddress, from own: SimulatedAddress) -> Endpoint? {
        let open = (listeners[address] ?? []).filter { $0.isOpen && !$0.isShut }
        guard !open.isEmpty else { return nil }
        let (near, far) = (Endpoint(self), Endpoint(self))
        far.ownAddress = address
        far.peerAddress = own
        near.capacity = random.pick([200, 4000, 65_536, 200_000])
        far.capacity = random.pick([4000, 65_536, 200_000])
        Endpoint.join(near, far)
        random.pick(open).add(far)
        return near
    }

    /// Connects the proxy to a server.
    func connect(_ endpoint: Endpoint, to address: SimulatedAddress) -> Int32 {
        guard let take = taker(of: address) else { return -ENETUNREACH }
        endpoint.state = .connecting
        endpoint.peerAddress = address
        endpoint.ownAddress.port = UInt16(random.pick(20_000...60_000))
        after(travelTime()) {
            guard endpoint.state == .connecting else { return }
            take(endpoint)
        }
        return -EINPROGRESS
    }

    /// Whether an address is on the way from the proxy to itself, where connections are kept without being counted.
    private func isWithin(_ address: SimulatedAddress) -> Bool {
        (8101...8199).contains(address.port)
    }

    /// Who takes connections to an address: a server, or the proxy itself.
    private func taker(of address: SimulatedAddress) -> ((Endpoint) -> Void)? {
        if let server = servers[address] { return server }
        guard listeners[address] != nil else { return nil }
        return { [unowned self] endpoint in
            let open = (listeners[address] ?? []).filter { $0.isOpen && !$0.isShut }
            guard !open.isEmpty else { return endpoint.refuse(ECONNREFUSED) }
            let far = Endpoint(self)
            far.ownAddress = address
            far.peerAddress = endpoint.ownAddress
            Endpoint.join(endpoint, far)
            random.pick(open).add(far)
            endpoint.announce()
        }
    }

    func violation(_ text: String) {
        trace?("violation: \(text)")
        violations.append(text)
    }
}
