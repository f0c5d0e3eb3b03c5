import Cryptography
import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Clients that show certificates, to HAProxy and to ours.
@Suite(
    "clients' certificates, as HAProxy takes them",
    .serialized,
    .enabled(if: haproxyIsInstalled)
)
struct ProxyClientCertificateDifferentialTests {
    /// What a client of each kind sees, over both versions.
    private func visits(_ port: UInt16, _ directory: String) throws -> [String] {
        var seen: [String] = []
        for version in [TLSVersion.v12, .v13] {
            for client in [nil, "good", "expired", "revoked", "stranger"] {
                var visitor = TLSVisitor()
                visitor.settings.minimumVersion = version
                visitor.settings.maximumVersion = version
                if let client {
                    visitor.settings.certificatePEM = try FileSystem.read(
                        "\(directory)/\(client).pem"
                    )
                }
                let visit = try visitor.visit(port, as: "site.lab")
                // Whether a refusal is heard in the handshake or after it is a matter of moments.
                let outcome = visit.status.map { "\($0) \(visit.headers)" } ?? "refused"
                seen.append("\(client ?? "nobody") \(version): \(outcome)")
            }
        }
        return seen
    }

    static let words = [
        "verify none", "verify optional", "verify required", "verify optional crl-file {d}/crl.pem",
        "verify required crl-file {d}/crl.pem crt-ignore-err all",
        "verify required crl-file {d}/crl.pem crt-ignore-err 10",
        "verify required crt-ignore-err X509_V_ERR_CERT_HAS_EXPIRED,23 crl-file {d}/crl.pem",
        "verify optional ca-ignore-err all crt-ignore-err all", "verify required no-ca-names",
    ]

    @Test("who is let in", arguments: words)
    func letIn(_ words: String) throws {
        // Debian's HAProxy takes numbers only.
        let isNew = words.contains("X509_V_ERR")
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("site", commonName: "site.lab", names: ["site.lab"])
            try authority.issue("good", commonName: "good client")
            try authority.issue("expired", commonName: "old client", days: -1)
            try authority.issue("revoked", commonName: "lost client")
            try authority.revoke("revoked")
            try FileSystem.makeDirectory("\(directory)/other", mode: 0o755)
            let other = try TestAuthority(in: "\(directory)/other", name: "Nobody")
            let stranger = try FileSystem.readText(try other.issue("x", commonName: "stranger"))
            try FileSystem.writeAtomically(stranger, to: "\(directory)/stranger.pem")
            let options = words.replacing("{d}", with: directory)
            let sections = { (options: String) in
                """
                frontend web
                    bind 127.0.0.1:{{port}} ssl crt \(directory)/site.pem ca-file \(directory)/ca.pem \(options)
                    http-request return status 200
                """
            }
            if isNew {
                // The same, said in numbers, is what HAProxy is asked.
                let numbers = options.replacing("X509_V_ERR_CERT_HAS_EXPIRED", with: "10")
                let theirs = try throughBoth(sections(numbers)) { port, _ in
                    try visits(port, directory)
                }.theirs
                let ours = try withOurs(sections(options)) { try visits($0, directory) }
                #expect(ours == theirs)
            } else {
                let (ours, theirs) = try throughBoth(sections(options)) { port, _ in
                    try visits(port, directory)
                }
                #expect(ours == theirs)
            }
        }
    }

    private func withOurs<Seen>(
        _ sections: String,
        _ body: (UInt16) throws -> Seen
    ) throws -> Seen {
        let port = try freePort()
        let configuration = """
            defaults
                mode http
                timeout client 5s
            \(sections.replacing("{{port}}", with: String(port)))

            """
        return try withProxy(configuration: configuration, waitingFor: port) { _ in
            try body(port)
        }
    }

    @Test("a server has to prove itself: authorities, revocations, names")
    func servers() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("site", commonName: "site.lab", names: ["site.lab", "*.wild.lab"])
            try authority.issue("gone", commonName: "gone.lab", names: ["gone.lab"])
            try authority.issue("client", commonName: "client")
            try authority.revoke("gone")
            let inner = try freePort()
            let demanding = try freePort()
            let ca = "ca-file \(directory)/ca.pem"
            let cases = [
                "verify none", "verify required \(ca)", "verify required \(ca) sni str(site.lab)",
                "verify required \(ca) sni str(gone.lab)",
                "verify required \(ca) sni str(gone.lab) crl-file \(directory)/crl.pem",
                "verify required \(ca) sni str(site.lab) crl-file \(directory)/crl.pem",
                "verify required \(ca) verifyhost site.lab",
                "verify required \(ca) verifyhost other.lab",
                "verify required \(ca) verifyhost a.wild.lab",
                "verify required \(ca) sni str(a.wild.lab)",
                "verify required \(ca) sni str(a.wild.lab) verifyhost gone.lab",
                "verify none alpn http/1.1 ssl-max-ver TLSv1.2 no-ssl-reuse",
            ]
            let rules = cases.indices.map { index in
                "    use_backend b\(index) if { path /\(index) }"
            }
            let backends = cases.enumerated().map { index, words in
                "backend b\(index)\n    retries 0\n    server s 127.0.0.1:\(inner) ssl \(words)"
            }
            let sections = """
                frontend inner
                    bind 127.0.0.1:\(inner) ssl crt \(directory)/site.pem crt \(directory)/gone.pem
                    http-request return status 200
                frontend demanding
                    bind 127.0.0.1:\(demanding) ssl crt \(directory)/site.pem verify required \(ca)
                    http-request return status 200
                frontend web
                    bind 127.0.0.1:{{port}}
                \(rules.joined(separator: "\n"))
                    use_backend shown if { path /shown }
                    use_backend unshown if { path /unshown }
                \(backends.joined(separator: "\n"))
                backend shown
                    server s 127.0.0.1:\(demanding) ssl verify none crt \(directory)/client.pem
                backend unshown
                    retries 0
                    server s 127.0.0.1:\(demanding) ssl verify none
                """
            let paths = cases.indices.map { "/\($0)" } + ["/shown", "/unshown", "/shown", "/1"]
            let (ours, theirs) = try throughBoth(sections) { port, _ in
                try paths.map { path in
                    let answer = try TestClient.fetch(path, port: port)
                    return "\(path) \(answer?.status ?? 0)"
                }
            }
            // An answer that the server's refusal cut is 502 or 503 by the moment it comes.
            func outcomes(_ seen: [String]) -> [String] {
                seen.map { $0.replacing(" 502", with: " 503") }
            }
            #expect(outcomes(ours) == outcomes(theirs))
        }
    }
}
