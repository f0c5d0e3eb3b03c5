import Cryptography
import LinuxSystem
import TestSupport
import Testing

/// The same clients of TLS, shown to HAProxy and to ours.
@Suite("TLS on the bind, as HAProxy does it", .serialized, .enabled(if: haproxyIsInstalled))
struct ProxyTLSDifferentialTests {
    /// What a client can check.
    enum Taste: String, CaseIterable {
        case everything, onlyRSA, onlyECDSA

        var algorithms: String? {
            switch self {
            case .everything: nil
            case .onlyRSA: "rsa_pss_rsae_sha256:rsa_pkcs1_sha256"
            case .onlyECDSA: "ecdsa_secp256r1_sha256"
            }
        }
    }

    /// Asks for each name with each taste; a line for each.
    private func visits(
        _ port: UInt16,
        _ names: [String?],
        _ tastes: [Taste] = Taste.allCases,
        versions: [TLSVersion] = [.v12, .v13]
    ) throws -> [String] {
        var seen: [String] = []
        for version in versions {
            // With nothing but TLS 1.3, HAProxy 2.6 never shows a certificate on a curve where there
            // is another; later ones and ours do.
            for taste in tastes where version == .v12 || taste == .onlyRSA {
                var visitor = TLSVisitor()
                visitor.settings.minimumVersion = version
                visitor.settings.maximumVersion = version
                visitor.settings.signatureAlgorithms = taste.algorithms
                for name in names {
                    let visit = try visitor.visit(port, as: name)
                    seen.append("\(name ?? "no name") \(taste) \(version): \(visit)")
                }
            }
        }
        return seen
    }

    private func answering(_ options: String, _ more: String = "") -> String {
        """
        frontend web
            bind 127.0.0.1:{{port}} ssl \(options)
            http-request return status 200 hdr x-name %[ssl_fc_sni]
        \(more)
        """
    }

    private func makeCertificates(in directory: String) throws {
        let authority = try TestAuthority(in: directory)
        try authority.issue("first", commonName: "first.lab", names: ["first.lab"], key: .rsa)
        try authority.issue("curve", commonName: "curve.lab", names: ["both.lab", "curve.lab"])
        try authority.issue("rsa", commonName: "rsa.lab", names: ["both.lab"], key: .rsa)
        try authority.issue("wild", commonName: "wild", names: ["*.wild.lab"])
        try authority.issue("wildrsa", commonName: "wildrsa", names: ["*.wild.lab"], key: .rsa)
        try authority.issue("exact", commonName: "exact", names: ["www.wild.lab"], key: .rsa)
    }

    static let names: [String?] = [
        nil, "first.lab", "FIRST.lab", "both.lab", "curve.lab", "rsa.lab", "a.wild.lab",
        "www.wild.lab", "a.b.wild.lab", "wild.lab", "no.such.name",
    ]

    @Test("which certificate is shown, for which name, to whom", arguments: ["", "strict-sni"])
    func names(_ more: String) throws {
        try withScratchDirectory { directory in
            try makeCertificates(in: directory)
            let files = ["first", "curve", "rsa", "wild", "wildrsa", "exact"]
                .map { "crt \(directory)/\($0).pem" }.joined(separator: " ")
            let (ours, theirs) = try throughBoth(answering("\(files) \(more)")) { port, _ in
                try visits(port, Self.names)
            }
            #expect(ours == theirs)
            #expect(Set(ours).count > 12)
        }
    }

    @Test("lists: filters, exceptions, options of a line")
    func lists() throws {
        try withScratchDirectory { directory in
            try makeCertificates(in: directory)
            try write(
                [
                    "list": """
                    # a comment

                    first.pem
                    wild.pem [ssl-max-ver TLSv1.2] *.wild.lab !private.wild.lab
                    wildrsa.pem [ssl-min-ver TLSv1.2 ciphers ECDHE-RSA-AES128-GCM-SHA256] *.wild.lab
                    curve.pem [alpn http/1.1] curve.lab
                    rsa.pem [] other.lab
                      rsa.pem [ssl-min-ver TLSv1.3]   late.lab
                    exact.pem !*

                    """
                ],
                below: directory
            )
            let names =
                Self.names + ["private.wild.lab", "other.lab", "late.lab", "www.wild.lab"]
            let (ours, theirs) = try throughBoth(
                answering("crt-list \(directory)/list"),
                global: "nbthread 1\n    crt-base \(directory)"
            ) { port, _ in
                try visits(port, names)
            }
            #expect(ours == theirs)
        }
    }

    @Test("a directory, and files of a bundle")
    func directories() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            try FileSystem.makeDirectory("\(directory)/all", mode: 0o755)
            for (file, name) in [("a", "a.lab"), ("b", "b.lab")] {
                try authority.issue(file, commonName: name)
                let whole = try FileSystem.readText("\(directory)/\(file).crt")
                try FileSystem.writeAtomically(whole, to: "\(directory)/all/\(file)")
                let key = try FileSystem.readText("\(directory)/\(file).key")
                try FileSystem.writeAtomically(key, to: "\(directory)/all/\(file).key")
            }
            try authority.issue("site.pem", commonName: "site.lab")
            try authority.issue("other", commonName: "site.lab", key: .rsa)
            for (from, to) in [("site.pem.pem", "site.ecdsa"), ("other.pem", "site.rsa")] {
                let text = try FileSystem.readText("\(directory)/\(from)")
                try FileSystem.writeAtomically(text, to: "\(directory)/\(to)")
            }
            let (ours, theirs) = try throughBoth(
                answering("crt \(directory)/all/ crt \(directory)/site")
            ) { port, _ in
                try visits(port, [nil, "a.lab", "b.lab", "site.lab", "c.lab"])
            }
            #expect(ours == theirs)
        }
    }

    @Test("versions, ciphers, groups and signatures that both sides must share")
    func limits() throws {
        try withScratchDirectory { directory in
            try makeCertificates(in: directory)
            let pem = "crt \(directory)/first.pem crt \(directory)/curve.pem"
            for words in [
                "ssl-max-ver TLSv1.2", "ssl-min-ver TLSv1.3", "force-tlsv12", "no-tlsv13",
                "curves P-384", "ecdhe secp384r1", "ciphers ECDHE-RSA-AES256-GCM-SHA384",
                "sigalgs rsa_pss_rsae_sha256:rsa_pkcs1_sha256", "alpn http/1.1",
                "ciphersuites TLS_AES_128_GCM_SHA256", "prefer-client-ciphers no-tls-tickets",
            ] {
                // Debian's HAProxy has no sigalgs.
                if words.hasPrefix("sigalgs") { continue }
                let (ours, theirs) = try throughBoth(answering("\(pem) \(words)")) { port, _ in
                    try visits(port, ["first.lab", "curve.lab"], [.everything, .onlyRSA])
                        + groups(port)
                }
                #expect(ours == theirs, "\(words)")
            }
        }
    }

    /// Whether clients of one group only are let in.
    private func groups(_ port: UInt16) throws -> [String] {
        try ["P-256", "P-384", "X25519"].map { group in
            var visitor = TLSVisitor()
            visitor.settings.curves = group
            return "\(group): \(try visitor.visit(port, as: "first.lab"))"
        }
    }
}
