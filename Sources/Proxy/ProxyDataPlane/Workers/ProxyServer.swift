public import Diagnostics
public import EventLoops
public import LinuxSystem
public import ProxyConfiguration
internal import Synchronization

/// The proxy as a whole: its listening sockets, its worker threads, its checks.
///
/// Used from the control loop's thread: `bind`, then `start`, then the loop runs.
public final class ProxyServer {
    /// What the control plane reads and commands.
    public let runtime: ProxyRuntime
    /// The loop of everything that is not traffic.
    public let loop: EventLoop

    private var listening: [BindAddress: ListeningAddress] = [:]
    private var threads: [Thread] = []
    private let checks: HealthChecker
    private let agents: AgentChecker
    private let slowStarts: SlowStarter
    private let lookups: NameLookups
    private let runningWorkers: Counter

    /// Prepares to run a configuration on a control loop.
    public init(_ configuration: ProxyConfiguration, loop: EventLoop) throws(DiagnosticList) {
        runtime = try ProxyRuntime(configuration)
        self.loop = loop
        checks = HealthChecker(runtime: runtime, loop: loop)
        agents = AgentChecker(runtime: runtime, loop: loop)
        slowStarts = SlowStarter(runtime: runtime, loop: loop)
        lookups = NameLookups(runtime: runtime, loop: loop)
        runningWorkers = Counter()
        let box = LoopBound(self)
        runtime.onGenerationChange = { box.object?.publish($0) }
        runtime.onHostNameChange = { box.object?.lookups.follow($0) }
        runtime.onAdmissionChange = { box.object?.followAdmission(of: $0) }
    }

    /// Opens the listening sockets, or takes them from a predecessor; done before rights are given up.
    public func bind(_ handover: ListenerHandover? = nil) throws(DiagnosticList) {
        listening = try bindAll(of: runtime.generation, keeping: [:], handover)
    }

    /// The sockets that listen for traffic, for a successor.
    public var listeningSockets: [FileDescriptor] {
        listening.values.flatMap { $0.sockets.map(\.descriptor) }
    }

    private func bindAll(
        of generation: Generation,
        keeping old: [BindAddress: ListeningAddress],
        _ handover: ListenerHandover? = nil
    ) throws(DiagnosticList) -> [BindAddress: ListeningAddress] {
        var all: [BindAddress: ListeningAddress] = [:]
        var problems: [Diagnostic] = []
        for frontend in generation.frontends where !frontend.settings.isDisabled {
            for bind in frontend.settings.binds {
                let backlog = bind.backlog ?? frontend.settings.backlog ?? 4096
                do throws(Diagnostic) {
                    if let kept = old[bind.address] ?? all[bind.address] {
                        try kept.follow(bind, backlog: backlog)
                        all[bind.address] = kept
                        continue
                    }
                    all[bind.address] = try ListeningAddress(
                        bind,
                        threadCount: runtime.threadCount,
                        backlog: backlog,
                        handedOver: handover?.take(bind.address) ?? []
                    )
                } catch {
                    problems.append(error)
                }
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return all
    }

    private func plans(for worker: Int, of generation: Generation) -> [ListenerPlan] {
        generation.frontends.flatMap { frontend -> [ListenerPlan] in
            guard !frontend.settings.isDisabled, frontend.admission != .shut else { return [] }
            return frontend.settings.binds.indices.flatMap { index -> [ListenerPlan] in
                let address = listening[frontend.settings.binds[index].address]
                let sockets = address?.sockets(of: worker, among: runtime.threadCount) ?? []
                return sockets.map {
                    ListenerPlan(socket: $0, frontend: frontend, bindIndex: index)
                }
            }
        }
    }

    /// Starts the worker threads and the checks.
    public func start() throws(SystemError) {
        let generation = runtime.generation
        let boundAddresses = listening.values.flatMap {
            $0.sockets.compactMap { $0.descriptor.localAddress() }
        }
        boundPorts = boundAddresses.compactMap(\.port)
        let pages = try PageRendering()
        try pages.start(runtime)
        runtime.pages = pages
        for index in 0..<runtime.threadCount {
            let inbox = try WorkerInbox()
            runtime.add(inbox)
            // A message, and nothing that the thread keeps: a socket is closed when all let go.
            inbox.post(.follow(generation, plans(for: index, of: generation)))
            let runtime = self.runtime
            let running = runningWorkers
            let remote = loop.remote
            running.add()
            threads.append(
                try Thread.start(name: "worker-\(index)") {
                    do throws(SystemError) {
                        let worker = try Worker(index: index, runtime: runtime, inbox: inbox)
                        try worker.run()
                    } catch {
                        LineOutput.standardError.write("worker \(index): \(error)")
                    }
                    if running.add(-1) == 0 { remote.post { $0.stop() } }
                }
            )
        }
        checks.follow(generation)
        agents.follow(generation)
        lookups.follow(generation)
    }

    /// The ports of the listening sockets, as the kernel gave them.
    public private(set) var boundPorts: [UInt16] = []

    /// Runs another configuration from now on.
    ///
    /// What did not change lives on; on failure everything stays as it was.
    public func reload(_ configuration: ProxyConfiguration) throws(DiagnosticList) {
        let old = runtime.generation
        try checkReload(from: old.configuration.global, to: configuration.global)
        let new = try runtime.prepare(configuration, continuing: old)
        let sockets = try bindAll(of: new, keeping: listening)
        // Sockets that are not listened on any more close when the last worker lets go of them.
        listening = sockets
        runtime.adopt(new)
        // The configuration has them: what an operator had shut is open again.
        for frontend in new.frontends where frontend.admission == .shut {
            frontend.cell.admission.store(.open, ordering: .relaxed)
        }
        publish(new)
    }

    /// Tells workers and checks what is run.
    func publish(_ new: Generation) {
        for (index, worker) in runtime.workers.enumerated() {
            worker.post(.follow(new, plans(for: index, of: new)))
        }
        checks.follow(new)
        agents.follow(new)
        lookups.follow(new)
    }

    /// Has the kernel refuse clients, as if nobody listened; a unix socket keeps them waiting.
    func turnClientsAway(_ addresses: [BindAddress]) {
        for address in addresses {
            guard case .ip = address, let sockets = listening[address]?.sockets else { continue }
            for socket in sockets { socket.descriptor.shutdownBoth() }
        }
    }

    /// Has the kernel take clients again.
    func listenAgain(_ frontend: FrontendRuntime) {
        for bind in frontend.settings.binds {
            let backlog = bind.backlog ?? frontend.settings.backlog ?? 4096
            for socket in listening[bind.address]?.sockets ?? [] {
                try? socket.descriptor.listen(backlog: backlog)
            }
        }
    }

    /// Listens on these no more, when the last worker has let go.
    func stopListening(_ addresses: [BindAddress]) {
        for address in addresses { listening[address] = nil }
    }

    /// Accepts no more, finishes what runs, then ends the loop.
    public func finish(within patience: Duration?) {
        runtime.stopping.store(true, ordering: .relaxed)
        listening = [:]
        checks.stop()
        agents.stop()
        lookups.stop()
        for worker in runtime.workers { worker.post(.finish) }
        guard let patience else { return }
        loop.schedule(after: patience) { [weak self] in self?.stop() }
    }

    /// Ends at once.
    public func stop() {
        runtime.stopping.store(true, ordering: .relaxed)
        for worker in runtime.workers { worker.post(.stop) }
    }

    /// Waits until all worker threads have ended.
    public func join() {
        for thread in threads { thread.join() }
    }
}
