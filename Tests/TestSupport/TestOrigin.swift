public import HTTPWire
internal import LinuxSystem
internal import Synchronization

/// A request as a test's origin got it.
public struct OriginRequest: Sendable {
    /// The method.
    public var method: String
    /// The target.
    public var target: String
    /// The header lines.
    public var headers: HTTPHeaders
    /// The body, chunks joined.
    public var body: [UInt8]
    /// The number of the connection, from one.
    public var connection: Int
    /// All its bytes, as they came.
    public var bytes: [UInt8] = []
}

/// A small HTTP server inside a test: one thread for each connection, requests one after another.
public final class TestOrigin: Sendable {
    /// What to answer: the bytes, and whether the connection goes on.
    public enum Answer: Sendable {
        /// These bytes, then the next request.
        case respond(String)
        /// These bytes, then the connection closes.
        case respondAndClose(String)
        /// The connection closes without a byte.
        case close
        /// These bytes, then everything that comes is sent back.
        case echo(String)
        /// Nothing for that time, then these bytes.
        case respondAfter(Duration, String)
        /// These bytes, which need not be text; then the next request, or the end.
        case respondBytes([UInt8], closes: Bool)
    }

    /// Where it listens.
    public let port: UInt16
    private let listener: FileDescriptor
    private let state = Mutex(State())
    private let answer: @Sendable (OriginRequest) -> Answer

    private struct State {
        var requests: [OriginRequest] = []
        var connections: [FileDescriptor] = []
        var connectionCount = 0
        var isStopped = false
    }

    /// Listens on a free port, or on this one, and answers by the closure.
    public init(port: UInt16 = 0, _ answer: @escaping @Sendable (OriginRequest) -> Answer) throws {
        // A client that has gone before its answer ends nobody but itself.
        Signal.brokenPipe.ignore()
        listener = try FileDescriptor.listening(on: .loopback(port: port))
        self.port = listener.localAddress()?.port ?? 0
        self.answer = answer
        _ = try Thread.start(name: "origin") { [self] in acceptAll() }
    }

    /// An origin that names itself in a header and in the body.
    public static func named(_ name: String, port: UInt16 = 0) throws -> TestOrigin {
        try TestOrigin(port: port) { _ in
            .respond(
                "HTTP/1.1 200 OK\r\nX-Served-By: \(name)\r\nContent-Length: \(name.utf8.count)\r\n\r\n"
                    + name
            )
        }
    }

    /// The requests so far.
    public var requests: [OriginRequest] { state.withLock(\.requests) }

    /// How many connections were taken.
    public var connectionCount: Int { state.withLock(\.connectionCount) }

    /// Closes everything; the port refuses connections from now on.
    public func stop() {
        let connections = state.withLock { state -> [FileDescriptor] in
            state.isStopped = true
            return state.connections
        }
        // Wakes the thread that polls; it closes the listener.
        if let socket = try? FileDescriptor.streamSocket(
            for: .loopback(port: port),
            nonblocking: false
        ) {
            _ = try? socket.connect(to: .loopback(port: port))
            socket.close()
        }
        for connection in connections { connection.shutdownWriting() }
        while !state.withLock({ $0.connections.isEmpty }) || isListening {
            MonotonicClock.sleep(for: .milliseconds(5))
        }
    }

    private var isListening: Bool {
        guard
            let socket = try? FileDescriptor.streamSocket(
                for: .loopback(port: port),
                nonblocking: false
            )
        else { return false }
        defer { socket.close() }
        return (try? socket.connect(to: .loopback(port: port))) == .connected
    }

    private func acceptAll() {
        while true {
            var entries = [PollEntry(listener, .readable)]
            _ = try? poll(&entries, timeout: .milliseconds(100))
            if state.withLock(\.isStopped) { return listener.close() }
            while let (socket, _) = try? listener.accept() {
                try? socket.setNonblocking(false)
                try? socket.setOption(.noDelay, 1)
                let number = state.withLock { state in
                    state.connections.append(socket)
                    state.connectionCount += 1
                    return state.connectionCount
                }
                _ = try? Thread.start(name: "origin") { [self] in
                    serve(socket, number)
                    state.withLock { $0.connections.removeAll { $0 == socket } }
                    socket.close()
                }
            }
        }
    }

    private func serve(_ socket: FileDescriptor, _ number: Int) {
        var pending: [UInt8] = []
        while let request = read(socket, &pending, number) {
            if state.withLock(\.isStopped) { return }
            state.withLock { $0.requests.append(request) }
            switch answer(request) {
            case .respond(let text): try? socket.writeAll(text)
            case .respondBytes(let bytes, let closes):
                try? socket.writeAll(bytes)
                if closes { return }
            case .respondAndClose(let text):
                try? socket.writeAll(text)
                return
            case .close: return
            case .echo(let text):
                try? socket.writeAll(text)
                while let bytes = try? socket.read(upTo: 65_536), !bytes.isEmpty {
                    try? socket.writeAll(bytes)
                }
                return
            case .respondAfter(let delay, let text):
                MonotonicClock.sleep(for: delay)
                try? socket.writeAll(text)
            }
        }
    }

    private func read(
        _ socket: FileDescriptor,
        _ pending: inout [UInt8],
        _ number: Int
    ) -> OriginRequest? {
        let head = MessageHead()
        while true {
            if case .complete = pending.withUnsafeBytes({ HeadParser.parseRequest($0, into: head) })
            {
                break
            }
            guard let bytes = try? socket.read(upTo: 65_536), !bytes.isEmpty else { return nil }
            pending += bytes
        }
        func text(_ slice: HeadSlice) -> String {
            String(decoding: pending[slice.start..<slice.end], as: UTF8.self)
        }
        var request = OriginRequest(
            method: text(head.methodText),
            target: text(head.target),
            headers: [:],
            body: [],
            connection: number
        )
        for index in 0..<head.headerCount {
            request.headers.add(text(head[index].name), text(head[index].value))
        }
        request.bytes = Array(pending.prefix(head.byteCount))
        pending.removeFirst(head.byteCount)
        var chunks = ChunkScanner()
        while true {
            switch head.requestFraming {
            case .length(let length):
                let count = min(Int(length) - request.body.count, pending.count)
                request.body += pending.prefix(count)
                request.bytes += pending.prefix(count)
                pending.removeFirst(count)
                if request.body.count == Int(length) { return request }
            case .chunked:
                var isDone = false
                while !pending.isEmpty && !isDone {
                    let before = pending
                    defer { request.bytes += before.dropLast(pending.count) }
                    switch pending.withUnsafeBytes({ chunks.next($0) }) {
                    case .control(let count), .trailer(let count), .dropped(let count):
                        pending.removeFirst(count)
                    case .data(let count):
                        request.body += pending.prefix(count)
                        pending.removeFirst(count)
                    case .end(let count):
                        pending.removeFirst(count)
                        isDone = true
                    case .invalid: return nil
                    }
                }
                if isDone { return request }
            default: return request
            }
            guard let bytes = try? socket.read(upTo: 65_536), !bytes.isEmpty else { return nil }
            pending += bytes
        }
    }
}
