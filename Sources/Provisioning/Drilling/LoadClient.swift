import HTTPWire
import LinuxSystem

/// One client of a load: keeps a connection and asks one request at a time on it.
///
/// A request that finds its kept connection closed before any byte of an answer is asked once more
/// on a new one, as browsers do with GET.
struct LoadClient: ~Copyable {
    private let address: SocketAddress
    private let request: [UInt8]
    private let timeout: Duration
    private var socket: FileDescriptor?

    init(address: SocketAddress, target: LoadTarget, timeout: Duration) {
        self.address = address
        self.timeout = timeout
        request = HTTPRequestHead(
            target: target.target,
            headers: ["Host": target.authority, "User-Agent": "switchyard-drill"]
        ).serialized()
    }

    deinit { socket?.close() }

    /// Asks once.
    mutating func ask() -> LoadSample.Outcome {
        let deadline = MonotonicClock.now + timeout
        if let kept = socket {
            switch exchange(on: kept, until: deadline) {
            case .finished(let outcome): return outcome
            case .stale: disconnect()
            }
        }
        do throws(SystemError) {
            let fresh = try connect(until: deadline)
            socket = fresh
            switch exchange(on: fresh, until: deadline) {
            case .finished(let outcome): return outcome
            case .stale:
                disconnect()
                return .failed("closed without an answer")
            }
        } catch {
            disconnect()
            return .failed(error.code == .timedOut ? "time-out" : "\(error.code)")
        }
    }

    private enum Exchange {
        case finished(LoadSample.Outcome)
        /// The connection was closed before any byte of the answer.
        case stale
    }

    private mutating func disconnect() {
        socket?.close()
        socket = nil
    }

    private func connect(until deadline: MonotonicInstant) throws(SystemError) -> FileDescriptor {
        let socket = try FileDescriptor.streamSocket(for: address, nonblocking: true)
        do throws(SystemError) {
            try socket.setOption(.noDelay, 1)
            if try socket.connect(to: address) == .inProgress {
                try wait(socket, .writable, until: deadline)
                if let code = socket.pendingError() { throw SystemError(code, call: "connect") }
            }
        } catch {
            socket.close()
            throw error
        }
        return socket
    }

    private func wait(
        _ socket: FileDescriptor,
        _ readiness: Readiness,
        until deadline: MonotonicInstant
    ) throws(SystemError) {
        var entries = [PollEntry(socket, readiness)]
        let left = deadline - MonotonicClock.now
        guard left > .zero, try poll(&entries, timeout: left) > 0 else {
            throw SystemError(.timedOut, call: "poll")
        }
    }

    private mutating func exchange(
        on socket: FileDescriptor,
        until deadline: MonotonicInstant
    ) -> Exchange {
        var reader = HTTPResponseReader()
        var received = 0
        do throws(SystemError) {
            try send(on: socket, until: deadline)
            while true {
                try wait(socket, .readable, until: deadline)
                let bytes = try socket.read(upTo: 65_536)
                received += bytes.count
                if bytes.isEmpty {
                    if received == 0 { return .stale }
                    disconnect()
                    guard let response = reader.finish() else {
                        return .finished(.failed("cut off in the middle of an answer"))
                    }
                    return .finished(answer(response))
                }
                guard case .complete(let response) = try push(bytes, into: &reader) else {
                    continue
                }
                if !reader.connectionCanBeReused { disconnect() }
                return .finished(answer(response))
            }
        } catch {
            disconnect()
            if error.code == .timedOut { return .finished(.failed("time-out")) }
            return received == 0 ? .stale : .finished(.failed("\(error.code)"))
        }
    }

    private func send(
        on socket: FileDescriptor,
        until deadline: MonotonicInstant
    ) throws(SystemError) {
        var sent = 0
        while sent < request.count {
            let transfer = request.withUnsafeBytes {
                socket.send(UnsafeRawBufferPointer(rebasing: $0[sent...]))
            }
            switch transfer {
            case .moved(let count): sent += count
            case .wouldBlock: try wait(socket, .writable, until: deadline)
            case .ended: throw SystemError(.brokenPipe, call: "send")
            case .failed(let code): throw SystemError(code, call: "send")
            }
        }
    }

    private func push(
        _ bytes: [UInt8],
        into reader: inout HTTPResponseReader
    ) throws(SystemError) -> HTTPResponseReader.Progress {
        do {
            return try reader.push(bytes)
        } catch {
            throw SystemError(.invalidArgument, call: "parse")
        }
    }

    private func answer(_ response: HTTPResponse) -> LoadSample.Outcome {
        .answered(status: response.status, server: response.headers["X-Backend"] ?? "")
    }
}
