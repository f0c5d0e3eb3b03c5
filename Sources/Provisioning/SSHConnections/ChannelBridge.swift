import HostConnections
import LinuxSystem

/// One channel and its local sockets; the pump moves the bytes between them.
struct ChannelBridge {
    /// How far the channel has come.
    private enum Phase {
        /// The server was asked for the channel.
        case opening
        /// The server was asked to start the program.
        case starting
        /// Bytes move.
        case open
        /// Nothing is left to do.
        case ended
    }

    /// The most bytes taken from the local socket at once.
    private static let portion = 32_768

    let order: ChannelOrder
    private let channel: SSHChannel
    private var phase = Phase.opening
    private var output: LocalOutput
    private var errorOutput: LocalOutput?
    private var unsent: ArraySlice<UInt8> = []
    private var isInputEnded = false
    private var isInputEndSent = false
    private var isDropped = false

    init(_ order: ChannelOrder, channel: SSHChannel) {
        self.order = order
        self.channel = channel
        output = LocalOutput(order.ends.output)
        errorOutput = order.ends.errorOutput.map { LocalOutput($0) }
    }

    /// Whether the channel can be forgotten.
    var isEnded: Bool { if case .ended = phase { true } else { false } }

    /// Nobody wants the channel any more; what was written before still goes out.
    mutating func drop() {
        isDropped = true
    }

    /// Ends it without another word to the server.
    mutating func end(_ reason: ConnectionFailure.Reason) {
        if !isEnded { order.ends.close() }
        phase = .ended
        order.fulfil(reason)
    }

    /// Does what can be done without waiting; true if anything moved.
    mutating func advance(why: () -> String) -> Bool {
        switch phase {
        case .opening: return open(why)
        case .starting: return start(why)
        case .open: return move()
        case .ended: return false
        }
    }

    private mutating func open(_ why: () -> String) -> Bool {
        switch channel.open(order.purpose) {
        case .again: return false
        case .refused: refuse(why())
        case .done:
            if case .program = order.purpose { phase = .starting } else { begin() }
        }
        return true
    }

    private mutating func start(_ why: () -> String) -> Bool {
        guard case .program(let commandLine) = order.purpose else { return false }
        switch channel.start(commandLine) {
        case .again: return false
        case .refused: refuse(why())
        case .done: begin()
        }
        return true
    }

    private mutating func begin() {
        phase = .open
        order.fulfil(nil)
    }

    private mutating func refuse(_ why: String) {
        switch order.purpose {
        case .program: end(.channelRefused(what: order.subject, why: why))
        case .stream(let endpoint): end(.streamRefused(endpoint: "\(endpoint)", why: why))
        }
    }

    private mutating func move() -> Bool {
        var isMoved = Self.receive(from: channel, isErrorOutput: false, into: &output)
        if var errors = errorOutput {
            if Self.receive(from: channel, isErrorOutput: true, into: &errors) { isMoved = true }
            errorOutput = errors
        }
        if transmit() { isMoved = true }
        if isOver {
            phase = .ended
            order.ends.close()
            return true
        }
        return isMoved
    }

    private static func receive(
        from channel: SSHChannel,
        isErrorOutput: Bool,
        into output: inout LocalOutput
    ) -> Bool {
        var isMoved = output.flush()
        while output.hasRoom {
            switch channel.receive(isErrorOutput: isErrorOutput) {
            case .nothing:
                return isMoved
            case .bytes(let bytes):
                output.append(bytes)
            case .end:
                output.isEnded = true
            }
            isMoved = output.flush() || isMoved
        }
        return isMoved
    }

    /// Moves what has been written locally to the server, as far as its window goes.
    private mutating func transmit() -> Bool {
        var isMoved = false
        var portions = 0
        while !isInputEndSent, portions < 8 {
            portions += 1
            if unsent.isEmpty { fill() }
            if !unsent.isEmpty {
                guard let count = channel.send(unsent) else {
                    unsent = []
                    isInputEnded = true
                    isInputEndSent = true
                    return true
                }
                if count == 0 { return isMoved }
                unsent = unsent.dropFirst(count)
            } else if isInputEnded {
                channel.sendEnd()
                isInputEndSent = true
            } else {
                return isMoved
            }
            isMoved = true
        }
        return isMoved
    }

    private mutating func fill() {
        let room = min(channel.window, Self.portion)
        guard !isInputEnded, room > 0 else { return }
        do throws(SystemError) {
            let bytes = try order.ends.input.read(upTo: room)
            unsent = bytes[...]
            isInputEnded = bytes.isEmpty
        } catch {
            isInputEnded = error.code != .wouldBlock
        }
    }

    private var isOver: Bool {
        if isDropped { return unsent.isEmpty || isInputEndSent }
        let isRead = output.isFinished && (errorOutput?.isFinished ?? true)
        if isRead, channel.isClosedByServer { return true }
        let isUnheard = output.isBroken && (errorOutput?.isBroken ?? true)
        return isUnheard && isInputEndSent
    }

    /// What to wait for before there is more to do.
    var waits: [PollEntry] {
        guard case .open = phase else { return [] }
        var entries: [PollEntry] = []
        let wantsInput = !isInputEnded && unsent.isEmpty && channel.window > 0
        if wantsInput { entries.append(PollEntry(order.ends.input, .readable)) }
        let isSame = order.ends.input == order.ends.output
        if !output.isBroken, output.hasWaiting || isInputEnded || !isSame {
            entries.append(PollEntry(order.ends.output, output.hasWaiting ? .writable : []))
        }
        if let errorOutput, !errorOutput.isBroken, let socket = order.ends.errorOutput {
            entries.append(PollEntry(socket, errorOutput.hasWaiting ? .writable : []))
        }
        return entries
    }

    /// Learns that nobody holds the other end of a local socket any more.
    mutating func noteHangUp(of socket: FileDescriptor) {
        if socket == order.ends.output, isInputEnded || socket != order.ends.input {
            if !output.isFinished { output.abandon() }
        }
        if socket == order.ends.errorOutput { errorOutput?.abandon() }
    }
}
