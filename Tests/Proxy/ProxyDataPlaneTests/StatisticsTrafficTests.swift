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
