import HTTPWire
import LinuxSystem

/// A WebSocket client that sends a message and waits for the next one.
public final class WebSocketClient {
    private let socket: FileDescriptor
    private var frames = WebSocketFrameReader()

    /// Opens a WebSocket.
    public init(host: String, port: UInt16, target: String, cookie: String? = nil) throws {
        guard let address = SocketAddress(numeric: host, port: port) else {
            throw WebSocketProblem(what: "\(host) is no address")
        }
        socket = try FileDescriptor.streamSocket(for: address, nonblocking: false)
        _ = try socket.connect(to: address)
        let handshake = WebSocketHandshake(random: Array(repeating: 7, count: 16))
        var headers: HTTPHeaders = ["Origin": "http://\(host)"]
        if let cookie { headers.add("Cookie", cookie) }
        let request = handshake.request(target: target, host: host, headers: headers)
        try socket.writeAll(request.serialized())
        var reader = HTTPResponseReader()
        while true {
            let bytes = try read()
            guard case .complete(let response) = try reader.push(bytes) else { continue }
            guard handshake.isAccepted(by: response) else {
                throw WebSocketProblem(what: "status \(response.status) instead of an upgrade")
            }
            frames.push(reader.rest)
            return
        }
    }

    deinit { socket.close() }

    /// Sends a text and returns the text of the next message.
    public func echo(_ text: String) throws -> String {
        try socket.writeAll(WebSocketFrame(.text, Array(text.utf8)).serialized(mask: [1, 2, 3, 4]))
        while true {
            if let frame = try frames.next() {
                if frame.kind == .text { return String(decoding: frame.payload, as: UTF8.self) }
                if frame.kind == .close { throw WebSocketProblem(what: "the other side closed it") }
                continue
            }
            frames.push(try read())
        }
    }

    private func read() throws -> [UInt8] {
        var entries = [PollEntry(socket, .readable)]
        guard try poll(&entries, timeout: .seconds(10)) > 0 else {
            throw WebSocketProblem(what: "nothing came within 10 s")
        }
        let bytes = try socket.read(upTo: 65_536)
        guard !bytes.isEmpty else { throw WebSocketProblem(what: "the connection was closed") }
        return bytes
    }
}

/// Why a WebSocket failed.
public struct WebSocketProblem: Error, CustomStringConvertible {
    /// What happened.
    public let what: String

    /// What happened.
    public var description: String { what }
}
