import HTTPWire
import LinuxSystem
import Synchronization
import TestSupport
import Testing

@Suite("long transfers", .serialized)
struct LongTransferTests {
    @Test("an upload that takes longer than the server's time-out goes on while bytes move")
    func slowUpload() throws {
        let origin = try TestOrigin { request in
            .respond(
                "HTTP/1.1 200 OK\r\nContent-Length: \(request.body.count)\r\n\r\n"
                    + String(decoding: request.body, as: UTF8.self)
            )
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                timeout server 2s
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ in
            let client = try TestClient(port: port)
            try client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
            for digit in 1...9 {
                MonotonicClock.sleep(for: .milliseconds(250))
                try client.send("\(digit)")
            }
            #expect(try client.readResponse()?.text == "123456789")
        }
    }

    @Test("a client that is still sending reads the proxy's early answer")
    func earlyAnswer() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                http-request deny deny_status 413 if { path /denied }
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ in
            let client = try TestClient(port: port)
            let body = [UInt8](repeating: 0x78, count: 8_000_000)
            try client.send(
                "POST /denied HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\r\n"
            )
            try client.send(body)
            let response = try client.readResponse()
            #expect(response?.status == 413)
            #expect(response?.headers["Connection"] == "close")
            #expect(client.read() == [])
        }
    }

    @Test(
        "a client that is still sending reads a server's early answer",
        arguments: [
            // It keeps the connection and reads no more.
            "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig",
            // It closes.
            "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig",
        ]
    )
    func serversEarlyAnswer(answer: String) throws {
        let origin = try ScriptedOrigin { connection, _ in
            while let head = connection.readHead() {
                if head.hasPrefix("GET") {
                    try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext")
                    continue
                }
                try connection.send(answer)
                if answer.contains("close") {
                    // Long enough that the answer is not lost to the reset.
                    MonotonicClock.sleep(for: .milliseconds(200))
                    return
                }
                MonotonicClock.sleep(for: .seconds(3))
            }
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                timeout server 500ms
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ in
            let client = try TestClient(port: port)
            let byteCount = 8_000_000
            try client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(byteCount)\r\n\r\n")
            #expect(try client.readResponse()?.text == "big")
            try client.send([UInt8](repeating: 0x78, count: byteCount))
            // All of the body was taken for what it is, and the connection goes on behind it.
            try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.readResponse()?.text == "next")
        }
    }

    @Test("bytes of a body that a server did not take are never read as another request")
    func unsentRemainder() throws {
        let origin = try ScriptedOrigin { connection, _ in
            guard connection.readHead() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            MonotonicClock.sleep(for: .seconds(2))
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                timeout server 500ms
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, proxy in
            let client = try TestClient(port: port)
            let smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
            let body = String(repeating: smuggled, count: 200_000)
            try client.send(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            )
            try client.send(body)
            #expect(try client.readResponse()?.text == "ok")
            try client.send("GET /last HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try client.readResponse()
            _ = proxy.line(containing: "GET /last")
            #expect(!proxy.output.contains { $0.contains("smuggled") })
        }
    }

    @Test("one fast download does not hold the others")
    func fairness() throws {
        let byteCount = 256_000_000
        let origin = try ScriptedOrigin { connection, _ in
            guard let head = connection.readHead() else { return }
            guard head.contains("/download") else {
                return try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(byteCount)\r\n\r\n")
            let piece = [UInt8](repeating: 0x78, count: 1_000_000)
            for _ in 0..<(byteCount / piece.count) { try connection.send(piece) }
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            "listen pool\n    bind 127.0.0.1:{{port}}\n    server one 127.0.0.1:\(origin.port)",
            global: "nbthread 1"
        ) { port, _ in
            let isDone = Atomic<Bool>(false)
            let download = try Thread.start(name: "download") {
                defer { isDone.store(true, ordering: .releasing) }
                guard let client = try? TestClient(port: port) else { return }
                try? client.send("GET /download HTTP/1.1\r\nHost: x\r\n\r\n")
                guard client.readHead() != nil else { return }
                #expect(client.skipBody(byteCount: byteCount))
            }
            var answered = 0
            while !isDone.load(ordering: .acquiring) {
                let response = try TestClient.fetch("/small", port: port)
                #expect(response?.text == "ok")
                answered += 1
            }
            download.join()
            // A loop that is held until the download pauses answers about one for 20 MB.
            #expect(answered > 50)
        }
    }
}
