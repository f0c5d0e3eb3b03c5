internal import EventLoops
internal import HealthChecking
internal import LinuxSystem

/// Asks one agent once: connect, greet, read a line.
final class AgentProbe {
    /// How it ended.
    enum Outcome {
        /// The agent has reported.
        case report(AgentReport)
        /// It sent something that has no end.
        case incomplete
        /// It could not be asked, in HAProxy's words.
        case failed(status: String, description: String, detail: String)
    }

    /// How much of an agent's line is read.
    private static let lineLimit = 16_384

    private let loop: EventLoop
    private let answerTimeout: Duration?
    private var unsent: [UInt8]
    private var received: [UInt8] = []
    private var isConnected = false
    private var completion: ((Outcome, Int) -> Void)?
    private let startedAt = MonotonicClock.now
    private var socket: FileDescriptor?
    private var handle: EventLoop.Handle?
    private var timer: EventLoop.Handle?

    /// The completion gets how it ended and how many milliseconds it took.
    init(
        greeting: String,
        answerTimeout: Duration?,
        loop: EventLoop,
        completion: @escaping (Outcome, Int) -> Void
    ) {
        unsent = Array(greeting.utf8)
        self.answerTimeout = answerTimeout
        self.loop = loop
        self.completion = completion
    }

    /// Gives up without an outcome.
    func cancel() {
        completion = nil
        close()
    }

    /// Begins, and takes at most `patience` until the agent's side answers.
    func start(_ address: SocketAddress, within patience: Duration) {
        wait(patience)
        do throws(SystemError) {
            let socket = try FileDescriptor.streamSocket(for: address, nonblocking: true)
            self.socket = socket
            _ = try socket.connect(to: address)
            handle = try loop.register(socket, for: .writable) { [weak self] _ in self?.ready() }
        } catch {
            finish(.refused("General socket error (\(error.code.sentence))"))
        }
    }

    private func wait(_ patience: Duration) {
        if let timer { loop.cancel(timer) }
        timer = loop.schedule(after: patience) { [weak self] in self?.timedOut() }
    }

    private func timedOut() {
        timer = nil
        finish(
            isConnected
                ? .failed(status: "L7TOUT", description: "Layer7 timeout", detail: "")
                : .failed(status: "L4TOUT", description: "Layer4 timeout", detail: "")
        )
    }

    private func ready() {
        guard let socket else { return }
        if !isConnected {
            if let code = socket.pendingError() { return finish(.refused(code.connectSentence)) }
            isConnected = true
            if let answerTimeout { wait(answerTimeout) }
        }
        send(socket)
        if completion != nil { receive(socket) }
    }

    private func send(_ socket: FileDescriptor) {
        while !unsent.isEmpty {
            guard case .moved(let count) = unsent.withUnsafeBytes({ socket.send($0) }) else {
                break
            }
            unsent.removeFirst(count)
        }
        if let handle {
            loop.change(handle, to: unsent.isEmpty ? .readable : [.readable, .writable])
        }
    }

    private func receive(_ socket: FileDescriptor) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while completion != nil {
            switch buffer.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
            case .moved(let count):
                received += buffer[0..<count]
                if let report = AgentReport(received) { return finish(.report(report)) }
                if received.count >= Self.lineLimit { return finish(.incomplete) }
            case .wouldBlock: return
            case .ended: return finish(received.isEmpty ? .silent : .incomplete)
            case .failed(let code):
                let failure = "Socket error"
                return finish(
                    .failed(status: "SOCKERR", description: failure, detail: code.sentence)
                )
            }
        }
    }

    private func finish(_ outcome: Outcome) {
        let duration = (MonotonicClock.now - startedAt).wholeMilliseconds()
        let completion = self.completion
        self.completion = nil
        close()
        completion?(outcome, Int(duration))
    }

    private func close() {
        if let timer { loop.cancel(timer) }
        timer = nil
        if let handle { loop.remove(handle) }
        handle = nil
        socket?.close()
        socket = nil
    }
}

extension AgentProbe.Outcome {
    /// It has closed without a word.
    fileprivate static let silent = Self.failed(
        status: "L7RSP",
        description: "Layer7 invalid response",
        detail: "TCPCHK got an empty response at step 2"
    )

    /// No connection came about.
    fileprivate static func refused(_ sentence: String) -> Self {
        .failed(
            status: "L4CON",
            description: "Layer4 connection problem",
            detail: sentence
        )
    }
}
