import LinuxSystem
import TestSupport
import Testing

/// What runs, as an operator sees it and ends it.
@Suite(
    "proxy sessions against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed")
)
struct ProxySessionDifferentialTests {
    /// A session that lasts: what the client sends, and what `show sess` says of it then.
    private struct Lasting {
        let name: String
        let request: String
        /// What HAProxy still has to do with request and response.
        let work: String
    }

    private static let kinds = [
        Lasting(
            name: "waiting",
            request: "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n",
            work: "rq.an=8000 rp.an=1400000 whole=true"
        ),
        Lasting(
            name: "upload",
            request: "POST /up HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc",
            work: "rq.an=8000 rp.an=1400000 whole=false"
        ),
        Lasting(
            name: "download",
            request: "GET /down HTTP/1.1\r\nHost: x\r\n\r\n",
            work: "rq.an=8000 rp.an=4000000 whole=true"
        ),
        Lasting(
            name: "tunnel",
            request: "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            work: "rq.an=00 rp.an=00 whole=false"
        ),
    ]

    /// What of a line all engines have in common: who it is between, and what is still done.
    private func told(_ line: Substring) -> String {
        func value(_ key: String, in text: Substring) -> String {
            guard let start = text.firstRange(of: key + "=") else { return "?" }
            return String(text[start.upperBound...].prefix { !" ,]".contains($0) })
        }
        let parties = ["proto", "fe", "be", "srv"].map { "\($0)=\(value($0, in: line))" }
        let request = line.firstRange(of: "rq[").map { line[$0.lowerBound...] } ?? ""
        let response = line.firstRange(of: "rp[").map { line[$0.lowerBound...] } ?? ""
        let flags = Int(value("rq[f", in: line).dropLast(), radix: 16) ?? 0
        return
            (parties + [
                "rq.an=\(value("an", in: request).dropLast())",
                "rp.an=\(value("an", in: response).dropLast())",
                "whole=\(flags & 0x4000_0000 != 0)",
            ]).joined(separator: " ")
    }

    /// Asks until one session is told of as `work` says; its line.
    private func waitForSession(_ control: UInt16, _ work: String) throws -> Substring {
        for _ in 0..<200 {
            let lines = try askOperator(control, "show sess").split(separator: "\n")
            let line = lines.first { $0.contains("fe=public") }
            if let line, told(line).hasSuffix(work) { return line }
            MonotonicClock.sleep(for: .milliseconds(20))
        }
        return Substring(try askOperator(control, "show sess"))
    }

    @Test("each kind of session is told of alike, and ends alike when an operator ends it")
    func killing() throws {
        let origin = try TestOrigin { request in
            switch request.target {
            case "/ws":
                return .echo(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
                )
            case "/down": return .respond("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc")
            default: return .respondAfter(.seconds(3), "")
            }
        }
        defer { origin.stop() }
        let control = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            listen public
                bind 127.0.0.1:{{port}}
                timeout server 30s
                timeout client 30s
                timeout tunnel 30s
                server one 127.0.0.1:\(origin.port)
            """,
            global: "nbthread 2\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, proxy -> [String] in
            try Self.kinds.flatMap { kind in
                let client = try TestClient(port: port)
                try client.send(kind.request)
                let line = try waitForSession(control, kind.work)
                let identifier = String(line.prefix { $0 != ":" })
                let answer = try askOperator(control, "shutdown session \(identifier)")
                let heard = client.readToEnd().split(separator: "\r\n").first ?? "nothing"
                let log = try logged(kind.request, by: proxy)
                return [
                    "\(kind.name): \(told(line))", "answer '\(answer)'",
                    "heard '\(heard)'", "logged \(log)",
                ]
            }
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
        #expect(ours.count == 16)
        #expect(!ours.contains("logged nothing"))
        for (kind, told) in zip(Self.kinds, stride(from: 0, to: 16, by: 4).map({ ours[$0] })) {
            #expect(told.hasSuffix(kind.work))
        }
    }

    /// How the log says that the request ended.
    private func logged(_ request: String, by proxy: ProxyProcess) throws -> String {
        let start = request.prefix { !$0.isNewline }
        for _ in 0..<200 {
            if let line = proxy.output.first(where: { $0.contains("\"\(start)\"") }) {
                let words = normalised(line).split(separator: " ")
                return words[3...].filter { $0 != "BYTES" && !$0.contains("N/") }
                    .joined(separator: " ")
            }
            MonotonicClock.sleep(for: .milliseconds(20))
        }
        return "nothing"
    }

    @Test("what is no session is said in the same words")
    func refusals() throws {
        let control = try freePort()
        let commands = [
            "shutdown session", "shutdown session 0x1", "shutdown session nonsense",
            "show sess 0x1",
        ]
        let (ours, theirs) = try throughBoth(
            "listen public\n    bind 127.0.0.1:{{port}}",
            global: "nbthread 2\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, _ in
            try commands.map { "\($0): \(try askOperator(control, $0))" }
        }
        #expect(ours == theirs)
        #expect(ours.last == "show sess 0x1: Session not found.")
    }
}
