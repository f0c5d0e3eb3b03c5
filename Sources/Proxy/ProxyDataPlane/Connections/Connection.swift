internal import Diagnostics
internal import EventLoops
internal import LinuxSystem

/// A socket of a worker with what speaks on it: what a client's and a server's have in common.
///
/// Only data: the worker that owns it does what happens. It is used by one thread.
class Connection {
    final var transport: Transport
    final let slot: Int
    final let token: SlotToken
    /// Which protocol is spoken.
    final var codec: Codec
    /// How far the messages are that pass in HTTP/1.
    final var framing = H1Framing()
    /// Bytes for the peer that it did not take yet.
    final var output: ByteBuffer?
    /// Whether it has used up its turn and is in the worker's list of those that go on.
    final var isUnfinished = false

    /// The lane, where this stands in for a stream's own connection.
    final var lane: Lane? { if case .lane(let lane) = codec { lane } else { nil } }
    /// Whether the peer was told that nothing more comes from the other side of its tunnel.
    final var hasFinishedSending = false

    init(transport: Transport, slot: Int, token: SlotToken, codec: Codec) {
        self.transport = transport
        self.slot = slot
        self.token = token
        self.codec = codec
    }
}

/// What speaks on a connection: it turns bytes into heads and plain bodies, and back.
///
/// A codec knows no rules, and a stream no frames. A new one is a case here and in the functions that
/// `docs/architecture.md` lists.
enum Codec {
    /// HTTP/1: one stream at a time.
    case h1
    /// Bytes as they are: one stream for as long as the connection lasts.
    case raw
    /// HTTP/2: streams on lanes.
    case multiplexed(Multiplexer)
    /// One stream of a connection of HTTP/2, which its stream takes for a connection of its own.
    case lane(Lane)
}

extension Worker {
    /// Sends what the peer did not take before; `moved` when nothing is left.
    func flush(_ connection: Connection) -> Transfer {
        if let lane = connection.lane { return flush(connection, lane) }
        while let output = connection.output {
            guard connection.transport.isWritable else { return .wouldBlock }
            switch connection.transport.write(output.bytes, scratch: cipherScratch) {
            case .moved(let count):
                output.consume(count)
                if output.isEmpty {
                    buffers.give(output)
                    connection.output = nil
                }
            case let other: return other
            }
        }
        return connection.transport.hasUnsentCipher
            ? connection.transport.flush(cipherScratch) : .moved(0)
    }

    /// Sends bytes that fit in a buffer; false when the peer is gone.
    ///
    /// What it does not take is kept.
    func send(_ bytes: UnsafeRawBufferPointer, on connection: Connection) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
            switch connection.transport.write(rest, scratch: cipherScratch) {
            case .moved(let count): sent += count
            case .wouldBlock:
                keep(rest, for: connection)
                return true
            case .ended, .failed: return false
            }
        }
        return true
    }

    /// Keeps bytes until the peer takes them.
    func keep(_ bytes: UnsafeRawBufferPointer, for connection: Connection) {
        guard !bytes.isEmpty else { return }
        let output = connection.output ?? buffers.take()
        if output.room < bytes.count { output.compact() }
        let kept = output.append(bytes)
        invariant(kept == bytes.count, "\(bytes.count) bytes for the peer, room for \(kept)")
        connection.output = output
    }

    /// Gives a connection's socket and what is left for the peer back.
    func closeSocket(of connection: Connection) {
        if let output = connection.output { buffers.give(output) }
        connection.output = nil
        release(connection.slot)
        connection.transport.socket.close()
    }
}
