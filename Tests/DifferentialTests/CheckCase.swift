import LinuxSystem
import Synchronization
import TestSupport

/// One check: what its backend says, what its server does, and what is seen of it.
struct CheckCase: Sendable {
    /// What a server does with the connection of a check, in order; then it closes.
    enum Step: Sendable {
        /// It reads once.
        case hear
        /// It sends this, one byte for each scalar.
        case say(String)
        /// It says nothing for longer than anybody waits.
        case sleep
        /// It resets the connection.
        case reset
    }

    /// Lines of the backend.
    var lines: String
    /// Options of the server.
    var options = ""
    /// What the server does.
    var steps: [Step] = [.hear]
    /// Whether nobody listens there.
    var isGone = false

    init(_ lines: String, options: String = "", _ steps: [Step] = [.hear], isGone: Bool = false) {
        self.lines = lines
        self.options = options
        self.steps = steps
        self.isGone = isGone
    }
}

/// A server that does its steps with each connection, and keeps what it hears on the first.
final class CheckedServer: Sendable {
    private let heard = Mutex<[UInt8]>([])

    /// What the first connections brought, since the last call.
    func takeHeard() -> [UInt8] {
        heard.withLock { heard in
            defer { heard = [] }
            return heard
        }
    }

    func makeOrigin(_ steps: [CheckCase.Step]) throws -> ScriptedOrigin {
        try ScriptedOrigin { client, _ in
            for step in steps {
                switch step {
                case .hear:
                    let bytes = client.read(within: .seconds(2)) ?? []
                    self.heard.withLock { $0 += bytes }
                case .say(let text): try client.send(latin1Bytes(text))
                case .sleep: MonotonicClock.sleep(for: .seconds(1))
                case .reset: try client.reset()
                }
            }
            // The end of the answer comes before that of the connection.
            MonotonicClock.sleep(for: .milliseconds(20))
        }
    }
}

/// A line without the time that a check took.
func withoutDuration(_ line: String) -> String {
    let line = withoutErrorName(line)
    guard let start = line.firstRange(of: "check duration: "),
        let end = line[start.upperBound...].firstRange(of: "ms")
    else { return line }
    return line[..<start.upperBound] + "N" + line[end.lowerBound...]
}
