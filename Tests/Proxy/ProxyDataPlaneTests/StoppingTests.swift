import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("a stopping proxy and its clients")
struct StoppingTests {
    private func withStopping(
        _ option: String,
        _ body: (_ port: UInt16, _ proxy: ProxyProcess) throws -> Void
    ) throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let sections = """
            listen pool
                bind 127.0.0.1:{{port}}
                \(option)
                server s 127.0.0.1:\(origin.port)
            """
        try withConfiguredProxy(sections, body)
    }

    private let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    /// Sends the signal and waits until no listener is left.
    private func stop(_ proxy: ProxyProcess, port: UInt16) throws {
        try proxy.process.send(.user1)
        let deadline = MonotonicClock.now + .seconds(5)
        while waitForPort(port, within: .milliseconds(1)), MonotonicClock.now < deadline {
            MonotonicClock.sleep(for: .milliseconds(5))
        }
    }

    @Test("an idle connection is closed at once, as HAProxy closes it")
    func idle() throws {
        try withStopping("") { port, proxy in
            let client = try TestClient(port: port)
            try client.send(request)
            #expect(try client.readResponse()?.text == "one")
            try stop(proxy, port: port)
            #expect(client.read() == [])
        }
    }

    @Test("with 'option idle-close-on-response' an idle connection gets one more answer")
    func idleWithOption() throws {
        try withStopping("option idle-close-on-response") { port, proxy in
            let client = try TestClient(port: port)
            try client.send(request)
            #expect(try client.readResponse()?.text == "one")
            try stop(proxy, port: port)
            try client.send(request)
            let last = try client.readResponse()
            #expect(last?.text == "one")
            #expect(last?.headers["Connection"]?.lowercased() == "close")
            #expect(client.read() == [])
        }
    }

    @Test("a connection that has not asked yet is answered")
    func firstRequest() throws {
        try withStopping("") { port, proxy in
            let client = try TestClient(port: port)
            MonotonicClock.sleep(for: .milliseconds(50))
            try stop(proxy, port: port)
            try client.send(request)
            #expect(try client.readResponse()?.text == "one")
            #expect(client.read() == [])
        }
    }
}
