extension HTTP2Connection {
    /// Gathers a header block, and reads it when it is whole.
    mutating func readBlock(_ input: UnsafeRawBufferPointer, _ fields: FieldList) -> Advance {
        let count = min(remaining, input.count)
        let piece = UnsafeRawBufferPointer(rebasing: input[0..<count])
        let isWhole = count == remaining && frame.flags.contains(.endHeaders)
        if isWhole && block.isEmpty {
            remaining = 0
            endBlockFrame()
            isContinuing = false
            return decodeBlock(piece, count, fields)
        }
        if count == 0 && remaining > 0 { return .starved }
        block.append(contentsOf: piece)
        remaining -= count
        guard remaining == 0 else { return .consumed(count) }
        endBlockFrame()
        isContinuing = !frame.flags.contains(.endHeaders)
        guard !isContinuing else { return .consumed(count) }
        // Blocks in pieces are rare: their memory is not kept.
        let gathered = block
        block = []
        return gathered.withUnsafeBytes { decodeBlock($0, count, fields) }
    }

    private mutating func endBlockFrame() {
        remaining = padding
        padding = 0
        reading = remaining > 0 ? .rest : .header
    }

    private mutating func decodeBlock(
        _ block: UnsafeRawBufferPointer,
        _ consumed: Int,
        _ fields: FieldList
    ) -> Advance {
        var block = block
        if frame.flags.contains(.priority) {
            guard block.count >= 5 else { return fail(.frameSize) }
            if bigEndian(block, at: 0) & 0x7FFF_FFFF == frame.stream { return fail(.protocolError) }
            block = UnsafeRawBufferPointer(rebasing: block[5...])
        }
        guard decoder.decode(block, into: fields) else { return fail(.compression) }
        guard let event = role == .server ? takeFromClient() : takeFromServer() else {
            return .consumed(consumed)
        }
        return .event(event, consumed)
    }

    /// What a block means that a client has sent; nil is nothing.
    private mutating func takeFromClient() -> ConnectionEvent? {
        let number = frame.stream
        guard number % 2 == 1 else { return breakOff(.protocolError) }
        if let index = streams.index(of: number) { return takeMore(at: index) }
        guard number > lastPeerStream else {
            return lately.contains(number) ? nil : breakOff(.streamClosed)
        }
        lastPeerStream = number
        if let acceptsUntil, number > acceptsUntil { return nil }
        streamCount += 1
        let limit = settings.concurrentStreams
        if settings.totalStreams > 0 && streamCount >= settings.totalStreams {
            guard streamCount <= settings.totalStreams + max(1, limit) else {
                return breakOff(.enhanceYourCalm)
            }
            announceEnd()
        }
        if limit > 0 && streams.count >= limit {
            guard isBorne() else { return breakOff(.enhanceYourCalm) }
            control.reset(number, .refusedStream)
            lately.add(number)
            return nil
        }
        var state = StreamState(
            number: number,
            granted: GrantedWindow(settings.initialWindow),
            window: FlowWindow(peer.initialWindow)
        )
        let endsStream = frame.flags.contains(.endStream)
        if endsStream { state.endThere() }
        streams.add(state)
        return .head(number, endsStream: endsStream)
    }

    /// What a block means that a server has sent; nil is nothing.
    private mutating func takeFromServer() -> ConnectionEvent? {
        let number = frame.stream
        guard let index = streams.index(of: number) else {
            return isIdle(number) || number % 2 == 0 ? breakOff(.protocolError) : nil
        }
        guard !streams[index].hasHead, streams[index].isReceiving else {
            return takeMore(at: index)
        }
        let endsStream = frame.flags.contains(.endStream)
        if endsStream {
            streams[index].endThere()
            meter.earn()
        }
        return .head(number, endsStream: endsStream)
    }

    /// What a block means on a stream that has a head already.
    private mutating func takeMore(at index: Int) -> ConnectionEvent? {
        switch streams[index].phase {
        case .closed: return nil
        case .endedThere: return breakOff(.streamClosed)
        case .open, .endedHere: break
        }
        guard streams[index].hasHead, frame.flags.contains(.endStream),
            streams[index].missing ?? 0 == 0 || streams[index].hasNoContent
        else { return resetStream(at: index, .protocolError) }
        streams[index].endThere()
        return .trailers(frame.stream)
    }
}
