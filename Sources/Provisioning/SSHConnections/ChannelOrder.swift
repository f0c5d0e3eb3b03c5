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
        /// What the server writes; most often the same socket as `input`.
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
    private let state: Mutex<State>

    /// What became of the order.
    private enum Answer {
        case none
        case opened
        case failed(ConnectionFailure.Reason)
    }

    /// The answer, and what wakes the one who waits for it, as long as somebody does.
    private struct State {
        var answer = Answer.none
        var answered: WakeUp?
    }

    init(_ purpose: Purpose, ends: LocalEnds) throws(SystemError) {
        self.purpose = purpose
        self.ends = ends
        state = Mutex(State(answered: try WakeUp()))
    }

    deinit { state.withLock { $0.answered?.close() } }

    /// What it is, in the operator's words.
    var subject: String {
        switch purpose {
        case .program: "a session to run a program"
        case .stream(let endpoint): "a connection to \(endpoint)"
        }
    }

    /// Tells the one who waits.
    func fulfil(_ failure: ConnectionFailure.Reason?) {
        state.withLock { state in
            if case .none = state.answer { state.answer = failure.map { .failed($0) } ?? .opened }
            state.answered?.signal()
        }
    }

    /// Waits for the answer, once; nil when the channel is open.
    func wait(atMost timeout: Duration) -> ConnectionFailure.Reason? {
        if let answered = state.withLock({ $0.answered }) {
            var entries = [PollEntry(answered.descriptor, .readable)]
            _ = try? poll(&entries, timeout: timeout)
        }
        let answer = state.withLock { state in
            state.answered?.close()
            state.answered = nil
            return state.answer
        }
        switch answer {
        case .opened: return nil
        case .failed(let reason): return reason
        case .none: return .timedOut(during: "opening \(subject)", after: timeout)
        }
    }
}
