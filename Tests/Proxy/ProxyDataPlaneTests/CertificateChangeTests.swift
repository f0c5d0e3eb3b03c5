import Cryptography
import HTTPWire
import LinuxSystem
import Synchronization
import TestSupport
import Testing

/// Certificates that operators change while clients come, with reloads in between.
@Suite("certificates changed under load", .serialized)
struct CertificateChangeTests {
    /// Clients that come one after another; of each it is known when it came, what it was shown, and
    /// whether it was answered.
    private final class Visitors: Sendable {
        private let isOver = Atomic<Bool>(false)
        private let visits = Mutex<[String]>([])
        private let threads = Mutex<[Thread]>([])

        init(_ port: UInt16, as name: String, with pem: [UInt8]? = nil) throws {
            let started = try (0..<3).map { _ in
                try Thread.start(name: "visitor") { [self] in
                    while !isOver.load(ordering: .relaxed) {
                        var visitor = TLSVisitor()
                        visitor.settings.certificatePEM = pem
                        let visit = try? visitor.visit(port, as: name)
                        let shown = visit?.certificate ?? "refused"
                        let text = "\(shown) \(visit?.status ?? 0)"
                        visits.withLock { $0.append(text) }
                    }
                }
            }
            threads.withLock { $0 = started }
        }

        /// What came of all that has ended by now, in order, without repetitions.
        var seen: [String] {
            visits.withLock { visits in
                visits.reduce(into: []) { seen, visit in
                    if seen.last != visit { seen.append(visit) }
                }
            }
        }

        /// Forgets what was seen once those who are under way have ended and others have come.
        func startOver() throws {
            for _ in 0..<2 {
                visits.withLock { $0.removeAll() }
                let deadline = MonotonicClock.now + .seconds(20)
                while visits.withLock(\.count) < 6, MonotonicClock.now < deadline {
                    MonotonicClock.sleep(for: .milliseconds(2))
                }
            }
            visits.withLock { $0.removeAll() }
        }

        func end() {
            isOver.store(true, ordering: .relaxed)
            for thread in threads.withLock({ $0 }) { thread.join() }
        }
    }

    private func payload(_ file: String) throws -> String {
        try FileSystem.readText(file).split(separator: "\n").joined(separator: "\n") + "\n"
    }

    private func running(
        _ frontend: String,
        _ port: UInt16,
        _ body: (ProxyProcess) throws -> Void
    ) throws {
        let configuration = """
            global
                nbthread 2
                stats socket {{directory}}/admin level admin
            defaults
                mode http
                timeout connect 5s
                timeout client 5s
                timeout server 5s
            \(frontend)

            """
        try withProxy(
            configuration: configuration,
            options: ["-S", "{{directory}}/master"],
            waitingFor: port,
            body
        )
    }

    private func reload(_ proxy: ProxyProcess) {
        let answer = proxy.answer(to: "reload", on: "master")
        #expect(answer.hasPrefix("Success=1"), "\(answer)")
    }

