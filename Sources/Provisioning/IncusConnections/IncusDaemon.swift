import DocumentValues
import HTTPWire
public import HostConnections
import Synchronization

/// The REST API of the Incus or LXD daemon of a host, over streams to its unix socket.
///
/// Connections are kept and used again; any thread may ask. The API is specified in Incus's
/// `doc/rest-api.md`; LXD's is the same.
public final class IncusDaemon: IncusAccess {
    /// Opens a stream to a unix socket of the host.
    public typealias Opener =
        @Sendable (_ socketPath: String) throws(ConnectionFailure) -> any ByteStream

    /// Where the daemons of Incus and LXD listen, in the order of trying.
    public static let usualSocketPaths = [
        "/var/lib/incus/unix.socket",
        "/run/incus/unix.socket",
        "/var/lib/lxd/unix.socket",
        "/var/snap/lxd/common/lxd/unix.socket",
    ]

    /// The host in the operator's words.
    public let hostName: String

    private let socketPaths: [String]
    private let open: Opener
    private let diagnose: @Sendable ([String]) -> ConnectionFailure.Reason?
    private let state = Mutex(State())

    private struct State {
        var idle: [HTTPLink] = []
        var socketPath: String?
    }

    /// Reaches a daemon.
    ///
    /// - Parameters:
    ///   - hostName: the host in the operator's words.
    ///   - socketPaths: where it may listen.
    ///   - diagnose: finds out why none of the sockets could be connected: not there, or forbidden.
    ///   - open: opens a stream to a socket of the host.
    public init(
        hostName: String,
        socketPaths: [String] = IncusDaemon.usualSocketPaths,
        diagnose: @escaping @Sendable ([String]) -> ConnectionFailure.Reason?,
        open: @escaping Opener
    ) {
        self.hostName = hostName
        self.socketPaths = socketPaths
        self.diagnose = diagnose
        self.open = open
    }

    /// Carries a request out, and waits for the operation that it starts.
    public func reply(to request: IncusRequest) throws(ConnectionFailure) -> IncusReply {
        var headers: HTTPHeaders = ["Host": "incus"]
        for (name, value) in request.headers.sorted(by: { $0.key < $1.key }) {
            headers.add(name, value)
        }
        var body: [UInt8] = []
        if let value = request.body {
            headers.add("Content-Type", "application/json")
            body = Array(value.json().utf8)
        }
        let target = request.path + percentEncodedQuery(request.query)
        let head = HTTPRequestHead(method: request.method, target: target, headers: headers)
        let response = try exchange(head, body: body)
        return try outcome(of: response, waiting: request.operationTimeout)
    }

    /// Exchanges one message; a kept connection that turns out closed is replaced once.
    func exchange(
        _ head: HTTPRequestHead,
        body: [UInt8] = [],
        timeout: Duration = .seconds(60)
    ) throws(ConnectionFailure) -> HTTPResponse {
        if let kept = takeKept() {
            do throws(StreamFailure) {
                let response = try kept.exchange(head, body: body, timeout: timeout)
                keep(kept)
                return response
            } catch {
                kept.close()
                guard case .closed = error, head.method == "GET" else { throw lost(head, error) }
            }
        }
        let link = try connect()
        do throws(StreamFailure) {
            let response = try link.exchange(head, body: body, timeout: timeout)
            keep(link)
            return response
        } catch {
            link.close()
            throw lost(head, error)
        }
    }

    /// A kept connection that still stands.
    private func takeKept() -> HTTPLink? {
        while let link = state.withLock({ $0.idle.popLast() }) {
            if !link.isSpent { return link }
            link.close()
        }
        return nil
    }

    /// A connection of its own, as uploads and websockets want.
    func connect() throws(ConnectionFailure) -> HTTPLink {
        if let path = state.withLock({ $0.socketPath }) { return HTTPLink(try open(path)) }
        var last: ConnectionFailure?
        for path in socketPaths {
            do throws(ConnectionFailure) {
                let link = HTTPLink(try open(path))
                state.withLock { $0.socketPath = path }
                return link
            } catch {
                switch error.reason {
                case .streamRefused, .socketForbidden: last = error
                default: throw error
                }
            }
        }
        let reason = diagnose(socketPaths)
        throw ConnectionFailure(
            hostName,
            reason ?? last?.reason ?? .incusMissing(host: hostName, paths: socketPaths)
        )
    }

    func keep(_ link: HTTPLink) {
        let isKept = state.withLock { state in
            guard link.isReusable, state.idle.count < 32 else { return false }
            state.idle.append(link)
            return true
        }
        if !isKept { link.close() }
    }

    func lost(_ head: HTTPRequestHead, _ failure: StreamFailure) -> ConnectionFailure {
        let path = head.target.prefix { $0 != "?" }
        return ConnectionFailure(
            hostName,
            .lost(inFlight: "\(head.method) \(path)", why: "\(failure)")
        )
    }

    /// Closes the kept connections.
    public func close() {
        let links = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
        for link in links { link.close() }
    }
}
