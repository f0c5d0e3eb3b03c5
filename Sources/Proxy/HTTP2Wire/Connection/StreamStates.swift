/// What a connection knows of one of its streams.
struct StreamState {
    /// Where a stream stands, from this side [RFC 9113 5.1]; idle ones are not in the table.
    enum Phase: UInt8 {
        /// Both may send.
        case open
        /// This side has ended.
        case endedHere
        /// The peer has ended.
        case endedThere
        /// Both have ended, or one has reset.
        case closed
    }

    let number: StreamNumber
    var phase = Phase.open
    /// Whether the head of the peer's message has come; what follows data are trailers.
    var hasHead = false
    /// Whether the peer's message has no content, whatever length it tells.
    var hasNoContent = false
    /// Whether data pass that are no message any more.
    var isTunnel = false
    /// Whether this side asked for a tunnel by CONNECT with `:protocol`.
    var askedForTunnel = false
    /// What the peer's message still has to bring; nil when it told no length.
    var missing: UInt64?
    var granted: GrantedWindow
    /// What was granted beyond the initial window; nil before the first data.
    var lent: Int?
    var window: FlowWindow
    /// What its owner knows it by.
    var tag: UInt64?

    var isReceiving: Bool { phase == .open || phase == .endedHere }
    var isSending: Bool { phase == .open || phase == .endedThere }

    mutating func endThere() {
        phase = phase == .open || phase == .endedThere ? .endedThere : .closed
    }

    mutating func endHere() {
        phase = phase == .open || phase == .endedHere ? .endedHere : .closed
    }
}

/// The streams of a connection whose owner has not let go of them, in the order of their numbers.
struct StreamStates: ~Copyable {
    private var states: [StreamState] = []
    /// The stream that was looked up last.
    private var recent = 0

    var count: Int { states.count }

    /// Where a stream is; nil when nobody holds it.
    mutating func index(of number: StreamNumber) -> Int? {
        if recent < states.count, states[recent].number == number { return recent }
        var low = 0
        var high = states.count
        while low < high {
            let middle = (low + high) / 2
            if states[middle].number < number { low = middle + 1 } else { high = middle }
        }
        guard low < states.count, states[low].number == number else { return nil }
        recent = low
        return low
    }

    subscript(index: Int) -> StreamState {
        get { states[index] }
        _modify { yield &states[index] }
    }

    /// Adds a stream, which has a greater number than all others.
    mutating func add(_ state: StreamState) {
        assert(states.last.map { $0.number < state.number } ?? true)
        recent = states.count
        states.append(state)
    }

    mutating func remove(at index: Int) {
        states.remove(at: index)
    }
}
