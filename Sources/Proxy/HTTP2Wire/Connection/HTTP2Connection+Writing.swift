extension HTTP2Connection {
    /// How much data may be sent on a stream in one frame now.
    public mutating func room(on number: StreamNumber) -> Int {
        guard let index = streams.index(of: number), streams[index].isSending else { return 0 }
        let room = min(window.room, streams[index].window.room)
        return max(0, min(room, peer.largestFrame))
    }

    /// Whether this side may still send on a stream.
    public mutating func isSending(on number: StreamNumber) -> Bool {
        streams.index(of: number).map { streams[$0].isSending } ?? false
    }

    /// Whether the peer's message on a stream is not over.
    public mutating func isReceiving(on number: StreamNumber) -> Bool {
        streams.index(of: number).map { streams[$0].isReceiving } ?? false
    }

    /// How many bytes stand before the data of each frame.
    public static var dataHeaderByteCount: Int { FrameHeader.byteCount }

    /// Writes what stands before data, which has to follow at once.
    ///
    /// - Parameters:
    ///   - count: how many bytes follow, at most `room`.
    ///   - number: the stream.
    ///   - endsStream: whether nothing comes after them.
    ///   - memory: takes `dataHeaderByteCount` bytes.
    public mutating func writeDataHeader(
        _ count: Int,
        on number: StreamNumber,
        endsStream: Bool,
        to memory: UnsafeMutableRawPointer
    ) {
        guard let index = streams.index(of: number) else {
            preconditionFailure("no stream \(number)")
        }
        let fits = window.take(count) && streams[index].window.take(count)
        precondition(fits && streams[index].isSending, "data beyond the window of \(number)")
        let header = FrameHeader(
            byteCount: count,
            kind: .data,
            flags: endsStream ? .endStream : [],
            stream: number
        )
        header.write(to: memory)
        if endsStream { endHere(at: index) }
    }

    /// This side's message on a stream is over; for a client whose request is answered this is work done.
    private mutating func endHere(at index: Int) {
        streams[index].endHere()
        if role == .server { meter.earn() }
    }

    /// Begins the header block of a head or of trailers.
    public func beginBlock(
        on number: StreamNumber,
        in memory: UnsafeMutableRawBufferPointer
    ) -> HeaderBlockWriter {
        HeaderBlockWriter(
            number,
            in: memory,
            largestFrame: peer.largestFrame,
            forgetsTable: forgetsTable
        )
    }

    /// Ends a header block; nil when it did not fit: then nothing was sent.
    public mutating func finishBlock(_ writer: inout HeaderBlockWriter, endsStream: Bool) -> Int? {
        guard let count = writer.finish(endsStream: endsStream) else { return nil }
        forgetsTable = false
        if endsStream, let index = streams.index(of: writer.stream) { endHere(at: index) }
        return count
    }

    /// The number that the next stream of this side gets; nil when it may not begin one now.
    public var nextStream: StreamNumber? {
        guard role == .client, failure == nil, peerGoesAwayAfter == nil, !hasAnnouncedEnd,
            streams.count < streamLimit, lastOwnStream < 0x7FFF_FFFD
        else { return nil }
        return lastOwnStream == 0 ? 1 : lastOwnStream + 2
    }

    /// How many streams this side may have at once.
    private var streamLimit: Int {
        let own = settings.concurrentStreams > 0 ? settings.concurrentStreams : .max
        return min(own, peer.concurrentStreams)
    }

    /// How many more streams this side may begin now.
    public var availableStreamCount: Int {
        nextStream == nil ? 0 : streamLimit - streams.count
    }

    /// Begins the stream whose request head was written.
    ///
    /// - Parameters:
    ///   - number: what `nextStream` said.
    ///   - endsStream: whether the request has no content.
    ///   - isHead: whether the response has none either.
    ///   - asksForTunnel: whether it is CONNECT with `:protocol`.
    public mutating func beginStream(
        _ number: StreamNumber,
        endsStream: Bool,
        isHead: Bool,
        asksForTunnel: Bool
    ) {
        precondition(number == nextStream, "stream \(number) is not the next one")
        lastOwnStream = number
        streamCount += 1
        var state = StreamState(
            number: number,
            granted: GrantedWindow(settings.initialWindow),
            window: FlowWindow(peer.initialWindow)
        )
        state.hasNoContent = isHead
        state.askedForTunnel = asksForTunnel
        if endsStream { state.endHere() }
        streams.add(state)
    }

    /// Says that data of a stream was used, so that more may come.
    public mutating func use(_ count: Int, of number: StreamNumber) {
        guard count > 0, let index = streams.index(of: number) else { return }
        use(count, at: index)
    }

    /// Ends a stream before its time; its owner still has to let go of it.
    public mutating func reset(_ number: StreamNumber, _ code: ErrorCode) {
        guard let index = streams.index(of: number), streams[index].phase != .closed else { return }
        streams[index].phase = .closed
        lately.add(number)
        if failure == nil { control.reset(number, code) }
    }

    /// Says what the owner knows a stream by.
    public mutating func setTag(_ tag: UInt64, of number: StreamNumber) {
        if let index = streams.index(of: number) { streams[index].tag = tag }
    }

    /// What the owner knows a stream by; nil when it has let go of it, or never said.
    public mutating func tag(of number: StreamNumber) -> UInt64? {
        streams.index(of: number).flatMap { streams[$0].tag }
    }

    /// What the owner knows the streams by that come after a number.
    public func tags(after last: StreamNumber) -> [UInt64] {
        (0..<streams.count).filter { streams[$0].number > last }.compactMap { streams[$0].tag }
    }

    /// What the owner knows its oldest stream by; nil when it has none.
    public var oldestTag: UInt64? { streams.count > 0 ? streams[0].tag : nil }

    /// Lets go of a stream.
    ///
    /// One that is not over is reset: for a client that is still sending what nobody needs without an error, for all
    /// others as one that nobody wants.
    public mutating func release(_ number: StreamNumber) {
        guard let index = streams.index(of: number) else { return }
        if streams[index].phase != .closed {
            let isAnswered = role == .server && streams[index].phase == .endedHere
            reset(number, isAnswered ? .none : .cancel)
        }
        lent -= streams[index].lent ?? 0
        streams.remove(at: index)
    }
}
