import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// What traffic does when a server is gone without a word, and when operators change what it may take.
@Suite("servers that are lost", .serialized)
struct LostServerTests {
    /// A loopback port on which connections neither come about nor are refused, until the body returns.
    private func withSilentPort<Result>(_ body: (UInt16) throws -> Result) throws -> Result {
        let listener = try FileDescriptor.listening(on: .loopback(port: 0), backlog: 0)
        let port = listener.localAddress()?.port ?? 0
        // The kernel takes connections until its queue is full, and drops what asks for one then.
        let clients = try (0..<8).map { _ in
            let address = SocketAddress.loopback(port: port)
            let socket = try FileDescriptor.streamSocket(for: address, nonblocking: true)
            _ = try socket.connect(to: address)
            return socket
        }
        defer { for socket in clients + [listener] { socket.close() } }
        return try body(port)
    }

    @Test("the first time-out marks a silent server down, and who waits for it goes elsewhere")
    func silentServer() throws {
        let alive = try TestOrigin.named("alive")
        defer { alive.stop() }
        try withSilentPort { silent in
            try withConfiguredProxy(
                """
                listen pool
                    bind 127.0.0.1:{{port}}
                    balance first
                    option redispatch 1
                    timeout connect 1500ms
                    default-server observe layer4 error-limit 1 on-error mark-down
                    default-server on-marked-down shutdown-sessions
                    server silent 127.0.0.1:\(silent) check port \(alive.port) inter 60s id 1
                    server alive 127.0.0.1:\(alive.port) check inter 60s id 2
                """
            ) { port, proxy in
                let first = try TestClient(port: port)
                try first.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\n")
                MonotonicClock.sleep(for: .milliseconds(500))
                let second = try TestClient(port: port)
                try second.send("GET /second HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try first.readResponse()?.status == 200)
                #expect(try second.readResponse()?.status == 200)
                let lines = ["/first", "/second"].map {
                    proxy.line(containing: "GET \($0) ") ?? "nothing"
                }
                #expect(lines[0].contains("pool/alive") && lines[0].contains("/+1 0/0"), "\(lines)")
                // It has not waited until its own connection timed out.
                #expect(lines[1].contains("pool/alive") && lines[1].contains("/0 0/0"), "\(lines)")
                let news = proxy.line(containing: "Server pool/silent is DOWN") ?? "nothing"
                #expect(
                    news.contains(
                        "reason: Health analyze, info: \"Detected 1 consecutive errors, "
                            + "last one was: L4 unsuccessful connection\""
                    ),
                    "\(news)"
                )
            }
        }
    }

    @Test("a limit that is set while running holds, and ends the wait of others when it goes")
    func changedLimit() throws {
        let origin = try TestOrigin { _ in
            .respondAfter(.seconds(2), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                timeout queue 10s
                server one 127.0.0.1:\(origin.port)
            """,
            global: "stats socket {{directory}}/admin.sock level admin"
        ) { port, proxy in
            let socket = "\(proxy.directory)/admin.sock"
            #expect(try eventually { FileSystem.exists(socket) })
            #expect(try ask("set maxconn server pool/one 1", at: socket) == "\n")
            #expect(try statistic("slim", of: "one", in: "pool", at: socket) == "1")
            let clients = try (0..<3).map { _ in
                let client = try TestClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                return client
            }
            #expect(
                try eventually {
                    try statistic("qcur", of: "BACKEND", in: "pool", at: socket) == "2"
                }
            )
            #expect(try ask("set maxconn server pool/one 0", at: socket) == "\n")
            for client in clients { #expect(try client.readResponse()?.status == 200) }
            #expect(try statistic("qmax", of: "BACKEND", in: "pool", at: socket) == "2")
        }
    }
}
