import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("signals to a proxy", .serialized)
struct SignalTests {
    private func withSignalled(
        global: String = "",
        options: [String] = [],
        _ body: (_ port: UInt16, _ proxy: ProxyProcess) throws -> Void
    ) throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let port = try freePort()
        let text = """
            global
                nbthread 1
                \(global)
            defaults
                mode http
                timeout connect 1s
                timeout client 5s
                timeout server 5s
            listen pool
                bind 127.0.0.1:\(port)
                server up 127.0.0.1:\(origin.port)
                server off 127.0.0.1:1 disabled

            """
        try withProxy(configuration: text, options: options, waitingFor: port) { proxy in
            try body(port, proxy)
        }
    }

    @Test("SIGHUP tells how servers and proxies stand, and SIGQUIT ends nothing")
    func stateOfServers() throws {
        try withSignalled { port, proxy in
            #expect(try TestClient.fetch(port: port)?.status == 200)
            try proxy.process.send(.quit)
            // The client may have its answer a moment before the stream has left the server.
            let up = "SIGHUP: Server pool/up is UP. Conn: 0 act, 0 pend, 1 tot."
            for _ in 0..<50 where !proxy.output.contains(where: { $0.hasSuffix(up) }) {
                try proxy.process.send(.hangUp)
                _ = proxy.line(containing: up, within: .milliseconds(100))
            }
            #expect(proxy.output.contains { $0.hasSuffix(up) }, "\(proxy.output)")
            #expect(proxy.line(containing: "SIGHUP: Server pool/off is DOWN.") != nil)
            let pool = proxy.line(containing: "SIGHUP: Proxy pool has 1 active servers")
            #expect(pool?.contains("tot(FE+BE): ") == true, "\(proxy.output)")
            #expect(!proxy.output.contains { $0.contains("configuration reloaded") })
        }
    }

    @Test("with '-W' SIGHUP reloads, and the status at the end says which signal it was")
    func asMaster() throws {
        try withSignalled(options: ["-W"]) { _, proxy in
            try proxy.process.send(.hangUp)
            #expect(proxy.line(containing: "configuration reloaded: generation 2") != nil)
            try proxy.process.send(.interrupt)
            #expect(try proxy.ending() == .exited(130))
        }
        try withSignalled { _, proxy in
            try proxy.process.send(.terminate)
            #expect(try proxy.ending() == .exited(0))
        }
    }

    @Test("with 'grace' a process that is to finish goes on as before for that time")
    func grace() throws {
        try withSignalled(global: "grace 2s") { port, proxy in
            try proxy.process.send(.user1)
            #expect(try TestClient.fetch(port: port)?.status == 200)
            #expect(try proxy.ending() == .exited(0))
            #expect(!waitForPort(port, within: .milliseconds(10)))
        }
    }
}
