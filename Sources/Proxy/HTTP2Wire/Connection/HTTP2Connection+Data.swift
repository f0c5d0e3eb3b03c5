extension HTTP2Connection {
    /// Judges a DATA frame by its stream, before any of its data; nil when it may pass.
    mutating func beginData() -> ConnectionEvent? {
        let count = remaining
        let number = frame.stream
        guard let index = streams.index(of: number) else {
            if isIdle(number) { return breakOff(.protocolError) }
            skipPayload()
            guard isBorne() else { return breakOff(.enhanceYourCalm) }
            if !lately.contains(number) {
                control.reset(number, .streamClosed)
                lately.add(number)
            }
            return nil
        }
        guard streams[index].isReceiving else {
            let wasReset = streams[index].phase == .closed
            skipPayload()
            guard wasReset else { return resetStream(at: index, .streamClosed) }
            return isBorne() ? nil : breakOff(.enhanceYourCalm)
        }
        guard streams[index].granted.receive(frame.byteCount) else {
            skipPayload()
            return resetStream(at: index, .flowControl)
        }
        guard streams[index].takeContent(count, endsStream: frame.flags.contains(.endStream)) else {
            skipPayload()
            return resetStream(at: index, .protocolError)
        }
        widen(at: index)
        if frame.byteCount > count { use(frame.byteCount - count, at: index) }
        if count == 0 && !frame.flags.contains(.endStream) && !isBorne() {
            return breakOff(.enhanceYourCalm)
        }
        return nil
    }

    /// Grants more than the initial window to a stream whose first data has come: a part of what nobody else has.
    private mutating func widen(at index: Int) {
        guard streams[index].lent == nil, frame.byteCount > 0 else { return }
        let more = (settings.receiveBuffer - lent) / 4
        streams[index].lent = more
        lent += more
        let increment = streams[index].granted.grant(more: more)
        if increment > 0 { control.windowUpdate(streams[index].number, by: increment) }
    }

    private mutating func skipPayload() {
        remaining += padding
        padding = 0
        reading = remaining > 0 ? .rest : .header
    }

    /// Passes on what has come of a DATA frame.
    mutating func readData(_ input: UnsafeRawBufferPointer) -> Advance {
        let count = min(remaining, input.count)
        if count == 0 && remaining > 0 { return .starved }
        remaining -= count
        var endsStream = false
        if remaining == 0 {
            endsStream = frame.flags.contains(.endStream)
            skipPayload()
        }
        if count == 0 && !endsStream { return .consumed(0) }
        guard let index = streams.index(of: frame.stream), streams[index].isReceiving else {
            // Its owner has reset it or let go of it in the middle of a frame.
            return .consumed(count)
        }
        if endsStream {
            streams[index].endThere()
            if role == .client { meter.earn() }
        }
        return .event(.data(frame.stream, 0..<count, endsStream: endsStream), count)
    }

    /// Whether nobody has begun a stream of that number.
    func isIdle(_ number: StreamNumber) -> Bool {
        let isOwn = number % 2 == (role == .client ? 1 : 0)
        return number > (isOwn ? lastOwnStream : lastPeerStream)
    }

    /// Resets a stream for what the peer did on it; the event tells its owner.
    mutating func resetStream(at index: Int, _ code: ErrorCode) -> ConnectionEvent {
        let number = streams[index].number
        guard isBorne() else { return breakOff(.enhanceYourCalm) }
        control.reset(number, code)
        lately.add(number)
        streams[index].phase = .closed
        return .reset(number, code, byPeer: false)
    }

    /// Grants what was used of a stream's window, at its water mark.
    mutating func use(_ count: Int, at index: Int) {
        let size = settings.initialWindow + (streams[index].lent ?? 0)
        let increment = streams[index].granted.use(count, of: size)
        if increment > 0 && streams[index].isReceiving {
            control.windowUpdate(streams[index].number, by: increment)
        }
    }
}

extension StreamState {
    /// Counts content of the peer's message; false when it is not what its head has said.
    fileprivate mutating func takeContent(_ count: Int, endsStream: Bool) -> Bool {
        guard hasHead, !hasNoContent || count == 0 else { return false }
        guard let missing, !hasNoContent else { return true }
        guard UInt64(count) <= missing else { return false }
        self.missing = missing - UInt64(count)
        return !endsStream || missing == UInt64(count)
    }
}
