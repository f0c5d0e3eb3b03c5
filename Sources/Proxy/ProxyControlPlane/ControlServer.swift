public import Diagnostics
public import EventLoops
internal import LinuxSystem
public import ProxyConfiguration
public import ProxyDataPlane

/// The runtime API on its sockets, run by the control loop.
public final class ControlServer {
    private let runtime: ProxyRuntime
    private let loop: EventLoop
    private var listeners: [BindAddress: StatsListener] = [:]
    private var global = GlobalSettings()
    private var connections: [ObjectIdentifier: OperatorConnection] = [:]

    /// A server for the runtime API; nothing listens yet.
    public init(runtime: ProxyRuntime, loop: EventLoop) {
        self.runtime = runtime
        self.loop = loop
    }

    /// Opens the stats sockets and hands the statistics page over; before rights are given up.
    public func start(_ global: GlobalSettings) throws(DiagnosticList) {
        runtime.statsPageRenderer = { StatisticsPage.respond(to: $0, of: $1) }
        try follow(global) { () throws(DiagnosticList) in }
    }

    /// Opens the sockets that these settings add, changes the rest over, and closes those that
    /// they name no more.
    ///
    /// When a socket cannot be opened, or `commit` throws, everything stays as it was.
    public func follow(
        _ global: GlobalSettings,
        commit: () throws(DiagnosticList) -> Void
    ) throws(DiagnosticList) {
        var opened: [BindAddress: StatsListener] = [:]
        do throws(DiagnosticList) {
            try open(global, into: &opened)
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
                    var listener = try StatsListener.open(socket)
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
        while let socket = (try? listener.descriptor.accept())?.socket {
            guard connections.count < global.statsMaximumConnections else {
                socket.close()
                continue
            }
            serve(socket, level: listener.settings.level)
        }
    }

    private func serve(_ socket: FileDescriptor, level: OperatorLevel) {
        let session = ControlSession(runtime: runtime, level: level, sockets: global.statsSockets)
        let connection = OperatorConnection(
            socket: socket,
            session: session,
            loop: loop,
            timeout: global.statsTimeout
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
}
