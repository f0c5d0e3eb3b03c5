internal import Glibc

/// One end of a simulated tcp connection: bytes travel, arrive in pieces, and wait to be read.
final class Endpoint: Watched {
    enum State {
        /// Made by `socket`, not connected.
        case fresh
        /// The other side has not taken it yet.
        case connecting
        case open
        case closed
    }

    unowned let kernel: SimulatedKernel
    var state = State.fresh
    private(set) weak var peer: Endpoint?
    var ownAddress = SimulatedAddress(host: 0x7F00_0001, port: 0)
    var peerAddress = SimulatedAddress(host: 0, port: 0)
    /// What the other side is told when this one sends more than is read.
    var capacity = 65_536
    /// Bytes that were sent to this end and have not arrived.
    private var travelling: [UInt8] = []
    private(set) var arrived: [UInt8] = []
    private var isDelivering = false
    /// Whether the other side's end is on its way, and has arrived.
    private var endTravels = false
    private(set) var hasEnd = false
    /// Whether this side has said that it writes no more.
    private(set) var hasFinished = false
    private(set) var wasReset = false
    var failure: Int32 = 0
    private var wantsSpace = false
    private var isHeld = false
    var resetsOnClose = false
    /// What an actor does when something changes; the proxy's ends have pollers instead.
    var react: (() -> Void)?

    init(_ kernel: SimulatedKernel) {
        self.kernel = kernel
    }

    /// Joins two ends.
    static func join(_ one: Endpoint, _ other: Endpoint) {
        one.peer = other
        other.peer = one
        one.state = .open
        other.state = .open
    }

    /// How much the other side has in its hands.
    private var room: Int {
        guard let peer else { return capacity }
        return peer.capacity - peer.travelling.count - peer.arrived.count
    }

    var canSend: Bool { state == .open && !hasFinished && !wasReset && !isHeld && room > 0 }

    override var readiness: UInt32 {
        switch state {
        case .fresh: return Ready.writable | Ready.hangUp
        case .connecting:
            guard failure != 0 else { return 0 }
            return Ready.readable | Ready.writable | Ready.error | Ready.hangUp | Ready.peerClosed
        case .closed: return 0
        case .open: break
        }
        var mask: UInt32 = 0
        if !arrived.isEmpty || hasEnd || wasReset { mask |= Ready.readable }
        if wasReset { mask |= Ready.hangUp | Ready.peerClosed | Ready.writable }
        if failure != 0 { mask |= Ready.error }
        if hasEnd { mask |= Ready.peerClosed }
        if hasEnd && hasFinished { mask |= Ready.hangUp }
        if !isHeld && room > 0 { mask |= Ready.writable }
        return mask
    }

    private func changed() {
        announce()
        react?()
    }

    // MARK: Writing

    /// How many bytes were taken, or a negative number of errno.
    func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        switch state {
        case .connecting: return failure != 0 ? takeFailure() : -Int(EAGAIN)
        case .fresh: return -Int(ENOTCONN)
        case .open, .closed: break
        }
        if failure != 0 { return takeFailure() }
        if wasReset || hasFinished { return -Int(EPIPE) }
        guard let peer, peer.state != .closed else {
            hear(resetAfter: kernel.travelTime())
            return bytes.count
        }
        var count = min(bytes.count, room)
        if isHeld || count <= 0 {
            wantsSpace = true
            return -Int(EAGAIN)
        }
        if react == nil, kernel.random.chance(kernel.settings.shortWrites) {
            count = kernel.random.pick(1...count)
            if count < bytes.count { hold() }
        } else if count < bytes.count {
            wantsSpace = true
        }
        peer.travelling += UnsafeRawBufferPointer(rebasing: bytes[..<count])
        peer.deliverSoon()
        return count
    }

    private func takeFailure() -> Int {
        defer { failure = 0 }
        return -Int(failure)
    }

    /// Takes no more for a while, as if the way were full.
    private func hold() {
        isHeld = true
        wantsSpace = true
        kernel.after(kernel.travelTime()) { [self] in
            isHeld = false
            tellOfSpace()
        }
    }

    private func tellOfSpace() {
        guard wantsSpace, !isHeld, room > 0, state == .open else { return }
        wantsSpace = false
        changed()
    }

    /// Says that nothing more will be written.
    func finish() {
        guard state == .open, !hasFinished, !wasReset else { return }
        hasFinished = true
        if let peer, peer.state != .closed {
            peer.endTravels = true
            peer.deliverSoon()
        }
        announce()
    }

    // MARK: Reading

    private func deliverSoon() {
        guard !isDelivering else { return }
        isDelivering = true
        kernel.after(kernel.travelTime()) { [self] in deliver() }
    }

    private func deliver() {
        isDelivering = false
        guard !wasReset else { return }
        guard state == .open else {
            // Nobody is there any more to take it.
            if !travelling.isEmpty { peer?.hear(resetAfter: kernel.travelTime()) }
            return travelling = []
        }
        if !travelling.isEmpty {
            var count = travelling.count
            if kernel.random.chance(kernel.settings.shortReads) {
                count = kernel.random.pick(1...count)
            }
            arrived += travelling[..<count]
            travelling.removeFirst(count)
        }
        if travelling.isEmpty && endTravels && (hasEnd || kernel.random.chance(700)) {
            hasEnd = true
        }
        if !travelling.isEmpty || endTravels != hasEnd { deliverSoon() }
        changed()
    }

    /// Bytes that have arrived; 0 at the end, or a negative number of errno.
    func receive(into space: UnsafeMutableRawBufferPointer, leavesThem: Bool = false) -> Int {
        if state == .fresh { return -Int(ENOTCONN) }
        if state == .connecting { return failure != 0 ? takeFailure() : -Int(EAGAIN) }
        guard !arrived.isEmpty else {
            if failure != 0 { return takeFailure() }
            return hasEnd || wasReset ? 0 : -Int(EAGAIN)
        }
        let count = min(space.count, arrived.count)
        arrived.withUnsafeBytes {
            space.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count]))
        }
        if !leavesThem { drop(count) }
        return count
    }

    /// All bytes that have arrived, for an actor.
    func takeAll() -> [UInt8] {
        let all = arrived
        drop(arrived.count)
        return all
    }

    private func drop(_ count: Int) {
        arrived.removeFirst(count)
        guard count > 0, let peer, peer.wantsSpace else { return }
        kernel.after(kernel.travelTime()) { peer.tellOfSpace() }
    }

    // MARK: The end

    /// Fails a connection that was being made.
    func refuse(_ code: Int32) {
        guard state == .connecting else { return }
        failure = code
        changed()
    }

    /// Has this end learn later that the other one has cut the connection.
    private func hear(resetAfter delay: UInt64) {
        kernel.after(delay) { [self] in
            guard state == .open, !wasReset else { return }
            // What travels may be lost, what has arrived may be read.
            if kernel.random.chance(500) { arrived += travelling }
            travelling = []
            wasReset = true
            failure = hasFinished && hasEnd ? 0 : ECONNRESET
            changed()
        }
    }

    /// Cuts the connection.
    func reset() {
        resetsOnClose = true
        close()
    }

    override func close() {
        super.close()
        guard state != .closed else { return }
        let wasOpen = state == .open && !wasReset
        if wasOpen, !resetsOnClose, arrived.isEmpty {
            finish()
        } else if wasOpen {
            peer?.hear(resetAfter: kernel.travelTime())
        }
        state = .closed
        react = nil
    }
}
