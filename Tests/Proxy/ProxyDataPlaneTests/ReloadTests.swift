import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("reload in place", .serialized)
struct ReloadTests {
    private func pool(_ ports: [UInt16], extra: String = "") -> String {
        let servers = ports.enumerated().map { "    server s\($0.offset) 127.0.0.1:\($0.element)" }
        return """
            listen pool
                bind 127.0.0.1:{{port}}
                timeout tunnel 1m
                \(extra)
            \(servers.joined(separator: "\n"))
            """
    }

    private func reload(_ proxy: ProxyProcess, _ text: String) throws {
        try FileSystem.writeAtomically(text, to: proxy.configurationPath)
        try proxy.process.send(.user2)
    }

    @Test("no request is lost, a WebSocket stays open, and the new server is used")
    func underLoad() throws {
        let upgrade =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
        let old = try TestOrigin { request in
            request.headers["Upgrade"] == nil
                ? .respond("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold") : .echo(upgrade)
        }
        let new = try TestOrigin.named("new")
        defer {
            old.stop()
            new.stop()
        }
        try withConfiguredProxy(pool([old.port])) { port, proxy in
            let socket = try TestClient(port: port)
            let handshake = WebSocketHandshake(random: [UInt8](repeating: 1, count: 16))
            try socket.send(handshake.request(target: "/ws", host: "x").serialized())
            #expect(try socket.readResponse()?.status == 101)
            let client = try TestClient(port: port)
            var bodies: Set<String> = []
            for index in 0..<600 {
                if index == 200 {
                    let text = configurationText(pool([old.port, new.port]), port: port)
                    try reload(proxy, text)
                }
                try client.send("GET /\(index) HTTP/1.1\r\nHost: x\r\n\r\n")
                let response = try client.readResponse()
                #expect(response?.status == 200)
                bodies.insert(response?.text ?? "nothing")
                if index == 220 { _ = proxy.line(containing: "generation 2") }
                let other = try TestClient.fetch("/other\(index)", port: port)
                #expect(other?.status == 200)
            }
            #expect(bodies == ["old", "new"])
            try socket.send("still here")
            #expect(socket.read() == Array("still here".utf8))
        }
    }

    @Test("a configuration that does not parse changes nothing and is told with its place")
    func invalid() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        try withConfiguredProxy(pool([origin.port])) { port, proxy in
            try reload(
                proxy,
                configurationText(pool([origin.port], extra: "blance uri"), port: port)
            )
            let line = proxy.line(containing: "unknown keyword")
            #expect(line?.contains("proxy.cfg:13:") == true, "\(proxy.output)")
            #expect(proxy.line(containing: "reload failed: generation 1 goes on") != nil)
            #expect(try TestClient.fetch(port: port)?.text == "one")
        }
    }

    @Test("a listener that was removed closes, one that was added opens")
    func listeners() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        try withConfiguredProxy(pool([origin.port])) { port, proxy in
            let other = try freePort()
            try reload(proxy, configurationText(pool([origin.port]), port: other))
            #expect(waitForPort(other, within: .seconds(5)))
            #expect(proxy.line(containing: "generation 2") != nil)
            #expect(try TestClient.fetch(port: other)?.text == "one")
            MonotonicClock.sleep(for: .milliseconds(200))
            #expect(throws: SystemError.self) { try TestClient(port: port) }
        }
    }
}
