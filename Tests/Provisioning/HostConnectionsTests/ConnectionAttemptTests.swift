import HostConnections
import LinuxSystem
import Testing

@Suite("trying whether something can be connected from a target")
struct ConnectionAttemptTests {
    @Test("what says nothing has no connection once the time is over")
    func silence() throws {
        let gate = Gate()
        let target = ShellTarget(
            name: "box",
            transport: SilentTransport(gate: gate),
            incus: NoIncus(),
            timeout: .seconds(10)
        )
        defer { target.close() }
        let endpoint = StreamEndpoint.tcp(host: "192.0.2.1", port: 22)
        let request = HostRequest.connect(endpoint, timeout: .milliseconds(50))
        let replies = try target.perform([request], as: nil)
        #expect(replies.first?.connect == .failed("no answer in time"))
        gate.open()
    }
}

/// Lets somebody wait until it is opened.
private final class Gate: Sendable {
    private let wakeUp = try? WakeUp()

    func open() { wakeUp?.signal() }

    func wait() {
        guard let wakeUp else { return }
        var entries = [PollEntry(wakeUp.descriptor, .readable)]
        _ = try? poll(&entries, timeout: .seconds(60))
    }

    deinit { wakeUp?.close() }
}

/// This machine, where nothing answers to a connection.
private struct SilentTransport: TargetTransport {
    let gate: Gate
    private let local = LocalTransport(name: "box")

    init(gate: Gate) { self.gate = gate }

    var user: String? { local.user }

    func start(_ words: [String]) throws(ConnectionFailure) -> ProgramStreams {
        try local.start(words)
    }

    func openStream(_ endpoint: StreamEndpoint) throws(ConnectionFailure) -> any ByteStream {
        gate.wait()
        return try local.openStream(.unix(path: "/nowhere"))
    }

    func close() {}
}
