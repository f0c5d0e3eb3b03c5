public import Diagnostics
public import EventLoops
internal import LinuxSystem
public import ProxyConfiguration
public import ProxyDataPlane

/// The runtime API on its sockets, run by the control loop.
public final class ControlServer {
    private let runtime: ProxyRuntime
    private let loop: EventLoop
    private var sockets: [StatsSocket] = []
    private var timeout: Duration = .seconds(10)
    private var connectionLimit = 10
    private var connections: [ObjectIdentifier: OperatorConnection] = [:]

    /// A server for the runtime API; nothing listens yet.
    public init(runtime: ProxyRuntime, loop: EventLoop) {
        self.runtime = runtime
        self.loop = loop
    }

    /// Opens the stats sockets and hands the statistics page over; before rights are given up.
    public func start(_ global: GlobalSettings) throws(DiagnosticList) {
        sockets = global.statsSockets
        timeout = global.statsTimeout
        connectionLimit = global.statsMaximumConnections
        runtime.statsPageRenderer = { StatisticsPage.respond(to: $0, of: $1) }
        var problems: [Diagnostic] = []
        for socket in sockets {
            do throws(Diagnostic) {
                try listen(socket)
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }

    /// A reload has put another generation in place: its times and limits count from now on, its
    /// sockets from the next start.
    public func follow(_ generation: Generation) {
        timeout = generation.configuration.global.statsTimeout
        connectionLimit = generation.configuration.global.statsMaximumConnections
    }

    private func listen(_ socket: StatsSocket) throws(Diagnostic) {
        do throws(SystemError) {
            let descriptor = try open(socket)
            _ = try loop.register(descriptor, for: .readable) { [weak self] _ in
                self?.accept(from: descriptor, level: socket.level)
            }
        } catch {
            throw Diagnostic(
                "cannot bind stats socket '\(socket.address.described)': \(error.code)",
                at: socket.place.place
            )
        }
    }

    private func open(_ socket: StatsSocket) throws(SystemError) -> FileDescriptor {
        switch socket.address {
        case .unix(let path):
            return try open(path, socket.file)
        case .abstract(let name):
            return try FileDescriptor.listening(on: .unix("@\(name)"))
        case .ip(let address, let port):
            let number = UInt16(clamping: port)
            switch address {
            case .v4(let word):
                return try FileDescriptor.listening(on: .v4(word, port: number))
            case .v6(let high, let low):
                return try FileDescriptor.listening(on: .v6(high: high, low: low, port: number))
            }
        case .descriptor(let number):
            let inherited = FileDescriptor(rawValue: number)
            try inherited.setNonblocking(true)
            return inherited
        }
    }

    /// Binds a temporary name with the rights it shall have, then renames it: nobody meets a
    /// socket with other rights, and no moment is without one.
    private func open(_ path: String, _ file: SocketFile) throws(SystemError) -> FileDescriptor {
        let temporary = "\(path).\(CurrentProcess.id).tmp"
        try? FileSystem.removeFile(temporary)
        let descriptor = try FileDescriptor.listening(on: .unix(temporary))
        do throws(SystemError) {
            if let mode = file.mode { try FileSystem.setMode(mode, of: temporary) }
            let user = file.user.flatMap(\.userID)
            let group = file.group.flatMap(\.groupID)
            if user != nil || group != nil {
                try FileSystem.setOwner(user: user, group: group, of: temporary)
            }
            try FileSystem.rename(temporary, to: path)
        } catch {
            descriptor.close()
            try? FileSystem.removeFile(temporary)
            throw error
        }
        return descriptor
    }

    private func accept(from listener: FileDescriptor, level: OperatorLevel) {
        while let socket = (try? listener.accept())?.socket {
            guard connections.count < connectionLimit else {
                socket.close()
                continue
            }
            let session = ControlSession(runtime: runtime, level: level, sockets: sockets)
            let connection = OperatorConnection(
                socket: socket,
                session: session,
                loop: loop,
                timeout: timeout
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
}
