import HostConnections
import LinuxSystem
import Synchronization

/// A channel that somebody wants, from the order to the answer.
final class ChannelOrder: Sendable {
    /// What the channel is for.
    enum Purpose: Sendable {
        /// Runs a command line.
        case program(String)
        /// Connects to something as seen from the host.
        case stream(StreamEndpoint)
    }

    /// The pump's ends of the local sockets.
    struct LocalEnds: Sendable {
        /// What is read here goes to the server.
        var input: FileDescriptor
        /// What the server writes; the same socket as `input` for streams.
        var output: FileDescriptor
        /// What the server writes on standard error.
        var errorOutput: FileDescriptor?

        /// Closes all of them.
        func close() {
            input.close()
            if output != input { output.close() }
            errorOutput?.close()
        }
    }

    let purpose: Purpose
    let ends: LocalEnds
    private let answer = Mutex<Answer>(.none)
    private let answered: WakeUp

    /// What became of the order.
    private enum Answer {
        case none
        case opened
        case failed(ConnectionFailure.Reason)
    }

    init(_ purpose: Purpose, ends: LocalEnds) throws(SystemError) {
        self.purpose = purpose
        self.ends = ends
        answered = try WakeUp()
    }

    deinit { answered.close() }

    /// What it is, in the operator's words.
    var subject: String {
        switch purpose {
        case .program: "a session to run a program"
        case .stream(let endpoint): "a connection to \(endpoint)"
        }
    }

    /// Tells the one who waits.
    func fulfil(_ failure: ConnectionFailure.Reason?) {
        answer.withLock { answer in
            if case .none = answer { answer = failure.map { .failed($0) } ?? .opened }
        }
        answered.signal()
    }

    /// Waits for the answer; nil when the channel is open.
    func wait(atMost timeout: Duration) -> ConnectionFailure.Reason? {
        var entries = [PollEntry(answered.descriptor, .readable)]
        _ = try? poll(&entries, timeout: timeout)
        switch answer.withLock({ $0 }) {
        case .opened: return nil
        case .failed(let reason): return reason
        case .none: return .timedOut(during: "opening \(subject)", after: timeout)
        }
    }
}
