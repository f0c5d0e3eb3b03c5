public import Diagnostics
public import EventLoops
public import LinuxSystem
public import ProxyConfiguration
public import ProxyDataPlane

/// The runtime API on its sockets, run by the control loop.
public final class ControlServer {
    private let runtime: ProxyRuntime
    private let loop: EventLoop
    private let process: ProcessControl?
    private var processSocket: (descriptor: FileDescriptor, handle: EventLoop.Handle)?
    private var listeners: [BindAddress: StatsListener] = [:]
    private var global = GlobalSettings()
    private var connections: [ObjectIdentifier: OperatorConnection] = [:]

    /// Whether a successor has fetched the listening sockets.
    public private(set) var hasHandedOver = false

    /// A server for the runtime API; nothing listens yet.
    public init(runtime: ProxyRuntime, loop: EventLoop, process: ProcessControl? = nil) {
        self.runtime = runtime
        self.loop = loop
        self.process = process
    }

    /// Opens the stats sockets, or takes them from a predecessor, and hands the statistics page over;
    /// before rights are given up.
    public func start(
        _ global: GlobalSettings,
        _ handover: ListenerHandover? = nil
    ) throws(DiagnosticList) {
        runtime.statsPageRenderer = { StatisticsPage.respond(to: $0, of: $1) }
        let remote = loop.remote
        runtime.onPageChange = { [weak runtime] order in
            guard let runtime else { return }
            remote.post { _ in
                let answer = StatisticsPage.respond(to: order.request, of: runtime)
                runtime.answer(order, with: answer)
            }
        }
        try follow(global, handover) { () throws(DiagnosticList) in }
    }

    /// Opens the socket of `-S`, for whoever may do everything to this process; last of all, since it
    /// takes the place of a predecessor's.
    public func openProcessSocket(_ settings: StatsSocket) throws(SystemError) {
        let descriptor = try StatsListener.open(settings).descriptor
        let handle = try loop.register(descriptor, for: .readable) { [weak self] _ in
            self?.accept(from: descriptor, level: settings.level, process: self?.process)
        }
        processSocket = (descriptor, handle)
    }

    /// Accepts no more operators, and leaves the sockets to the successor that has them.
    public func stopListening() {
        let own = listeners.values.map { ($0.descriptor, $0.handle) }
        for (descriptor, handle) in own + [processSocket].compactMap({ $0 }) {
            if let handle { loop.remove(handle) }
            descriptor.close()
        }
        listeners = [:]
        processSocket = nil
    }

    /// Opens the sockets that these settings add, changes the rest over, and closes those that
    /// they name no more.
    ///
    /// When a socket cannot be opened, or `commit` throws, everything stays as it was.
    public func follow(
        _ global: GlobalSettings,
        _ handover: ListenerHandover? = nil,
        commit: () throws(DiagnosticList) -> Void
    ) throws(DiagnosticList) {
        var opened: [BindAddress: StatsListener] = [:]
        do throws(DiagnosticList) {
            try open(global, handover, into: &opened)
            try commit()
        } catch {
            for listener in opened.values {
                if let handle = listener.handle { loop.remove(handle) }
                listener.close()
            }
            throw error
        }
        self.global = global
        let wanted = Dictionary(global.statsSockets.map { ($0.address, $0) }) { first, _ in first }
        for (address, listener) in listeners {
            if let settings = wanted[address] {
                listeners[address]?.settings = settings
            } else {
                if let handle = listener.handle { loop.remove(handle) }
                listener.close()
                listeners[address] = nil
            }
        }
        listeners.merge(opened) { old, _ in old }
    }

    private func open(
        _ global: GlobalSettings,
        _ handover: ListenerHandover?,
        into opened: inout [BindAddress: StatsListener]
    ) throws(DiagnosticList) {
        var problems: [Diagnostic] = []
        for socket in global.statsSockets {
            do throws(SystemError) {
                if let present = listeners[socket.address] {
                    if case .unix(let path) = socket.address, present.settings.file != socket.file {
                        try socket.file.apply(to: path)
                    }
                } else {
                    let present = handover?.take(socket.address).first
                    var listener = try StatsListener.open(socket, handedOver: present)
                    opened[socket.address] = listener
                    listener.handle = try loop.register(listener.descriptor, for: .readable) {
                        [weak self] _ in self?.accept(at: socket.address)
                    }
                    opened[socket.address] = listener
                }
            } catch {
                problems.append(
                    Diagnostic(
                        "cannot bind stats socket '\(socket.address.described)': \(error.code)",
                        at: socket.place.place
                    )
                )
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }

    private func accept(at address: BindAddress) {
        guard let listener = listeners[address] else { return }
        let settings = listener.settings
        accept(
            from: listener.descriptor,
            level: settings.level,
            handsListenersOver: settings.handsListenersOver
        )
    }

    private func accept(
        from listener: FileDescriptor,
        level: OperatorLevel,
        process: ProcessControl? = nil,
        handsListenersOver: Bool = true
    ) {
        while let socket = (try? listener.accept())?.socket {
            guard connections.count < global.statsMaximumConnections else {
                socket.close()
                continue
            }
            let session = ControlSession(
                runtime: runtime,
                level: level,
                sockets: global.statsSockets,
                process: process,
                handsListenersOver: handsListenersOver
            )
            serve(socket, session)
        }
    }

    private func serve(_ socket: FileDescriptor, _ session: ControlSession) {
        let connection = OperatorConnection(
            socket: socket,
            session: session,
            loop: loop,
            timeout: global.statsTimeout,
            handOver: { [weak self] in self?.handOver(over: $0) }
        ) { [weak self] closed in
            self?.connections[ObjectIdentifier(closed)] = nil
        }
        connections[ObjectIdentifier(connection)] = connection
        do throws(SystemError) {
            try connection.start()
        } catch {
            connections[ObjectIdentifier(connection)] = nil
            socket.close()
        }
    }

    /// Gives all listening sockets but that of `-S` to a successor.
    private func handOver(over socket: FileDescriptor) {
        let all = (process?.handOver() ?? []) + listeners.values.map(\.descriptor)
        do throws(SystemError) {
            try ListenerHandover.give(all, over: socket)
            hasHandedOver = true
        } catch {
            runtime.logs.send(
                "the listening sockets were asked for and not handed over: \(error)",
                level: .warning,
                to: global.logTargets,
                tag: global.logTag
            )
        }
    }
}
