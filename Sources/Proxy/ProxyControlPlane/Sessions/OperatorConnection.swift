internal import EventLoops
internal import LinuxSystem
internal import ProxyDataPlane

/// The socket of one client of a stats socket: reads what comes, writes what the session answers,
/// ends after idle time.
final class OperatorConnection {
    private let socket: FileDescriptor
    private let loop: EventLoop
    private let timeout: Duration
    private let handOver: (FileDescriptor) -> Void
    private let whenClosed: (OperatorConnection) -> Void
    private var session: ControlSession
    private var handle: EventLoop.Handle?
    private var timer: EventLoop.Handle?
    private var output: [UInt8] = []
    /// How much of the output is written.
    private var written = 0
    /// Whether the command that is answered waits for something.
    private var isWaiting = false
    /// Whether everything is written, and only the client's end is awaited.
    private var isEnding = false

    init(
        socket: FileDescriptor,
        session: ControlSession,
        loop: EventLoop,
        timeout: Duration,
        handOver: @escaping (FileDescriptor) -> Void,
        whenClosed: @escaping (OperatorConnection) -> Void
    ) {
        self.socket = socket
        self.session = session
        self.loop = loop
        self.timeout = timeout
        self.handOver = handOver
        self.whenClosed = whenClosed
    }

    func start() throws(SystemError) {
        handle = try loop.register(socket, for: .readable) { [weak self] readiness in
            self?.ready(readiness)
        }
        restartTimer()
    }

    func close() {
        guard let handle else { return }
        loop.remove(handle)
        self.handle = nil
        if let timer { loop.cancel(timer) }
        socket.close()
        whenClosed(self)
    }

    private func restartTimer() {
        if let timer { loop.cancel(timer) }
        timer = loop.schedule(after: session.settings.timeout ?? timeout) { [weak self] in
            self?.close()
        }
    }

    private func ready(_ readiness: Readiness) {
        if isEnding { return discard() }
        if isWaiting { return close() }
        restartTimer()
        if output.isEmpty && !readiness.contains(.writable) { read() } else { write() }
    }

    /// Takes what has arrived; while an answer waits to be written nothing more is read.
    private func read() {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        switch buffer.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
        case .moved(let count):
            session.receive(buffer[..<count])
            write()
        case .ended:
            session.ended()
            close()
        case .wouldBlock:
            break
        case .failed:
            close()
        }
    }

    /// Writes what there is to write, one answer at most: then it is the turn of others.
    private func write() {
        if output.isEmpty {
            written = 0
            switch session.next() {
            case .bytes(let bytes): output = bytes
            case .wait(let condition): return wait(until: condition)
            case nil: break
            }
        }
        while written < output.count {
            switch output.withUnsafeBytes({
                socket.send(UnsafeRawBufferPointer(rebasing: $0[written...]))
            }) {
            case .moved(let count):
                written += count
            case .wouldBlock:
                return wait(for: .writable)
            case .ended, .failed:
                return close()
            }
        }
        output = []
        if session.isOver {
            if session.asksForListeners { handOver(socket) }
            return end()
        }
        wait(for: session.hasCommand ? .writable : .readable)
    }

    /// Goes on with the command when what it waits for has happened.
    private func wait(until condition: CommandWait) {
        isWaiting = true
        // A client that hangs up is still heard of.
        wait(for: [])
        if let timer { loop.cancel(timer) }
        timer = nil
        let box = LoopBound(self)
        condition.begin(loop) { box.object?.goOn() }
    }

    private func goOn() {
        guard handle != nil, isWaiting else { return }
        isWaiting = false
        restartTimer()
        write()
    }

    private func wait(for interest: Readiness) {
        if let handle { loop.change(handle, to: interest) }
    }

    /// Says that nothing more comes, and waits a moment for the client to close: closing while it
    /// still sends could take the end of the answer from it.
    private func end() {
        isEnding = true
        socket.shutdownWriting()
        wait(for: .readable)
        if let timer { loop.cancel(timer) }
        timer = loop.schedule(after: .seconds(1)) { [weak self] in self?.close() }
    }

    private func discard() {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        switch buffer.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
        case .moved, .wouldBlock: break
        case .ended, .failed: close()
        }
    }
}