    @Test("a certificate: begun before a reload, put into use after it, and kept by the next one")
    func certificate() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let pem = try authority.issue("site", commonName: "old.lab")
            let new = try authority.issue("new", commonName: "new.lab")
            let third = try authority.issue("third", commonName: "third.lab")
            let port = try freePort()
            try running(
                """
                frontend web
                    bind 127.0.0.1:\(port) ssl crt \(pem)
                    http-request return status 200
                """,
                port
            ) { proxy in
                func ask(_ command: String) -> String { proxy.answer(to: command, on: "admin") }
                let visitors = try Visitors(port, as: "site.lab")
                defer { visitors.end() }
                #expect(ask("set ssl cert \(pem) <<\n\(try payload(new))").contains("created"))
                reload(proxy)
                #expect(ask("show ssl cert").contains("# transaction\n*\(pem)"))
                #expect(Set(visitors.seen).isSubset(of: ["old.lab/ecdsa 200"]))
                #expect(ask("commit ssl cert \(pem)").contains("Success!"))
                let straight = try TLSVisitor().visit(port, as: "site.lab")
                #expect(straight.certificate == "new.lab/ecdsa")
                let either: Set = ["old.lab/ecdsa 200", "new.lab/ecdsa 200"]
                #expect(either.isSuperset(of: visitors.seen))
                try visitors.startOver()
                reload(proxy)
                try visitors.startOver()
                #expect(Set(visitors.seen).isSubset(of: ["new.lab/ecdsa 200"]))
                // Who writes the file wants what it says.
                try FileSystem.writeAtomically(FileSystem.readText(third), to: pem)
                reload(proxy)
                #expect(try TLSVisitor().visit(port, as: "x").certificate == "third.lab/ecdsa")
                #expect(ask("set ssl cert \(pem) <<\n\(try payload(new))").contains("created"))
                #expect(ask("abort ssl cert \(pem)").contains("aborted"))
                reload(proxy)
                #expect(try TLSVisitor().visit(port, as: "x").certificate == "third.lab/ecdsa")
                #expect(visitors.seen.allSatisfy { $0.hasSuffix(" 200") })
            }
        }
    }

    @Test("a list: lines that operators add serve at once, outlive a reload, and go when deleted")
    func list() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let first = try authority.issue("first", commonName: "first.lab", names: ["first.lab"])
            let new = try authority.issue("new", commonName: "new.lab", names: ["new.lab"])
            try write(["list": "\(first)\n"], below: directory)
            let list = "\(directory)/list"
            let added = "\(directory)/added.pem"
            let port = try freePort()
            try running(
                """
                frontend web
                    bind 127.0.0.1:\(port) ssl strict-sni crt-list \(list)
                    http-request return status 200
                """,
                port
            ) { proxy in
                func ask(_ command: String) -> String { proxy.answer(to: command, on: "admin") }
                func shown() throws -> String? {
                    try TLSVisitor().visit(port, as: "new.lab").certificate
                }
                let visitors = try Visitors(port, as: "first.lab")
                defer { visitors.end() }
                #expect(try shown() == nil)
                #expect(ask("new ssl cert \(added)").contains("New empty"))
                #expect(ask("set ssl cert \(added) <<\n\(try payload(new))").contains("created"))
                #expect(ask("commit ssl cert \(added)").contains("Success!"))
                #expect(ask("add ssl crt-list \(list) \(added)").contains("Success!"))
                #expect(try shown() == "new.lab/ecdsa")
                reload(proxy)
                #expect(try shown() == "new.lab/ecdsa")
                #expect(ask("show ssl crt-list \(list)").contains(added))
                #expect(ask("del ssl crt-list \(list) \(added)").contains("deleted"))
                #expect(try shown() == nil)
                reload(proxy)
                #expect(try shown() == nil)
                #expect(ask("del ssl cert \(added)").contains("deleted"))
                reload(proxy)
                #expect(!ask("show ssl cert").contains(added))
                #expect(Set(visitors.seen) == ["first.lab/ecdsa 200"])
            }
        }
    }

    @Test("authorities: who is let in changes with the answer, and stays over a reload")
    func authorities() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let pem = try authority.issue("site", commonName: "site.lab")
            let client = try authority.issue("client", commonName: "client")
            let other = try authority.issue("other", commonName: "other")
            let port = try freePort()
            try authority.revoke("other")
            let revoked = try payload("\(directory)/crl.pem")
            // Somebody else's certificates are all that is believed at first.
            let believed = "\(directory)/believed.pem"
            try FileSystem.makeDirectory("\(directory)/elsewhere")
            _ = try TestAuthority(in: "\(directory)/elsewhere")
            let strangers = try FileSystem.readText("\(directory)/elsewhere/ca.pem")
            try FileSystem.writeAtomically(strangers, to: believed)
            try running(
                """
                frontend web
                    bind 127.0.0.1:\(port) ssl crt \(pem) verify required ca-file \(believed)
                    http-request return status 200
                """,
                port
            ) { proxy in
                func ask(_ command: String) -> String { proxy.answer(to: command, on: "admin") }
                #expect(try status(client, port) == nil)
                let both = try payload("\(directory)/ca.pem")
                #expect(ask("set ssl ca-file \(believed) <<\n\(both)").contains("created"))
                reload(proxy)
                #expect(ask("commit ssl ca-file \(believed)").contains("Success!"))
                #expect(try status(client, port) == 200)
                reload(proxy)
                #expect(try status(client, port) == 200)
                let visitors = try Visitors(
                    port,
                    as: "site.lab",
                    with: FileSystem.read(client)
                )
                defer { visitors.end() }
                #expect(try status(other, port) == 200)
                #expect(ask("add ssl ca-file \(believed) <<\n\(revoked)").contains("created"))
                #expect(ask("abort ssl ca-file \(believed)").contains("aborted"))
                reload(proxy)
                #expect(try status(other, port) == 200)
                #expect(Set(visitors.seen) == ["site.lab/ecdsa 200"])
            }
        }
    }

    /// What somebody is answered who shows the certificate of a file.
    private func status(_ file: String, _ port: UInt16) throws -> Int? {
        var visitor = TLSVisitor()
        visitor.settings.certificatePEM = try FileSystem.read(file)
        return try visitor.visit(port, as: "site.lab").status
    }

    @Test(
        "revocations: who is shut out changes with the answer, nobody else notices, and a reload neither"
    )
    func revocations() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let pem = try authority.issue("site", commonName: "site.lab")
            let client = try authority.issue("client", commonName: "client")
            let other = try authority.issue("other", commonName: "other")
            let port = try freePort()
            let list = "\(directory)/list.pem"
            try authority.revoke()
            try FileSystem.writeAtomically(FileSystem.readText("\(directory)/crl.pem"), to: list)
            try authority.revoke("other")
            let revoked = try payload("\(directory)/crl.pem")
            try running(
                """
                frontend web
                    bind 127.0.0.1:\(port) ssl crt \(pem) verify required ca-file \(directory)/ca.pem \
                crl-file \(list)
                    http-request return status 200
                """,
                port
            ) { proxy in
                func ask(_ command: String) -> String { proxy.answer(to: command, on: "admin") }
                let visitors = try Visitors(port, as: "site.lab", with: FileSystem.read(client))
                defer { visitors.end() }
                #expect(try status(other, port) == 200)
                #expect(ask("set ssl crl-file \(list) <<\n\(revoked)").contains("created"))
                reload(proxy)
                #expect(try status(other, port) == 200)
                #expect(ask("commit ssl crl-file \(list)").contains("Success!"))
                #expect(try status(other, port) == nil)
                reload(proxy)
                #expect(try status(other, port) == nil)
                #expect(try status(client, port) == 200)
                #expect(Set(visitors.seen) == ["site.lab/ecdsa 200"])
            }
        }
    }

    @Test("a server that an operator adds has its certificates over a reload, until it is deleted")
    func addedServer() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let pem = try authority.issue("site", commonName: "site.lab", names: ["site.lab"])
            let client = try authority.issue("client", commonName: "client")
            let demanding = try freePort()
            let port = try freePort()
            try running(
                """
                frontend demanding
                    bind 127.0.0.1:\(demanding) ssl crt \(pem) verify required ca-file \(directory)/ca.pem
                    http-request return status 200
                listen web
                    bind 127.0.0.1:\(port)
                    balance roundrobin
                """,
                port
            ) { proxy in
                func ask(_ command: String) -> String { proxy.answer(to: command, on: "admin") }
                func status() throws -> Int? { try TestClient.fetch("/", port: port)?.status }
                let line = "127.0.0.1:\(demanding) ssl verify none crt \(client)"
                #expect(ask("add server web/s \(line)").contains("no certificate was read"))
                #expect(ask("new ssl cert \(client)").contains("New empty"))
                let given = try payload(client)
                #expect(ask("set ssl cert \(client) <<\n\(given)").contains("created"))
                #expect(ask("commit ssl cert \(client)").contains("Success!"))
                #expect(ask("show ssl cert \(client)").contains("Status: Unused"))
                #expect(ask("add server web/s \(line)").contains("registered"))
                #expect(ask("show ssl cert \(client)").contains("Status: Used"))
                _ = ask("enable server web/s")
                #expect(try status() == 200)
                reload(proxy)
                #expect(try status() == 200)
                #expect(ask("del ssl cert \(client)").contains("in use"))
                _ = ask("disable server web/s")
                #expect(ask("wait 5s srv-removable web/s").contains("Done"))
                #expect(ask("del server web/s").contains("deleted"))
                #expect(ask("show ssl cert \(client)").contains("Status: Unused"))
                #expect(ask("del ssl cert \(client)").contains("deleted"))
            }
        }
    }
}
