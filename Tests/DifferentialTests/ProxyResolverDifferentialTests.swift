import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Names of servers that are looked up while the proxy runs.
@Suite(
    "proxy resolvers against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyResolverDifferentialTests {
    private func sections(_ nameServer: TestNameServer, _ server: String) -> String {
        """
        resolvers mine
            nameserver ns 127.0.0.1:\(nameServer.port)
            timeout resolve 100ms
            timeout retry 100ms
            resolve_retries 2
            hold nx 200ms
            hold refused 200ms
            hold timeout 200ms
            hold other 200ms
            hold valid 50ms
        frontend public
            bind 127.0.0.1:{{port}}
            default_backend pool
        backend pool
            retries 0
            \(server)
        """
    }

    private func states(_ control: UInt16) throws -> [String] {
        try askOperator(control, "show stat").split(separator: "\n")
            .filter { $0.hasPrefix("pool,") && !$0.hasPrefix("pool,BACKEND") }
            .map { line in
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                return "\(cells[1]) \(cells[17])"
            }
    }

    private func addresses(_ control: UInt16) throws -> [String] {
        try askOperator(control, "show servers state pool").split(separator: "\n").dropFirst(2)
            .map { line in
                let words = line.split(separator: " ")
                return "\(words[3]) \(words[4]) \(words[6])"
            }
    }

    /// Asks until the answer is as expected, or time is over.
    private func wait<Seen: Equatable>(for wanted: Seen, _ ask: () throws -> Seen) throws -> Seen {
        for _ in 0..<250 {
            let seen = try ask()
            if seen == wanted { return seen }
            MonotonicClock.sleep(for: .milliseconds(20))
        }
        return try ask()
    }

    /// What HAProxy and ours say of servers, without numbers that no two runs have in common.
    private func news(_ proxy: ProxyProcess) -> [String] {
        proxy.output.filter {
            $0.hasPrefix("pool/") || $0.hasPrefix("Server pool/") || $0.hasPrefix("backend pool")
        }
    }

    @Test("a server follows its name, is taken out without one, and comes back")
    func following() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let nameServer = try TestNameServer(.noSuchName)
        defer { nameServer.stop() }
        let control = try freePort()
        let server =
            "server one app.example:\(origin.port) resolvers mine init-addr none resolve-prefer ipv4"
        let (ours, theirs) = try throughBoth(
            sections(nameServer, server),
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, proxy -> [String] in
            nameServer.answer(.noSuchName)
            var seen: [String] = []
            func look(_ wanted: String) throws {
                seen += try wait(for: [wanted]) { try addresses(control) }
                seen += try states(control)
            }
            try look("one - 32")
            nameServer.answer(.addresses(["127.0.0.1"]))
            try look("one 127.0.0.1 0")
            let answer = try TestClient.fetch(port: port)
            seen.append("\(answer?.status ?? 0) \(answer?.text ?? "")")
            nameServer.answer(.addresses(["127.0.0.2", "127.0.0.3"]))
            _ = try wait(for: true) { try addresses(control) != ["one 127.0.0.1 0"] }
            for reply in [TestNameServer.Reply.noSuchName, .refused, .silence] {
                nameServer.answer(.addresses(["127.0.0.1"]))
                try look("one 127.0.0.1 0")
                nameServer.answer(reply)
                try look("one - 32")
            }
            let lines = news(proxy).map {
                $0.replacing("127.0.0.3", with: "127.0.0.2")
            }
            return seen + lines
        }
        #expect(ours == theirs)
        #expect(ours.contains("200 one"), "\(ours)")
    }

    @Test("a template's servers share the addresses of its name")
    func templates() throws {
        let nameServer = try TestNameServer(.addresses(["127.0.0.1"]))
        defer { nameServer.stop() }
        let control = try freePort()
        let (ours, theirs) = try throughBoth(
            sections(
                nameServer,
                "server-template t 3 app.example:80 resolvers mine init-addr none "
                    + "resolve-prefer ipv4"
            ),
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, proxy -> [String] in
            nameServer.answer(.addresses(["127.0.0.1"]))
            func settled(_ wanted: Set<String>) throws -> [String] {
                let all = try wait(for: wanted) { Set(try addresses(control)) }
                return all.sorted()
            }
            var seen = try settled(["t1 127.0.0.1 0", "t2 - 32", "t3 - 32"])
            nameServer.answer(.addresses(["127.0.0.1", "127.0.0.2"]))
            seen += try settled(["t1 127.0.0.1 0", "t2 127.0.0.2 0", "t3 - 32"])
            return seen
        }
        #expect(ours == theirs)
    }

    @Test("preferences decide among addresses, and one may be given twice where that is allowed")
    func preferences() throws {
        let nameServer = try TestNameServer(.addresses(["10.0.0.1", "127.9.0.1"]))
        defer { nameServer.stop() }
        let control = try freePort()
        let options = "resolvers mine init-addr none resolve-prefer ipv4 resolve-net 127.0.0.0/8"
        let (ours, theirs) = try throughBoth(
            sections(
                nameServer,
                "server one app.example:80 \(options) resolve-opts allow-dup-ip\n"
                    + "    server two app.example:80 \(options) resolve-opts allow-dup-ip"
            ),
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, _ -> [String] in
            try wait(for: ["one 127.9.0.1 0", "two 127.9.0.1 0"]) { try addresses(control) }
        }
        #expect(ours == theirs)
    }
}
