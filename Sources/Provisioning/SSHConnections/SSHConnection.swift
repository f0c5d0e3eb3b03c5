import Diagnostics
public import HostConnections
import LinuxSystem
import Synchronization

/// A connection to a host by SSH: programs and streams, as many at once as the server allows.
///
/// It may be used from any thread. One thread of its own exchanges bytes with the server.
public final class SSHConnection: Sendable, TargetTransport {
    /// How many hosts may lie in between.
    private static let jumpLimit = 8

    /// The target in the operator's words, as in messages.
    public let name: String

    private let route: SSHRoute
    private let pump: SessionPump
    private let thread: Mutex<Thread?>
    private let jump: SSHConnection?
    private let proxy: ProxyProgram?

    /// Connects, checks the host's key and authenticates.
    ///
    /// `name` is the target in the operator's words.
    public convenience init(
        settings: SSHSettings,
        name: String
    ) throws(ConnectionFailure) {
        try self.init(settings: settings, name: name, depth: 0)
    }

    private init(settings: SSHSettings, name: String, depth: Int) throws(ConnectionFailure) {
        self.name = name
        do throws(Diagnostic) {
            route = try settings.route()
        } catch {
            throw ConnectionFailure(name, .configuration(error))
        }
        jump = try Self.jump(route.jumps, name: name, depth: depth)
        do throws(ConnectionFailure.Reason) {
            proxy = try Self.proxy(of: route)
            let socket = try Self.socket(to: route, through: jump, proxy)
            let session = try Self.session(route, socket, proxy)
            let pump = try Self.local { () throws(SystemError) in try SessionPump(session) }
            let thread = try Self.local { () throws(SystemError) in
                try Thread.start(name: "ssh") { pump.run() }
            }
            self.pump = pump
            self.thread = Mutex(thread)
        } catch {
            jump?.close()
            throw ConnectionFailure(name, error)
        }
    }

    deinit { close() }

    /// Connects to the hosts in between, each through the one before.
    private static func jump(
        _ hosts: [SSHSettings],
        name: String,
        depth: Int
    ) throws(ConnectionFailure) -> SSHConnection? {
        guard var settings = hosts.last else { return nil }
        if depth + hosts.count > jumpLimit {
            throw ConnectionFailure(
                name,
                .configuration(Diagnostic("the way leads through more than \(jumpLimit) hosts"))
            )
        }
        let words = "\(name) (jump host \(settings.host))"
        if hosts.count > 1 { settings.via = Array(hosts.dropLast()) }
        return try SSHConnection(settings: settings, name: words, depth: depth + 1)
    }

    private static func socket(
        to route: SSHRoute,
        through jump: SSHConnection?,
        _ proxy: ProxyProgram?
    ) throws(ConnectionFailure.Reason) -> FileDescriptor {
        if let proxy { return proxy.socket }
        guard let jump else { return try connectedSocket(to: route) }
        do throws(ConnectionFailure) {
            return try jump.openSocket(.tcp(host: route.hostName, port: route.port)).socket
        } catch {
            guard case .streamRefused(_, let why) = error.reason else { throw error.reason }
            throw .unreachable(address: route.address, why: "\(why), through \(jump.route.address)")
        }
    }

    private static func proxy(
        of route: SSHRoute
    ) throws(ConnectionFailure.Reason) -> ProxyProgram? {
        guard let command = route.proxyCommand else { return nil }
        return try local { () throws(SystemError) in try ProxyProgram(command) }
    }

    /// Shakes hands; a program on the way may know better why that failed.
    private static func session(
        _ route: SSHRoute,
        _ socket: FileDescriptor,
        _ proxy: ProxyProgram?
    ) throws(ConnectionFailure.Reason) -> SSHSession {
        do throws(ConnectionFailure.Reason) {
            return try SSHSession(route: route, socket: socket)
        } catch {
            guard let proxy, case .protocolFailed(let address, let why) = error else { throw error }
            let words = proxy.words
            proxy.end()
            throw .protocolFailed(
                address: address,
                why: words.isEmpty ? why : "the ProxyCommand says: \(words)"
            )
        }
    }

    private static func local<Result>(
        _ body: () throws(SystemError) -> Result
    ) throws(ConnectionFailure.Reason) -> Result {
        do throws(SystemError) {
            return try body()
        } catch {
            throw .local(error.description)
        }
    }

    /// The user that the host let in.
    public var user: String? { route.user }

    /// Whether the connection is there, as far as that is known.
    public var isAlive: Bool { pump.ending == nil }

    /// Starts a program on the host.
    public func start(_ words: [String]) throws(ConnectionFailure) -> ProgramStreams {
        let pump = pump
        do throws(ConnectionFailure.Reason) {
            let (order, standard, errors) = try Self.local { () throws(SystemError) in
                let standard = try FileDescriptor.socketPair(nonblocking: true)
                let errors = try FileDescriptor.socketPair(nonblocking: true)
                let ends = ChannelOrder.LocalEnds(
                    input: standard.1,
                    output: standard.1,
                    errorOutput: errors.1
                )
                let order = try ChannelOrder(.program(ShellQuoting.quote(words)), ends: ends)
                return (
                    order, try ChannelStream(standard.0, of: order, pump: pump),
                    try ChannelStream(errors.0, of: order, pump: pump)
                )
            }
            try fulfil(order)
            return ProgramStreams(input: standard, output: standard, errorOutput: errors) {
                pump.drop(order)
            }
        } catch {
            throw ConnectionFailure(name, error)
        }
    }

    /// Opens a stream from the host to an endpoint.
    public func openStream(
        _ endpoint: StreamEndpoint
    ) throws(ConnectionFailure) -> any ByteStream {
        let (socket, order) = try openSocket(endpoint)
        do throws(SystemError) {
            return try ChannelStream(socket, of: order, pump: pump)
        } catch {
            throw ConnectionFailure(name, .local(error.description))
        }
    }

    /// Connects to something as seen from the host; the socket belongs to the caller.
    private func openSocket(
        _ endpoint: StreamEndpoint
    ) throws(ConnectionFailure) -> (socket: FileDescriptor, order: ChannelOrder) {
        do throws(ConnectionFailure.Reason) {
            let (socket, order) = try Self.local { () throws(SystemError) in
                let pair = try FileDescriptor.socketPair(nonblocking: true)
                let ends = ChannelOrder.LocalEnds(input: pair.1, output: pair.1)
                return (pair.0, try ChannelOrder(.stream(endpoint), ends: ends))
            }
            do throws(ConnectionFailure.Reason) {
                try fulfil(order)
            } catch {
                socket.close()
                throw error
            }
            return (socket, order)
        } catch {
            throw ConnectionFailure(name, error)
        }
    }

    /// Leaves an order with the pump and waits until the channel is open.
    private func fulfil(_ order: ChannelOrder) throws(ConnectionFailure.Reason) {
        pump.submit(order)
        // A host under load is slow, and no less there for it.
        let timeout = max(route.connectTimeout, .seconds(60))
        guard let reason = order.wait(atMost: timeout) else { return }
        if case .timedOut = reason { pump.drop(order) }
        if case .lost(_, let why) = reason { throw .lost(inFlight: order.subject, why: why) }
        throw reason
    }

    /// Ends the connection with all its programs and streams.
    public func close() {
        pump.stop()
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
        jump?.close()
        proxy?.end()
    }
}
