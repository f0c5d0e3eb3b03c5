import LinuxSystem
import TestSupport
import Testing

/// The streams of all threads, told to one operator.
@Suite("the list of streams")
struct StreamListTests {
    @Test("the streams of every thread are told once, and one that is ended is gone")
    func list() throws {
        let origin = try TestOrigin { _ in .respondAfter(.seconds(4), "") }
        defer { origin.stop() }
        try withScratchDirectory { folder in
            let path = "\(folder)/admin.sock"
            try withConfiguredProxy(
                """
                listen pool
                    bind 127.0.0.1:{{port}}
                    timeout server 30s
                    server one 127.0.0.1:\(origin.port)
                """,
                global: "nbthread 4\n    stats socket \(path) level admin"
            ) { port, _ in
                let clients = try (0..<12).map { _ in try TestClient(port: port) }
                for client in clients { try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
                let lines = { try ask("show sess", at: path).split(separator: "\n") }
                #expect(try eventually { try lines().count == 12 })
                let names = try lines().map { String($0.prefix { $0 != ":" }) }
                #expect(Set(names).count == 12)
                #expect(try ask("show sess \(names[3])", at: path).hasPrefix("\(names[3]): "))
                // Several commands on a line are answered in their order, one that waits among them.
                let answers = try ask("show version;show sess \(names[3]);show version", at: path)
                    .split(separator: "\n")
                #expect(answers.count == 3)
                #expect(answers.first == answers.last)
                #expect(try ask("shutdown session \(names[3])", at: path) == "\n")
                #expect(try eventually { try lines().count == 11 })
                #expect(try ask("show sess \(names[3])", at: path) == "Session not found.\n\n")
            }
        }
    }
}
