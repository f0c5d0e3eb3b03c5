/// A proxy, its clients, its servers and its operators, from the start of the first to the end of all.
final class World {
    let kernel: SimulatedKernel
    let ledger: Ledger
    let gate = Gate()
    let addresses: [SimulatedAddress]
    private let plan: WorldPlan
    private let proxy: ProxyUnderTest
    private let logDescriptor: Int32
    private var clients: [ClientActor] = []
    private var servers: [ServerActor] = []
    private var operators: [OperatorActor] = []
    private var isCalm = false

    /// Whether clients may find nobody who listens.
    var mayRefuseClients: Bool { plan.mayFail }
    private var isClean: Bool { !plan.mayFail }

    init(seed: UInt64, kind: WorldKind? = nil) {
        let kernel = SimulatedKernel(seed: seed)
        self.kernel = kernel
        SimulatedKernel.current = kernel
        let ownKind = kernel.random.pick(WorldKind.allCases)
        plan = WorldPlan(kind ?? ownKind, &kernel.random)
        addresses = plan.addresses
        kernel.settings.shortReads = kernel.random.pick([0, 300, 800])
        kernel.settings.shortWrites = kernel.random.pick([0, 200, 600])
        kernel.settings.lostTurns = kernel.random.pick([0, 50, 300])
        kernel.settings.delays = kernel.random.pick([0, 30, 150])
        kernel.settings.exhaustion = kernel.random.pick([0, 0, 100])
        kernel.settings.reusesDescriptors = kernel.random.chance(500)
        ledger = Ledger { [unowned kernel] in kernel.violation($0) }
        proxy = ProxyUnderTest(kernel)
        logDescriptor = kernel.open(
            LogSink { [unowned kernel, ledger] line in
                kernel.trace?("log: \(line)")
                ledger.take(logLine: line)
            }
        )
    }

    /// Lets it run to its end; returns what must never have happened.
    func run() -> [String] {
        kernel.trace?("a \(plan.kind.rawValue) world of \(plan.threadCount) workers\(plan.way)")
        makeServers()
        proxy.start(nextConfiguration())
        guard kernel.run(until: { proxy.isRunning }, within: 10_000_000_000) else {
            return kernel.violations + ["the proxy does not start"]
        }
        kernel.isExhausting = !isClean
        makeClients()
        liveThrough()
        if kernel.violations.isEmpty { comeToRest() }
        return kernel.violations
    }

    private func nextConfiguration() -> String {
        plan.configuration(&kernel.random, logDescriptor: logDescriptor)
    }

    private func makeServers() {
        for (number, name) in plan.serverNames.enumerated() {
            let server = ServerActor(name, kernel, ledger, gate)
            server.mood.endsBodies = plan.mayFail || !plan.pipelines
            if !isClean {
                server.mood.refuses = kernel.random.pick([0, 100, 500])
                server.mood.ignores = kernel.random.pick([0, 0, 50])
                server.mood.cuts = kernel.random.pick([0, 50, 200])
                server.mood.answersEarly = kernel.random.pick([0, 100])
                server.mood.hangs = kernel.random.pick([0, 100])
                server.mood.closesIdle = kernel.random.pick([0, 300])
            }
            servers.append(server)
            let address = SimulatedAddress(host: 0x7F00_0001, port: UInt16(7001 + number))
            kernel.servers[address] = { server.take($0) }
        }
    }

    private func makeClients() {
        for number in 0..<plan.clientCount {
            let client = ClientActor(number, requests: plan.requestsOfClient, self)
            // What is sent behind a request whose answer ends the connection is lost.
            if !plan.pipelines || plan.closes.hasSuffix("httpclose") {
                client.manners.pipelines = 0
            }
            if !isClean {
                client.manners.leaves = kernel.random.pick([0, 100, 300])
                client.manners.halfCloses = kernel.random.pick([0, 300])
            }
            clients.append(client)
            kernel.after(UInt64(kernel.random.pick(0...20_000_000))) { client.begin() }
        }
    }

    private var areClientsDone: Bool { clients.allSatisfy(\.isDone) }

