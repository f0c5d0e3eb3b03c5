internal import EventLoops
internal import LinuxSystem

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
        timer = loop.schedule(after: timeout) { [weak self] in self?.close() }
    }

    private func ready(_ readiness: Readiness) {
        restartTimer()
        if output.isEmpty { read() } else { write() }
    }

    /// Takes what has arrived; while an answer waits to be written nothing more is read.
    private func read() {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        switch buffer.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
        case .moved(let count):
            output = session.receive(buffer[..<count])
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

    private func write() {
        while !output.isEmpty {
            switch output.withUnsafeBytes({ socket.send($0) }) {
            case .moved(let count):
                output.removeFirst(count)
            case .wouldBlock:
                if let handle { loop.change(handle, to: .writable) }
                return
            case .ended, .failed:
                close()
                return
            }
        }
        if session.isOver {
            if session.asksForListeners { handOver(socket) }
            close()
        } else if let handle {
            loop.change(handle, to: .readable)
        }
    }
}
