internal import EventLoops
internal import HTTP2Wire
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// How streams of HTTP/2 begin, read and end.
extension Worker {
    /// Begins the stream whose head has come.
    func openLane(
        _ client: ClientConnection,
        _ multiplexer: Multiplexer,
        _ number: StreamNumber,
        endsStream: Bool
    ) {
        guard let place = slots.take() else {
            multiplexer.wire.reset(number, .refusedStream)
            return multiplexer.wire.release(number)
        }
        let other = ClientConnection(lane: place, of: client)
        other.isFirstRequest = client.isFirstRequest
        guard let stream = streams.take(for: other) else {
            slots.release(place.slot)
            multiplexer.wire.reset(number, .refusedStream)
            return multiplexer.wire.release(number)
        }
        let input = buffers.take()
        let key = webSocketKey()
        let outcome = key.withUnsafeBytes {
            multiplexer.wire.readRequestHead(
                number,
                from: http2.fields,
                into: stream.requestHead,
                in: input.space,
                webSocketKey: $0
            )
        }
        stream.timing.start = client.isFirstRequest ? client.acceptedAt : now
        stream.timing.wallStart = client.isFirstRequest ? client.readyAt : .now
        client.isFirstRequest = false
        guard outcome != .malformed else {
            countBadRequest(stream)
            buffers.give(input)
            streams.give(stream)
            slots.release(place.slot)
            return multiplexer.wire.release(number)
        }
        let lane = Lane(
            client,
            multiplexer,
            number,
            hasEnd: endsStream,
            isUpgrade: outcome == .tunnel && stream.requestHead.method != .connect
        )
        other.codec = .lane(lane)
        other.phase = .serving(stream)
        multiplexer.wire.setTag(other.token.rawValue, of: number)
        enter(.client(other), at: place.slot)
        multiplexer.makeReady(other, lane)
        guard outcome != .unusable else {
            buffers.give(input)
            return refuse(stream, .startLine)
        }
        input.fill(stream.requestHead.byteCount)
        stream.request.pipe.buffer = input
        begin(stream, input)
    }

    /// What a server is asked to prove itself with where a WebSocket begins; nothing where none does.
    private func webSocketKey() -> [UInt8] {
        let fields = http2.fields
        let begins = (0..<fields.count).contains { index in
            fields.name(index).elementsEqual(":protocol".utf8)
        }
        guard begins else { return [] }
        var numbers = SystemRandomNumberGenerator()
        return Array(
            Base64.encode((0..<16).map { _ in .random(in: 0...255, using: &numbers) }).utf8
        )
    }

    /// Keeps data until the stream reads it; the window sees to it that it is not too much.
    func fill(_ lane: Lane, _ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            if lane.inbox.last.map({ $0.room == 0 }) ?? true { lane.inbox.append(buffers.take()) }
            let count = lane.inbox[lane.inbox.count - 1].append(rest)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Moves data that came on a lane to its stream; the client may send as much again.
    func receive(into input: ByteBuffer, from client: Connection, _ lane: Lane) -> Transfer {
        if client.transport.isBroken { return .failed(.connectionReset) }
        guard let first = lane.inbox.first else { return lane.hasEnd ? .ended : .wouldBlock }
        if input.room < first.count { input.compact() }
        let count = input.append(first.bytes)
        guard count > 0 else { return .wouldBlock }
        first.consume(count)
        if first.isEmpty {
            buffers.give(first)
            lane.inbox.removeFirst()
        }
        turnBudget -= count
        client.transport.noteProgress(hasRead: true)
        let heads = min(count, lane.headByteCount)
        lane.headByteCount -= heads
        lane.multiplexer.wire.use(count - heads, of: lane.number)
        if lane.multiplexer.wire.controlByteCount > 0 { goOnLater(lane.carrier) }
        return .moved(count)
    }

    /// Marks a lane as one whose client is gone.
    func breakLane(_ client: Connection) {
        client.transport.isBroken = true
        client.transport.peerClosed = true
        client.transport.isReadable = true
    }

    /// Ends a lane with the stream that is on it.
    func close(_ client: ClientConnection, _ lane: Lane) {
        if let stream = client.stream { end(stream) }
        client.phase = .closed
        for buffer in lane.inbox { buffers.give(buffer) }
        lane.inbox = []
        lane.multiplexer.wire.release(lane.number)
        release(client.slot)
        closePrivateConnection(of: client)
        // What is to be sent goes, and who waits for the last stream hears of it.
        goOnLater(lane.carrier)
    }
}
