internal import EventLoops
internal import HTTP2Wire
internal import HTTPWire
internal import LinuxSystem

/// What streams of HTTP/2 send: heads as blocks, bodies as frames of data.
extension Worker {
    /// Whether a lane may send; else it is driven again when it may.
    func flush(_ client: Connection, _ lane: Lane) -> Transfer {
        if client.transport.isBroken { return .failed(.brokenPipe) }
        if !lane.owed.isEmpty {
            let owed = lane.owed
            lane.owed = []
            owed.withUnsafeBytes { put($0, on: lane) }
        }
        guard lane.owed.isEmpty, !isCrowded(lane.carrier) else {
            lane.multiplexer.makeReady(client, lane)
            goOnLater(lane.carrier)
            return .wouldBlock
        }
        return .moved(0)
    }

    /// Sends a head that stands as over HTTP/1; false when it cannot be sent.
    func sendHead(
        _ bytes: UnsafeRawBufferPointer,
        on client: Connection,
        _ lane: Lane,
        endsStream: Bool
    ) -> Bool {
        guard !client.transport.isBroken,
            HeadParser.parseResponse(bytes, into: http2.head) == .complete,
            // To CONNECT any success says that a tunnel begins, which only 101 says to an upgrade.
            !lane.isUpgrade || http2.head.status / 100 != 2
        else { return false }
        var writer = lane.multiplexer.wire.beginBlock(on: lane.number, in: http2.block)
        writer.response(http2.head, bytes, isUpgrade: lane.isUpgrade)
        return finish(&writer, on: client, lane, endsStream: endsStream)
    }

    /// Ends a block, and sends it.
    func finish(
        _ writer: inout HeaderBlockWriter,
        on client: Connection,
        _ lane: Lane,
        endsStream: Bool
    ) -> Bool {
        guard let count = lane.multiplexer.wire.finishBlock(&writer, endsStream: endsStream) else {
            return false
        }
        put(UnsafeRawBufferPointer(rebasing: http2.block[0..<count]), on: lane)
        if endsStream { client.framing.outgoing.noteEnd() }
        client.transport.noteProgress(hasWritten: true)
        return true
    }

    /// Adds a block to what the connection sends, or keeps it until there is room.
    private func put(_ block: UnsafeRawBufferPointer, on lane: Lane) {
        goOnLater(lane.carrier)
        let output = lane.carrier.output ?? buffers.take()
        lane.carrier.output = output
        if output.room < block.count { output.compact() }
        if output.room >= block.count && lane.owed.isEmpty {
            _ = output.append(block)
        } else {
            lane.owed += block
        }
    }

    /// Sends as much of a body as windows and room allow, and its end behind the last of it.
    func sendBody(_ pipe: Pipe, on client: Connection, _ lane: Lane) -> Transfer {
        let bytes = pipe.ready
        let hasTrailers = !pipe.trailers.isEmpty
        let outcome = sendData(bytes, isLast: pipe.isWhole && !hasTrailers, on: client, lane)
        guard case .moved(let count) = outcome, pipe.isWhole, hasTrailers, count == bytes.count
        else { return outcome }
        var writer = lane.multiplexer.wire.beginBlock(on: lane.number, in: http2.block)
        pipe.trailers.withUnsafeBytes { writer.trailers($0) }
        guard finish(&writer, on: client, lane, endsStream: true) else {
            return .failed(.brokenPipe)
        }
        return outcome
    }

    /// Sends data; `wouldBlock` when none of it goes now.
    func sendData(
        _ bytes: UnsafeRawBufferPointer,
        isLast: Bool,
        on client: Connection,
        _ lane: Lane
    ) -> Transfer {
        guard !client.transport.isBroken, lane.multiplexer.wire.isSending(on: lane.number) else {
            return .failed(.brokenPipe)
        }
        let header = HTTP2Connection.dataHeaderByteCount
        var sent = 0
        while sent < bytes.count || isLast && client.framing.outgoing.awaitsEnd {
            let output = lane.carrier.output ?? buffers.take()
            lane.carrier.output = output
            if output.room < output.memory.count / 4 { output.compact() }
            let left = bytes.count - sent
            let window = lane.multiplexer.wire.room(on: lane.number)
            if left > 0 && window == 0 {
                if !lane.isStarved { lane.multiplexer.starved.append(client.token) }
                lane.isStarved = true
                break
            }
            let count = min(left, window, output.room - header)
            // Rather a full frame later than a crumb now.
            if count < min(left, window, output.memory.count / 8) || output.room < header {
                lane.multiplexer.makeReady(client, lane)
                break
            }
            let isEnd = isLast && count == left
            guard let base = output.space.baseAddress else { break }
            lane.multiplexer.wire.writeDataHeader(
                count,
                on: lane.number,
                endsStream: isEnd,
                to: base
            )
            output.fill(header)
            _ = output.append(UnsafeRawBufferPointer(rebasing: bytes[sent..<(sent + count)]))
            sent += count
            if isEnd { client.framing.outgoing.noteEnd() }
        }
        if let output = lane.carrier.output, output.isEmpty {
            buffers.give(output)
            lane.carrier.output = nil
        }
        goOnLater(lane.carrier)
        if sent > 0 { client.transport.noteProgress(hasWritten: true) }
        return sent == 0 && !bytes.isEmpty ? .wouldBlock : .moved(sent)
    }

    /// Says that no data follows, where that can still be said.
    func endData(on client: Connection, _ lane: Lane) {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        _ = sendData(nothing, isLast: true, on: client, lane)
    }

    /// Sends the rest of an answer of our own; true when all of it has gone.
    func sendRest(
        _ rest: ArraySlice<UInt8>,
        of stream: Stream,
        _ lane: Lane
    ) -> Transfer {
        let outcome = rest.withUnsafeBytes {
            sendData($0, isLast: true, on: stream.client, lane)
        }
        if case .moved(let count) = outcome {
            stream.phase = .answering(rest: rest.dropFirst(count))
        }
        return outcome
    }
}
