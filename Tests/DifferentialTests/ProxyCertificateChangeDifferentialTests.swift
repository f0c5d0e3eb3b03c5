import Cryptography
import LinuxSystem
import TestSupport
import Testing

/// Certificates that change while the proxy runs: by operators, and by a reload.
@Suite(
    "certificates that change, as HAProxy has them",
    .serialized,
    .enabled(if: haproxyIsInstalled)
)
struct ProxyCertificateChangeDifferentialTests {
    private func shown(_ port: UInt16, _ names: String...) throws -> [String] {
        try names.map { "\($0): \(try TLSVisitor().visit(port, as: $0).certificate ?? "refused")" }
    }

    @Test("operators change certificates in transactions; each next handshake sees it")
    func transactions() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let one = try authority.issue("one", commonName: "one.lab")
            let two = try authority.issue("two", commonName: "two.lab", key: .rsa)
            let three = try authority.issue("three", commonName: "three.lab")
            let list = "\(directory)/list"
            try write(["list": "\(one) one.lab\n\(two) two.lab\n"], below: directory)
            let new = "\(directory)/new.pem"
            func payload(_ file: String) throws -> String {
                let text = try FileSystem.readText(file)
                return text.split(separator: "\n").joined(separator: "\n") + "\n"
            }
            let pem = try payload(three)
            let commands = [
                "commit ssl cert \(one)", "abort ssl cert \(one)", "set ssl cert \(one)",
                "set ssl cert /no/such <<\n\(pem)", "set ssl cert \(one) <<\nnonsense\n",
                "set ssl cert \(one) <<\n\(pem)",
                "commit ssl cert \(two)", "abort ssl cert \(one)",
                "set ssl cert \(one) <<\n\(pem)", "commit ssl cert \(one)",
                "new ssl cert \(new)", "new ssl cert \(new)", "del ssl cert \(one)",
                "add ssl crt-list \(list) \(new)", "set ssl cert \(new) <<\n\(pem)",
                "commit ssl cert \(new)", "add ssl crt-list \(list) <<\n\(new) [] *.new.lab\n",
                "add ssl crt-list /no/such \(new)", "del ssl crt-list \(list) /no/such",
                "del ssl crt-list \(list) \(new)", "del ssl cert \(new)", "show ssl cert",
            ]
            let (ours, theirs) = try throughBoth(
                """
                frontend web
                    bind 127.0.0.1:{{port}} ssl strict-sni crt-list \(list)
                    http-request return status 200
                """,
                global: "nbthread 1\n    stats socket {{directory}}/admin level admin"
            ) { port, proxy in
                try commands.map { command in
                    let answer = proxy.answer(to: command, on: "admin")
                    let seen = try shown(port, "one.lab", "two.lab", "three.lab", "a.new.lab")
                    return "\(command.prefix(40)) -> \(answer) \(seen)"
                }
            }
            for (our, their) in zip(ours, theirs) where isComparable(our) { #expect(our == their) }
        }
    }

    /// HAProxy 2.6 lacks a quotation mark that later ones have.
    private func isComparable(_ line: String) -> Bool {
        !line.contains("expects a filename and a certificate as a payload")
    }

    @Test("a reload that names a certificate which cannot be used leaves the old one in place")
    func reload() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let pem = try authority.issue("site", commonName: "site.lab")
            try authority.issue("next", commonName: "next.lab")
            let port = try freePort()
            let configuration = """
                defaults
                    mode http
                    timeout client 5s
                frontend web
                    bind 127.0.0.1:\(port) ssl crt \(pem)
                    http-request return status 200

                """
            try withProxy(
                configuration: configuration,
                options: ["-S", "{{directory}}/master"],
                waitingFor: port
            ) { proxy in
                #expect(try shown(port, "site.lab") == ["site.lab: site.lab/ecdsa"])
                let mixed =
                    try FileSystem.readText("\(directory)/site.crt")
                    + FileSystem.readText("\(directory)/next.key")
                try FileSystem.writeAtomically(mixed, to: pem)
                let refusal = proxy.answer(to: "reload", on: "master")
                #expect(refusal.hasPrefix("Success=0"))
                #expect(refusal.contains("proxy.cfg:5:"), "\(refusal)")
                #expect(refusal.contains("key values mismatch"))
                #expect(try shown(port, "site.lab") == ["site.lab: site.lab/ecdsa"])
                try FileSystem.removeFile(pem)
                #expect(proxy.answer(to: "reload", on: "master").hasPrefix("Success=0"))
                #expect(try shown(port, "site.lab") == ["site.lab: site.lab/ecdsa"])
                let next = try FileSystem.readText("\(directory)/next.pem")
                try FileSystem.writeAtomically(next, to: pem)
                #expect(proxy.answer(to: "reload", on: "master").hasPrefix("Success=1"))
                #expect(try shown(port, "site.lab") == ["site.lab: next.lab/ecdsa"])
            }
        }
    }

    @Test("a session goes on over a reload, but not where the client would not be let in")
    func resumption() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let pem = try authority.issue("site", commonName: "site.lab")
            let port = try freePort()
            let locked = try freePort()
            let configuration = """
                defaults
                    mode http
                    timeout client 5s
                frontend web
                    bind 127.0.0.1:\(port) ssl crt \(pem)
                    http-request return status 200
                frontend locked
                    bind 127.0.0.1:\(locked) ssl crt \(pem) verify required ca-file \(directory)/ca.pem
                    http-request return status 200

                """
            try withProxy(
                configuration: configuration,
                options: ["-S", "{{directory}}/master"],
                waitingFor: port
            ) { proxy in
                for (version, tickets) in [(TLSVersion.v12, true), (.v13, true)] {
                    var visitor = TLSVisitor()
                    visitor.settings.minimumVersion = version
                    visitor.settings.maximumVersion = version
                    visitor.resumption = TLSResumption()
                    #expect(try !visitor.visit(port, as: "site.lab").isResumed)
                    #expect(try visitor.visit(port, as: "site.lab").isResumed == tickets)
                    #expect(proxy.answer(to: "reload", on: "master").hasPrefix("Success=1"))
                    #expect(try visitor.visit(port, as: "site.lab").isResumed)
                    let elsewhere = try visitor.visit(locked, as: "site.lab")
                    #expect(!elsewhere.isResumed)
                    #expect(elsewhere.status == nil)
                }
            }
        }
    }
}
