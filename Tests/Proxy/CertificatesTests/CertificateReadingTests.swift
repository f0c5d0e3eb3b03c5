import Certificates
import Diagnostics
import LinuxSystem
import ProxyConfiguration
import TestSupport
import Testing

@Suite("certificates of a configuration")
struct CertificateReadingTests {
    /// A configuration whose binds and servers name files below a directory.
    private func read(
        _ binds: String,
        global: String = "",
        in directory: String
    ) throws -> (store: CertificateStore, problems: [String]) {
        let text = """
            global
                crt-base \(directory)
                ca-base \(directory)
                \(global)
            defaults
                mode http
                timeout connect 1s
                timeout client 1s
                timeout server 1s
            frontend web
                \(binds)

            """
        let (configuration, _) = try ProxyConfigurationReader()
            .read([SourceText(name: "proxy.cfg", text: text)])
        let reading = CertificateStore.read(configuration)
        var planner = TLSPlanner(configuration, reading.store)
        _ = planner.plan()
        let problems = (reading.problems + planner.problems).map { problem -> String in
            let first = problem.rendered().split(separator: "\n").first.map(String.init) ?? ""
            return first.replacing(directory, with: "DIR")
        }
        return (reading.store, problems)
    }

    @Test("a file that cannot be used is told at the word that names it")
    func faults() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("good", commonName: "good.lab")
            try authority.issue("other", commonName: "other.lab")
            let good = try FileSystem.readText("\(directory)/good.crt")
            let key = try FileSystem.readText("\(directory)/other.key")
            try write(
                [
                    "mixed.pem": good + key, "empty.pem": "", "bare.pem": good,
                    "cut.pem": String(good.prefix(300)) + key, "chain.pem": "nonsense",
                    "list": "good.pem [ciphers NOPE] a.lab\n",
                ],
                below: directory
            )
            func problems(_ words: String) throws -> [String] {
                try read("bind :443 ssl \(words)", in: directory).problems
            }
            #expect(try problems("crt good.pem").isEmpty)
            #expect(
                try problems("crt mixed.pem") == [
                    "proxy.cfg:11:23: error: cannot use 'DIR/mixed.pem' for TLS: match the private "
                        + "key with the certificate: key values mismatch"
                ]
            )
            #expect(
                try problems("crt empty.pem").first
                    == "proxy.cfg:11:23: error: 'DIR/empty.pem' holds no certificate"
            )
            #expect(
                try problems("crt bare.pem") == [
                    "proxy.cfg:11:23: error: No Private Key found in 'DIR/bare.pem' or "
                        + "'DIR/bare.pem.key'"
                ]
            )
            #expect(
                try problems("crt cut.pem").first?
                    .hasPrefix("proxy.cfg:11:23: error: cannot use 'DIR/cut.pem' for TLS") == true
            )
            #expect(
                try problems("crt good.pem verify required ca-file chain.pem").first?
                    .hasPrefix("proxy.cfg:11:39: error: cannot use 'DIR/chain.pem'") == true
            )
            #expect(
                try problems("crt-list \(directory)/list") == [
                    "DIR/list:1:1: error: cannot use 'DIR/good.pem' for TLS: set ciphers 'NOPE': "
                        + "no cipher match"
                ]
            )
        }
    }

    @Test("what stands beside a certificate is read as the rules say")
    func companions() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("site", commonName: "site.lab")
            try write(["site.pem.sctl": "\u{0}\u{0}"], below: directory)
            #expect(try read("bind :443 ssl crt site.pem", in: directory).problems.isEmpty)
            // A key beside it, with and without the ending of the certificate.
            let removed = try read(
                "bind :443 ssl crt site.crt",
                global: "ssl-load-extra-del-ext",
                in: directory
            )
            #expect(removed.problems.isEmpty)
            let name = "\(directory)/site.crt"
            #expect(removed.store.certificates[name]?.files.key == "\(directory)/site.key")
            let unread = try read(
                "bind :443 ssl crt site.crt",
                global: "ssl-load-extra-del-ext\n    ssl-load-extra-files ocsp sctl",
                in: directory
            )
            #expect(unread.problems.first?.contains("No Private Key found") == true)
            try write(["site.pem.sctl": "nonsense"], below: directory)
            let spoilt = try read("bind :443 ssl crt site.pem", in: directory)
            #expect(spoilt.problems.first?.contains("they are no list of RFC 6962") == true)
            let left = try read(
                "bind :443 ssl crt site.pem",
                global: "ssl-load-extra-files none",
                in: directory
            )
            #expect(left.problems.isEmpty)
        }
    }

    @Test("an OCSP response that says nothing good is not shown, and a warning says so")
    func statement() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("site", commonName: "site.lab")
            try write(["site.pem.ocsp": "nonsense"], below: directory)
            #expect(
                try read("bind :443 ssl crt site.pem", in: directory).problems == [
                    "proxy.cfg:11:23: warning: the OCSP response of 'DIR/site.pem' is not used: "
                        + "the issuer of the certificate is not known"
                ]
            )
            let issuer = try FileSystem.readText("\(directory)/ca.pem")
            try write(["site.pem.issuer": issuer], below: directory)
            #expect(
                try read("bind :443 ssl crt site.pem", in: directory).problems.first?
                    .hasSuffix("is not used: it is no OCSP response") == true
            )
        }
    }

    @Test("keys of tickets are as many and as long as they must be")
    func ticketKeys() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("site", commonName: "site.lab")
            let key = String(repeating: "QUFB", count: 16) + "\n"
            let keys = "\(directory)/keys"
            func problem(_ text: String) throws -> String {
                try write(["keys": text], below: directory)
                return try read(
                    "bind :443 ssl crt site.pem tls-ticket-keys \(keys)",
                    in: directory
                ).problems.first ?? "none"
            }
            #expect(try problem(key + key + key) == "none")
            #expect(try problem(key + key).hasSuffix("'DIR/keys' holds 2 keys of tickets"))
            #expect(
                try problem(key + key + "QUFB\n")
                    .hasSuffix("line 3 of 'DIR/keys' is no key of tickets")
            )
        }
    }
}
