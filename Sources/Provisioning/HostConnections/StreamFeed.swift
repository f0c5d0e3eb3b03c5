internal import LinuxSystem
internal import Synchronization

/// Wakes whoever waits for one of several streams.
final class Arrival: Sendable {
    let wakeUp: WakeUp

    init() throws(SystemError) {
        wakeUp = try WakeUp()
    }

    deinit {
        wakeUp.close()
    }

    /// Waits for the next arrival; false when the time is over.
    func wait(_ timeout: Duration?) -> Bool {
        var entries = [PollEntry(wakeUp.descriptor, .readable)]
        let count = (try? poll(&entries, timeout: timeout)) ?? 0
        wakeUp.drain()
        return count > 0
    }
}

/// The bytes of one stream, collected by a thread of its own as they arrive.
///
/// So that a command that writes much on both its outputs cannot block on the one that nobody
/// reads at the moment.
final class StreamFeed: Sendable {
    /// The most bytes that may wait to be taken.
    static let limit = 256 << 20

    private let state = Mutex(State())

    private struct State {
        var bytes: [UInt8] = []
        var end: String?
    }

    /// Collects a stream; the thread ends with it.
    init(_ stream: any ByteStream, name: String, arrival: Arrival) throws(SystemError) {
        _ = try Thread.start(name: name) { [self] in
            while !isEnded {
                collect(stream)
                arrival.wakeUp.signal()
            }
        }
    }

    /// Whether nothing more comes.
    var isEnded: Bool { state.withLock { $0.end != nil } }

    private func collect(_ stream: any ByteStream) {
        let bytes: [UInt8]
        do throws(StreamFailure) {
            bytes = try stream.read(upTo: 262_144, timeout: nil)
        } catch {
            return state.withLock { $0.end = error.reason }
        }
        state.withLock { state in
            state.bytes += bytes
            if bytes.isEmpty { state.end = "the shell ended" }
            if state.bytes.count > Self.limit {
                state.end = "its output is above \(Self.limit >> 20) MiB"
            }
        }
    }

    /// Takes what arrived, and why nothing more comes.
    func take() -> (bytes: [UInt8], end: String?) {
        state.withLock { state in
            defer { state.bytes = [] }
            return (state.bytes, state.end)
        }
    }
}

extension StreamFailure {
    /// The words of the failure alone.
    var reason: String {
        switch self {
        case .closed(let why), .insecure(let why): why
        case .timedOut: description
        }
    }
}
