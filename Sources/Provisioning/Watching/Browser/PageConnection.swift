internal import LinuxSystem

/// One connection of a browser: one request, one answer.
struct PageConnection {
    private let socket: FileDescriptor
    private let requestTime: Duration

    /// How long the answer may take to be sent, and then what the browser still sends to be read.
    private static let answerTime = Duration.seconds(10)
    private static let lingerTime = Duration.seconds(1)
    private static let lingerByteLimit = 1 << 20

    init(_ socket: FileDescriptor, requestTime: Duration) {
        self.socket = socket
        self.requestTime = requestTime
    }

    /// Reads the request and answers it; a browser that says nothing gets nothing.
    func answer(_ document: () -> String) {
        guard let request = readRequest() else { return }
        let bytes: [UInt8]
        switch request {
        case .incomplete: return
        case .refused(let answer, let headOnly): bytes = answer.serialized(headOnly: headOnly)
        case .page(let headOnly):
            bytes = PageAnswer(document: document()).serialized(headOnly: headOnly)
        }
        guard send(bytes) else { return }
        socket.shutdownWriting()
        linger()
    }

    private func readRequest() -> PageRequest? {
        let deadline = MonotonicClock.now + requestTime
        var bytes: [UInt8] = []
        while let more = receive(before: deadline) {
            if more.isEmpty { return nil }
            bytes += more
            let request = PageRequest(bytes)
            if request != .incomplete { return request }
        }
        return bytes.isEmpty ? nil : .refused(.tooSlow, headOnly: false)
    }

    /// The next bytes, empty at the end; nil when none come before the deadline.
    private func receive(before deadline: MonotonicInstant) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            switch buffer.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
            case .moved(let count): return Array(buffer.prefix(count))
            case .ended, .failed: return []
            case .wouldBlock: if !wait(.readable, before: deadline) { return nil }
            }
        }
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        let deadline = MonotonicClock.now + Self.answerTime
        var position = 0
        while position < bytes.count {
            let transfer = bytes.withUnsafeBytes { bytes in
                socket.send(UnsafeRawBufferPointer(rebasing: bytes[position...]))
            }
            switch transfer {
            case .moved(let count): position += count
            case .ended, .failed: return false
            case .wouldBlock: if !wait(.writable, before: deadline) { return false }
            }
        }
        return true
    }

    /// Reads on to the end, so that the answer arrives although a body was not read.
    private func linger() {
        let deadline = MonotonicClock.now + Self.lingerTime
        var left = Self.lingerByteLimit
        while left > 0, MonotonicClock.now < deadline,
            let bytes = receive(before: deadline), !bytes.isEmpty
        {
            left -= bytes.count
        }
    }

    private func wait(_ readiness: Readiness, before deadline: MonotonicInstant) -> Bool {
        let left = deadline - MonotonicClock.now
        guard left > .zero else { return false }
        var entries = [PollEntry(socket, readiness)]
        return (try? poll(&entries, timeout: left)) ?? 0 > 0
    }
}
