import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("statistics of many servers", .serialized)
struct StatisticsTrafficTests {
    private func sections(_ directory: String) -> String {
        let servers = (1...300).map { "    server s\($0) 127.0.0.1:1" }.joined(separator: "\n")
        return """
            global
                nbthread 1
                stats socket \(directory)/admin.sock level admin
            listen pool
                bind 127.0.0.1:{{port}}
                stats enable
                stats uri /stats
                monitor-uri /alive
            \(servers)
            """
    }

    @Test("the page is whole, and the connection goes on after it")
    func page() throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "statistics")
        defer { try? FileSystem.removeTree(directory) }
        try withConfiguredProxy(sections(directory)) { port, _ in
            let client = try TestClient(port: port)
            for target in ["/stats", "/stats;csv", "/stats"] {
                try client.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
                let page = try client.readResponse()
                #expect(page?.status == 200)
                #expect(page?.text.contains("s300") == true)
            }
            try client.send("HEAD /stats HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.readResponse(to: "HEAD")?.status == 200)
        }
    }

    private func send(_ target: String, _ port: UInt16) throws -> TestClient {
        let client = try TestClient(port: port)
        try client.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
        return client
    }

    @Test("many who want a page at once get it whole, whoever of them leaves before")
    func many() throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "statistics")
        defer { try? FileSystem.removeTree(directory) }
        try withConfiguredProxy(sections(directory)) { port, proxy in
            let clients = try (0..<40).map { try send($0 % 4 == 0 ? "/stats;csv" : "/stats", port) }
            for client in clients[10..<30] { try client.reset() }
            // Requests that have nothing to do with it are answered in the meantime.
            #expect(try TestClient.fetch("/alive", port: port)?.status == 200)
            for client in clients[0..<10] + clients[30..<40] {
                let page = try client.readResponse(within: .seconds(30))
                #expect(page?.status == 200)
                #expect(page?.text.contains("s300") == true)
            }
            #expect(
                try eventually {
                    try ask("show info", at: "\(directory)/admin.sock").contains("CurrConns: 20\n")
                }
            )
            #expect(try proxy.process.endingIfAny() == nil)
        }
    }

    @Test("a reload and the end leave a page whole that is on its way")
    func reloadAndEnd() throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "statistics")
        defer { try? FileSystem.removeTree(directory) }
        try withConfiguredProxy(sections(directory)) { port, proxy in
            for number in 2..<6 {
                let clients = try ["/stats", "/stats;csv", "/stats"].map { try send($0, port) }
                try proxy.process.send(.user2)
                for client in clients {
                    let page = try client.readResponse(within: .seconds(30))
                    #expect(page?.text.contains("s300") == true)
                }
                #expect(proxy.line(containing: "generation \(number)") != nil)
            }
            let clients = try (0..<5).map { _ in try send("/stats", port) }
            // All of them are taken in when one that came later has its answer.
            _ = try TestClient.fetch("/alive", port: port)
            try proxy.process.send(.user1)
            for client in clients {
                let page = try client.readResponse(within: .seconds(30))
                #expect(page?.text.contains("s300") == true)
            }
            #expect(try proxy.ending() == .exited(0))
        }
    }

    @Test("an operator who does not read holds no other up, and gets every line in the end")
    func operators() throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "statistics")
        defer { try? FileSystem.removeTree(directory) }
        let path = "\(directory)/admin.sock"
        try withConfiguredProxy(sections(directory)) { _, _ in
            let slow = try FileDescriptor.streamSocket(for: .unix(path), nonblocking: false)
            defer { slow.close() }
            _ = try slow.connect(to: .unix(path))
            let many = [String](repeating: "show stat", count: 40).joined(separator: ";")
            // More follows after the line: it must not cost the end of the answer.
            try slow.writeAll(many + "\nshow version\n" + String(repeating: "x", count: 40_000))
            for _ in 0..<5 { #expect(try ask("show version", at: path) == "0.1.0\n\n") }
            let text = String(decoding: try slow.readToEnd(), as: UTF8.self)
            let lines = text.split(separator: "\n")
            #expect(lines.count { $0.hasPrefix("# pxname,") } == 40)
            #expect(lines.count { $0.hasPrefix("pool,s300,") } == 40)
            #expect(text.hasSuffix("\n\n0.1.0\n\n"))
        }
    }
}
