public import HTTPWire
public import LinuxSystem

/// One connection of a test to a loopback port; every read has a time limit.
public final class TestClient {
    private let socket: FileDescriptor
    private var pending: [UInt8] = []
    private var isClosed = false

    /// Connects to a port of this machine.
    public convenience init(port: UInt16) throws {
        try self.init(to: .loopback(port: port))
    }

    /// Connects.
    public init(to address: SocketAddress) throws {
        Signal.brokenPipe.ignore()
        socket = try FileDescriptor.streamSocket(for: address, nonblocking: false)
        _ = try socket.connect(to: address)
        try socket.setOption(.noDelay, 1)
    }

    /// Takes a connection over.
    init(_ socket: FileDescriptor) {
        Signal.brokenPipe.ignore()
        self.socket = socket
    }

    deinit {
        if !isClosed { socket.close() }
    }

    /// Sends bytes.
    public func send(_ text: String) throws {
        try socket.writeAll(text)
    }

    /// Sends bytes.
    public func send(_ bytes: [UInt8]) throws {
        try socket.writeAll(bytes)
    }

    /// Tells the other side that nothing more comes.
    public func finishSending() {
        socket.shutdownWriting()
    }

    /// Closes with a reset.
    public func reset() throws {
        try socket.setOption(.lingerReset, 1)
        socket.close()
        isClosed = true
    }

    /// Reads what comes next; empty at the end, nil when nothing comes in time.
    public func read(within: Duration = .seconds(5)) -> [UInt8]? {
        var entries = [PollEntry(socket, .readable)]
        guard (try? poll(&entries, timeout: within)) == 1 else { return nil }
        return (try? socket.read(upTo: 65_536)) ?? []
    }

    /// Reads up to the end of a head; nil when the connection ends or nothing comes in time.
    public func readHead(within: Duration = .seconds(5)) -> String? {
        while true {
            if let end = pending.firstRange(of: Array("\r\n\r\n".utf8)) {
                defer { pending.removeFirst(end.upperBound) }
                return String(decoding: pending[..<end.upperBound], as: UTF8.self)
            }
            guard let bytes = read(within: within), !bytes.isEmpty else { return nil }
            pending += bytes
        }
    }

    /// Reads a body of that many bytes and forgets it; false when it ends before.
    public func skipBody(byteCount: Int, within: Duration = .seconds(5)) -> Bool {
        var left = byteCount - pending.count
        pending.removeFirst(min(byteCount, pending.count))
        while left > 0 {
            guard let bytes = read(within: within), !bytes.isEmpty else { return false }
            if bytes.count > left { pending = Array(bytes[left...]) }
            left -= bytes.count
        }
        return true
    }

    /// Reads to the end.
    public func readToEnd(within: Duration = .seconds(5)) -> String {
        var all = pending
        while let bytes = read(within: within), !bytes.isEmpty { all += bytes }
        return String(decoding: all, as: UTF8.self)
    }

    /// Reads one response; nil when the connection ends or nothing comes in time.
    public func readResponse(
        to method: String = "GET",
        within: Duration = .seconds(5)
    ) throws -> HTTPResponse? {
        var reader = HTTPResponseReader(requestMethod: method)
        var bytes = pending
        pending = []
        while true {
            if case .complete(let response) = try reader.push(bytes) {
                pending = reader.rest
                return response
            }
            guard let more = read(within: within) else { return nil }
            if more.isEmpty { return reader.finish() }
            bytes = more
        }
    }

    /// Sends one request on a connection of its own and reads the response.
    public static func fetch(
        _ target: String = "/",
        port: UInt16,
        method: String = "GET",
        headers: HTTPHeaders = ["Host": "test"],
        body: [UInt8] = []
    ) throws -> HTTPResponse? {
        let client = try TestClient(port: port)
        let head = HTTPRequestHead(method: method, target: target, headers: headers)
        try client.send(head.serialized(body: body))
        return try client.readResponse(to: method)
    }
}
