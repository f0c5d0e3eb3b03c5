import HTTPWire
import LinuxSystem
import Synchronization
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
        let old = try TestOrigin { request in
            guard request.headers["Upgrade"] != nil else {
                return .respond("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold")
            }
            let key = request.headers["Sec-WebSocket-Key"] ?? ""
            return .echo(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: \(WebSocketHandshake.accept(key: key))\r\n\r\n"
            )
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
                if index == 220 { _ = proxy.line(containing: "generation 2", within: .seconds(30)) }
                // In turn with the other one this client may always come to the same server.
                let other = try TestClient.fetch("/other\(index)", port: port)
                #expect(other?.status == 200)
                bodies.insert(other?.text ?? "nothing")
            }
            #expect(bodies == ["old", "new"])
            try socket.send("still here")
            #expect(socket.read() == Array("still here".utf8))
        }
    }

    @Test("many clients at once lose no request through many reloads")
    func underConcurrentLoad() throws {
        let origins = try ["one", "two"].map { try TestOrigin.named($0) }
        defer { for origin in origins { origin.stop() } }
        let methods = ["roundrobin", "leastconn", "random", "source"]
        func text(_ number: Int, port: UInt16) -> String {
            configurationText(
                pool(origins.map(\.port), extra: "balance \(methods[number % methods.count])"),
                global: "nbthread 2",
                port: port
            )
        }
        try withConfiguredProxy(
            pool(origins.map(\.port), extra: "balance roundrobin"),
            global: "nbthread 2"
        ) { port, proxy in
            let lost = Atomic<Int>(0)
            let clients = try (0..<8).map { _ in
                try Thread.start(name: "client") {
                    for _ in 0..<20 {
                        let client = try? TestClient(port: port)
                        for _ in 0..<5 {
                            try? client?.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                            if (try? client?.readResponse())?.status != 200 {
                                lost.add(1, ordering: .relaxed)
                            }
                        }
                    }
                }
            }
            for number in 1...8 {
                try reload(proxy, text(number, port: port))
                #expect(proxy.line(containing: "generation \(number + 1)") != nil)
            }
            for client in clients { client.join() }
            #expect(lost.load(ordering: .relaxed) == 0)
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

    @Test("a certificate that does not fit its key refuses the reload, and the old one goes on")
    func badCertificate() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "reload")
        defer { try? FileSystem.removeTree(directory) }
        let (own, other) = (try TestCertificate(name: "a"), try TestCertificate(name: "b"))
        try FileSystem.writeAtomically(own.certificate + other.key, to: "\(directory)/bad.pem")
        try withConfiguredProxy(pool([origin.port])) { port, proxy in
            let bind = "bind 127.0.0.1:\(try freePort()) ssl crt \(directory)/bad.pem"
            for _ in 0..<2 {
                try reload(
                    proxy,
                    configurationText(pool([origin.port], extra: bind), port: port)
                )
            }
            let line = proxy.line(containing: "key values mismatch")
            #expect(line?.contains("proxy.cfg:13:") == true, "\(proxy.output)")
            #expect(proxy.line(containing: "reload failed: generation 1 goes on") != nil)
            #expect(try TestClient.fetch(port: port)?.text == "one")
        }
    }

    @Test("what only a start can set is refused by name; maxconn and stats sockets follow")
    func globalSettings() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "reload")
        defer { try? FileSystem.removeTree(directory) }
        let sections = { (global: String) in
            "global\n\(global)\n" + pool([origin.port])
        }
        let first = "nbthread 2\nmaxconn 50\nstats socket \(directory)/a level user"
        try withConfiguredProxy(sections(first)) { port, proxy in
            let next = "nbthread 3\nmaxconn 60\nstats socket \(directory)/b"
            try reload(proxy, configurationText(sections(next), port: port))
            let line = proxy.line(containing: "a reload cannot change 'nbthread' from 2 to 3")
            #expect(line?.contains("proxy.cfg:11:1: error: ") == true, "\(proxy.output)")
            #expect(proxy.line(containing: "reload failed: generation 1 goes on") != nil)
            #expect(try FileSystem.entries(of: directory) == ["a"])
            #expect(try ask("show info", at: "\(directory)/a").contains("\nMaxconn: 50\n"))

            let last = "nbthread 2\nmaxconn 60\nstats socket \(directory)/b level admin"
            try reload(proxy, configurationText(sections(last), port: port))
            #expect(proxy.line(containing: "generation 2") != nil)
            #expect(try FileSystem.entries(of: directory) == ["b"])
            #expect(try ask("show info", at: "\(directory)/b").contains("\nMaxconn: 60\n"))
            #expect(try ask("show cli level", at: "\(directory)/b") == "admin\n\n")
        }
    }

    @Test("a unix bind that is taken away closes, and the other binds serve on")
    func unixBind() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "reload")
        defer { try? FileSystem.removeTree(directory) }
        let global = "global\n    nbthread 4\n"
        let both = pool([origin.port], extra: "bind unix@\(directory)/fe mode 600")
        try withConfiguredProxy(global + both) { port, proxy in
            func isOpen() throws -> Bool {
                let path = SocketAddress.unix("\(directory)/fe")
                let socket = try FileDescriptor.streamSocket(for: path, nonblocking: false)
                defer { socket.close() }
                return (try? socket.connect(to: path)) == .connected
            }
            // The port is bound first: whoever comes by it may be here before the socket is.
            #expect(try eventually { FileStatus.of("\(directory)/fe")?.mode == 0o600 })
            #expect(try eventually { try isOpen() })
            try reload(proxy, configurationText(global + pool([origin.port]), port: port))
            #expect(proxy.line(containing: "generation 2") != nil)
            #expect(try eventually { try !isOpen() })
            for _ in 0..<20 { #expect(try TestClient.fetch(port: port)?.text == "one") }
        }
    }
}
