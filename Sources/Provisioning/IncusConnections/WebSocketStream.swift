import HTTPWire
public import HostConnections
import LinuxSystem
import Synchronization

/// One stream of an exec operation: bytes over a websocket of the daemon.
///
/// Bytes travel in binary messages. An empty text message is the end of a stream, in both
/// directions (Incus's `doc/rest-api.md`, LXD's barrier).
public final class WebSocketStream: ByteStream {
    private let link: HTTPLink
    private let reading: Mutex<Reading>
    private let writing = Mutex(false)

    private struct Reading {
        var frames = WebSocketFrameReader()
        var bytes: [UInt8] = []
        var isEnded = false
    }

    init(_ link: HTTPLink, rest: [UInt8]) {
        self.link = link
        var first = Reading()
        first.frames.push(rest)
        reading = Mutex(first)
    }

    /// Reads what is there, waiting for the first byte; empty at the end.
    public func read(upTo count: Int, timeout: Duration?) throws(StreamFailure) -> [UInt8] {
        try reading.withLock { (state: inout Reading) throws(StreamFailure) -> [UInt8] in
            while state.bytes.isEmpty, !state.isEnded {
                try take(into: &state, timeout: timeout)
            }
            let part = Array(state.bytes.prefix(count))
            state.bytes.removeFirst(part.count)
            return part
        }
    }

    private func take(
        into state: inout Reading,
        timeout: Duration?
    ) throws(StreamFailure) {
        let frame: WebSocketFrame?
        do {
            frame = try state.frames.next()
        } catch {
            throw .closed("the daemon sent something that is no websocket frame")
        }
        guard let frame else {
            let more = try link.upgraded.read(upTo: 65_536, timeout: timeout)
            if more.isEmpty { state.isEnded = true }
            state.frames.push(more)
            return
        }
        switch frame.kind {
        case .binary, .continuation: state.bytes += frame.payload
        case .text where frame.payload.isEmpty: state.isEnded = true
        case .text: state.bytes += frame.payload
        case .close: state.isEnded = true
        case .ping: try send(WebSocketFrame(.pong, frame.payload), timeout: timeout)
        case .pong: break
        }
    }

    /// Writes all the bytes.
    public func writeAll(_ bytes: [UInt8], timeout: Duration?) throws(StreamFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(32_768)
            rest = rest.dropFirst(part.count)
            try send(WebSocketFrame(.binary, part), timeout: timeout)
        }
    }

    private func send(_ frame: WebSocketFrame, timeout: Duration?) throws(StreamFailure) {
        let mask = (try? randomBytes(count: 4)) ?? [1, 2, 3, 4]
        try writing.withLock { (_: inout Bool) throws(StreamFailure) in
            try link.upgraded.writeAll(frame.serialized(mask: mask), timeout: timeout)
        }
    }

    /// Tells the other side that nothing more comes.
    public func closeWriting() {
        try? send(WebSocketFrame(.text, []), timeout: .seconds(5))
    }

    /// Ends what is held open.
    public func close() {
        try? send(WebSocketFrame(.close, []), timeout: .milliseconds(200))
        link.close()
    }
}