    /// Lets clients ask, and does what operators do in the meantime.
    private func liveThrough() {
        for _ in 0..<kernel.random.pick(1...6) {
            let time = UInt64(kernel.random.pick(1_000_000...20_000_000))
            _ = kernel.run(until: { areClientsDone }, within: time)
            guard kernel.violations.isEmpty else { return }
            switch kernel.random.pick(0...9) {
            case 0...3: proxy.reload(nextConfiguration())
            case 4...6: say(OperatorsWords.pick(plan, &kernel.random))
            case 7, 8: checkAtRest()
            default: if !isClean { kernel.random.pick(servers).crash() }
            }
        }
    }

    private func say(_ command: String) {
        if let actor = OperatorActor(command, plan.statsAddress, kernel) { operators.append(actor) }
    }

    /// Asks, and lets things happen until the answer is there.
    private func ask(_ command: String) -> String? {
        guard let actor = OperatorActor(command, plan.statsAddress, kernel) else {
            kernel.violation("nobody listens for '\(command)'")
            return nil
        }
        guard kernel.run(until: { actor.answer != nil }, within: 5_000_000_000) else {
            if kernel.violations.isEmpty { kernel.violation("'\(command)' is not answered") }
            return nil
        }
        return actor.answer
    }

    private func readStatistics() -> StatisticsTable? {
        guard let text = ask("show stat") else { return nil }
        let table = StatisticsTable(text)
        if table == nil { kernel.violation("'show stat' says: \(text)") }
        return table
    }

    // MARK: Rest

    /// Holds everybody still, and looks whether places and queues add up.
    private func checkAtRest() {
        gate.close()
        defer { gate.open() }
        // A timer may run between the end of one thing and the beginning of another: then it is looked again.
        var faults: [String] = []
        for _ in 0..<3 {
            _ = kernel.run(until: { false }, within: 400_000_000)
            guard let table = readStatistics(), let streams = ask("show sess") else { return }
            kernel.trace?("at rest: \(table.standing)\n\(streams)")
            faults = table.faultsAtRest(streams: streams)
            faults += table.faultsOfLimits(plan.highestLimit)
            if faults.isEmpty { return }
        }
        for fault in faults { kernel.violation("at rest: \(fault)") }
    }

    /// Lets everything come to its end, and looks whether it does.
    private func comeToRest() {
        kernel.isExhausting = false
        _ = kernel.run(until: { operators.allSatisfy { $0.answer != nil } }, within: 10_000_000_000)
        for server in servers { server.calmDown() }
        for address in addresses.indices {
            for name in plan.serverNames { say("set server b\(address)/\(name) state ready") }
            say("enable frontend f\(address)")
        }
        guard kernel.run(until: { areClientsDone }, within: 90_000_000_000) else {
            for client in clients where !client.isDone { kernel.violation(client.standing) }
            return
        }
        _ = kernel.run(until: { false }, within: 3_000_000_000)
        for actor in operators where actor.answer == nil {
            kernel.violation("'\(actor.command)' is not answered")
        }
        guard kernel.violations.isEmpty, let table = readStatistics() else { return }
        ledger.close(isClean: isClean, isLogged: !plan.isTCP)
        let carried = ledger.requests.count { $0.servings > 0 }
        for fault in table.faultsAtEnd(carried: plan.isTCP ? 0 : carried) {
            kernel.violation("at the end: \(fault)")
        }
        end(idleConnections: table.idleConnections)
    }

    private func end(idleConnections: Int) {
        // The last operators go.
        _ = kernel.run(until: { false }, within: 300_000_000)
        proxy.finish()
        guard kernel.run(until: { proxy.hasEnded }, within: 30_000_000_000) else {
            if kernel.violations.isEmpty { kernel.violation("the proxy does not end") }
            return
        }
        // Those that were kept end with the process; the proxy knows each of them.
        let (toServers, others) = kernel.openSockets()
        if toServers > idleConnections {
            kernel.violation(
                "of \(toServers) open connections to servers \(idleConnections) are kept"
            )
        }
        for socket in others { kernel.violation("at the end there is \(socket)") }
    }
}
