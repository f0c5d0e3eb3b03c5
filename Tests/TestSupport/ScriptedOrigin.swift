internal import LinuxSystem
internal import Synchronization

/// A server inside a test that does what a closure does with each connection: for what no
/// well-behaved origin does.
public final class ScriptedOrigin: Sendable {
    /// Where it listens.
    public let port: UInt16
    private let listener: FileDescriptor
    private let state = Mutex(State())
    private let script: @Sendable (TestClient, Int) throws -> Void

    private struct State {
        var connectionCount = 0
        var isStopped = false
    }

    /// Listens on a free port; the closure gets each connection and its number, from one, on a thread
    /// of its own.
    ///
    /// The connection closes when it returns.
    public init(_ script: @escaping @Sendable (TestClient, Int) throws -> Void) throws {
        Signal.brokenPipe.ignore()
        listener = try FileDescriptor.listening(on: .loopback(port: 0))
        port = listener.localAddress()?.port ?? 0
        self.script = script
        _ = try Thread.start(name: "origin") { [self] in acceptAll() }
    }

    /// How many connections were taken.
    public var connectionCount: Int { state.withLock(\.connectionCount) }

    /// Takes no more connections.
    public func stop() {
        state.withLock { $0.isStopped = true }
    }

    private func acceptAll() {
        while true {
            var entries = [PollEntry(listener, .readable)]
            _ = try? poll(&entries, timeout: .milliseconds(50))
            if state.withLock(\.isStopped) { return listener.close() }
            while let (socket, _) = try? listener.accept() {
                try? socket.setNonblocking(false)
                try? socket.setOption(.noDelay, 1)
                let number = state.withLock { state in
                    state.connectionCount += 1
                    return state.connectionCount
                }
                _ = try? Thread.start(name: "origin") { [self] in
                    try? script(TestClient(socket), number)
                }
            }
        }
    }
}
