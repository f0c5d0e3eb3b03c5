import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("names that are looked up while the proxy runs")
struct ResolverTests {
    private func configuration(
        _ nameServers: [String],
        port: UInt16,
        origin: UInt16,
        more: String = ""
    ) -> String {
        let lines = nameServers.enumerated().map { "    nameserver ns\($0) \($1)" }
        return """
            global
                stats socket {{directory}}/admin level admin
            resolvers mine
            \(lines.joined(separator: "\n"))
                timeout resolve 50ms
                timeout retry 50ms
                hold timeout 100ms
                hold nx 100ms
                hold other 100ms
                \(more)
            defaults
                mode http
                timeout connect 1s
                timeout client 5s
                timeout server 5s
                retries 0
            listen pool
                bind 127.0.0.1:\(port)
                server one app.example:\(origin) resolvers mine init-addr none resolve-prefer ipv4

            """
    }

    /// The status of a request once it is that one, or the last one that came.
    private func status(_ wanted: Int, _ port: UInt16) throws -> Int {
        var last = 0
        for _ in 0..<200 {
            last = try TestClient.fetch(port: port)?.status ?? 0
            if last == wanted { return last }
            MonotonicClock.sleep(for: .milliseconds(25))
        }
        return last
    }

    @Test("an answer that does not fit into a datagram is asked for over a connection")
    func longAnswers() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let nameServer = try TestNameServer(.tooLong(["127.0.0.1"]))
        defer { nameServer.stop() }
        let port = try freePort()
        let text = configuration(["127.0.0.1:\(nameServer.port)"], port: port, origin: origin.port)
        try withProxy(configuration: text, waitingFor: port) { proxy in
            let seen = try status(200, port)
            #expect(seen == 200)
            #expect(nameServer.questions.contains { $0.isOverConnection && $0.kind == 1 })
            let shown = proxy.answer(to: "show resolvers mine", on: "admin")
            #expect(shown.contains(" nameserver ns0:\n"))
            #expect(shown.contains("  update:      1\n"), "\(shown)")
            let unknown = proxy.answer(to: "show resolvers none", on: "admin")
            #expect(unknown.hasPrefix("Can't find that resolvers section"))
        }
    }

    @Test("a name server that is asked over connections only gets no datagrams")
    func connectionsOnly() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let nameServer = try TestNameServer(.addresses(["127.0.0.1"]))
        defer { nameServer.stop() }
        let port = try freePort()
        let text = configuration(
            ["tcp@127.0.0.1:\(nameServer.port)"],
            port: port,
            origin: origin.port
        )
        try withProxy(configuration: text, waitingFor: port) { _ in
            let seen = try status(200, port)
            #expect(seen == 200)
            #expect(nameServer.questions.allSatisfy { $0.isOverConnection })
        }
    }

    @Test("one of two name servers is enough, whatever the other says")
    func secondServer() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let good = try TestNameServer(.addresses(["127.0.0.1"]))
        let bad = try TestNameServer(.refused)
        defer { for server in [good, bad] { server.stop() } }
        let nobody = try freePort()
        let port = try freePort()
        let text = configuration(
            ["127.0.0.1:\(bad.port)", "127.0.0.1:\(nobody)", "127.0.0.1:\(good.port)"],
            port: port,
            origin: origin.port
        )
        try withProxy(configuration: text, waitingFor: port) { _ in
            let seen = try status(200, port)
            #expect(seen == 200)
            // Every server is asked each time, and the server stays.
            let before = bad.questions.count
            MonotonicClock.sleep(for: .milliseconds(300))
            #expect(bad.questions.count > before)
            let later = try TestClient.fetch(port: port)
            #expect(later?.status == 200)
        }
    }

    @Test("an operator's maintenance is not ended by a lookup")
    func maintenance() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let nameServer = try TestNameServer(.noSuchName)
        defer { nameServer.stop() }
        let port = try freePort()
        let text = configuration(["127.0.0.1:\(nameServer.port)"], port: port, origin: origin.port)
        try withProxy(configuration: text, waitingFor: port) { proxy in
            let first = try status(503, port)
            #expect(first == 503)
            _ = proxy.answer(to: "set server pool/one state ready", on: "admin")
            #expect(try TestClient.fetch(port: port)?.status == 503)
            _ = proxy.answer(to: "set server pool/one state maint", on: "admin")
            nameServer.answer(.addresses(["127.0.0.1"]))
            let before = nameServer.questions.count
            for _ in 0..<100 where nameServer.questions.count < before + 6 {
                MonotonicClock.sleep(for: .milliseconds(20))
            }
            #expect(try TestClient.fetch(port: port)?.status == 503)
            _ = proxy.answer(to: "set server pool/one state ready", on: "admin")
            let last = try status(200, port)
            #expect(last == 200)
        }
    }
}
