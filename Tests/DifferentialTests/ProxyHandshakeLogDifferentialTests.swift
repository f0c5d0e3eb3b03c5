import Cryptography
import LinuxSystem
import TestSupport
import Testing

/// What is logged of handshakes: those that end well, and those that do not.
@Suite(
    "handshakes in the log, as HAProxy has them",
    .serialized,
    .enabled(if: haproxyIsInstalled)
)
struct ProxyHandshakeLogDifferentialTests {
    /// Clients of every kind, one after the other; the last one is called `end.lab`.
    private func visit(_ port: UInt16, _ directory: String) throws {
        for client in ["good", nil, "expired", "stranger"] {
            var visitor = TLSVisitor()
            visitor.settings.maximumVersion = .v12
            if let client {
                visitor.settings.certificatePEM = try FileSystem.read("\(directory)/\(client).pem")
            }
            _ = try visitor.visit(port, as: "site.lab")
        }
        var other = TLSVisitor()
        other.settings.maximumVersion = .v12
        other.settings.ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305"
        _ = try other.visit(port, as: "site.lab")
        let plain = try TestClient(port: port)
        try plain.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = plain.readToEnd()
        let silent = try TestClient(port: port)
        silent.finishSending()
        _ = silent.readToEnd()
        var last = TLSVisitor()
        last.settings.maximumVersion = .v12
        last.settings.certificatePEM = try FileSystem.read("\(directory)/good.pem")
        _ = try last.visit(port, as: "end.lab")
    }

    /// Lines without what no two runs have in common.
    private func comparable(_ lines: [String]) -> [String] {
        lines.compactMap { line in
            if line.hasPrefix("ERR ") { return line }
            if let request = line.firstRange(of: "\"GET") {
                return String(line[request.lowerBound...])
            }
            return line.firstRange(of: "web/1: ").map { String(line[$0.lowerBound...]) }
        }
    }

    private static let formats = [
        "option httplog\ncapture request header host len 20",
        "option httplog\noption dontlognull\ncapture request header host len 20",
        """
        option httpslog
        error-log-format "ERR %[fc_err]:%[fc_err_str] %[ssl_fc_err,hex] %[ssl_fc_err_str] \
        %[ssl_c_err]/%[ssl_c_ca_err] %sslv/%sslc %[ssl_fc_sni] %ft"
        """,
    ]

    @Test("each kind of client has the line that HAProxy writes", arguments: formats)
    func clients(_ format: String) throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("site", commonName: "site.lab", names: ["site.lab"])
            try authority.issue("good", commonName: "good client")
            try authority.issue("expired", commonName: "old client", days: -1)
            try FileSystem.makeDirectory("\(directory)/other", mode: 0o755)
            let other = try TestAuthority(in: "\(directory)/other", name: "Nobody")
            let stranger = try FileSystem.readText(try other.issue("x", commonName: "stranger"))
            try FileSystem.writeAtomically(stranger, to: "\(directory)/stranger.pem")
            let (ours, theirs) = try throughBoth(
                """
                frontend web
                    bind 127.0.0.1:{{port}} name 1 ssl crt \(directory)/site.pem verify required \
                ca-file \(directory)/ca.pem ciphers ECDHE-ECDSA-AES256-GCM-SHA384
                    \(format.replacing("\n", with: "\n    "))
                    http-request return status 200
                """
            ) { port, proxy in
                try visit(port, directory)
                _ = proxy.line(containing: "end.lab", within: .seconds(2))
                return comparable(proxy.output)
            }
            #expect(ours == theirs)
            #expect(ours.count >= 6)
        }
    }

    @Test("why a server was not reached, and 'option logasap'")
    func servers() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("site", commonName: "site.lab", names: ["site.lab"])
            try FileSystem.makeDirectory("\(directory)/other", mode: 0o755)
            _ = try TestAuthority(in: "\(directory)/other", name: "Nobody")
            let inner = try freePort()
            let closed = try freePort()
            let cases = [
                "\(inner) ssl verify none", "\(inner) ssl verify required ca-file {d}/ca.pem",
                "\(inner) ssl verify required ca-file {d}/other/ca.pem",
                "\(inner) ssl verify required ca-file {d}/ca.pem sni str(else.lab)",
                "\(inner) ssl verify required ca-file {d}/ca.pem verifyhost else.lab",
                "\(inner) ssl verify none ssl-max-ver TLSv1.2 ciphers ECDHE-RSA-AES256-GCM-SHA384",
                "\(closed)",
            ]
            let backends = cases.enumerated().map { index, words in
                """
                backend b\(index)
                    retries 0
                    server s 127.0.0.1:\(words.replacing("{d}", with: directory))
                """
            }
            let format = "%[bc_err]:%[bc_err_str] %[ssl_bc_err_str] %ST"
            let (ours, theirs) = try throughBoth(
                """
                frontend inner
                    bind 127.0.0.1:\(inner) ssl crt \(directory)/site.pem
                    no log
                    http-request return status 200
                frontend web
                    bind 127.0.0.1:{{port}}
                    log-format "LINE %[capture.req.uri] \(format)"
                    option logasap
                    use_backend b%[path,field(2,/)]
                \(backends.joined(separator: "\n"))
                """
            ) { port, proxy in
                try cases.indices.map { index in
                    _ = try TestClient.fetch("/\(index)", port: port)
                    let line = proxy.line(containing: "LINE /\(index)") ?? "no line"
                    // An answer that the server's refusal cut is 502 or 503 by the moment it comes.
                    return line.replacing(" 502", with: " 503")
                }
            }
            #expect(ours == theirs)
        }
    }
}
