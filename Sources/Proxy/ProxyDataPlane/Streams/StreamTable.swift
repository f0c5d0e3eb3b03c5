internal import EventLoops

/// The streams of a worker by their tokens; those that have ended are used again.
struct StreamTable: ~Copyable {
    private var slots = SlotTable(capacity: 1 << 20)
    private var streams: [Stream] = []

    /// A stream for an exchange that begins; nil when there are too many.
    mutating func take(for client: ClientConnection) -> Stream? {
        guard let (slot, token) = slots.take() else { return nil }
        if slot == streams.count { streams.append(Stream(token: token, client: client)) }
        let stream = streams[slot]
        stream.begin(token: token, client: client)
        return stream
    }

    /// Takes a stream back that has ended; its token is stale from now on.
    mutating func give(_ stream: Stream) {
        guard let slot = slots.slot(of: stream.token) else { return }
        stream.end()
        slots.release(slot)
    }

    /// The stream of a token, if it has not ended.
    subscript(token: SlotToken) -> Stream? { slots.slot(of: token).map { streams[$0] } }

    /// Those that run at the moment.
    var running: [Stream] { streams.filter { !$0.hasEnded } }
}
