import LinuxSystem
import TestSupport
import Testing

/// `tcp-request` and `tcp-response`: what both sides see, what is logged, and what is counted.
@Suite(
    "proxy rules on connections and bytes against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyByteRuleDifferentialTests {
    @Test("both engines decide alike on what clients say", arguments: ByteRuleCase.requests)
    func request(_ rules: ByteRuleCase) throws {
        let origin = try ScriptedOrigin { connection, _ in try Self.echo(on: connection) }
        defer { origin.stop() }
        let (ours, theirs) = try seen(rules, origin.port)
        #expect(ours == theirs)
        #expect(ours.count > 2, "\(ours)")
    }

    @Test("both engines decide alike on what servers say", arguments: ByteRuleCase.responses)
    func response(_ rules: ByteRuleCase) throws {
        let origin = try ScriptedOrigin { connection, _ in
            try connection.send("hello")
            MonotonicClock.sleep(for: .milliseconds(150))
            try? connection.send(" world")
            try Self.echo(on: connection)
        }
        defer { origin.stop() }
        let (ours, theirs) = try seen(rules, origin.port)
        #expect(ours == theirs)
        #expect(ours.count > 2, "\(ours)")
    }

    private static func echo(on connection: TestClient) throws {
        while let bytes = connection.read(), !bytes.isEmpty { try? connection.send(bytes) }
    }

    private func seen(
        _ rules: ByteRuleCase,
        _ origin: UInt16
    ) throws -> (ours: [String], theirs: [String]) {
        let control = try freePort()
        let pool = try freePort()
        return try throughBoth(
            """
            listen ready
                bind 127.0.0.1:{{port}}
                http-request return status 200
            listen pool
                mode \(rules.mode)
                option \(rules.mode)log
                bind 127.0.0.1:\(pool)
                \(rules.lines.joined(separator: "\n    "))
                server one 127.0.0.1:\(origin)
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, proxy -> [String] in
            let said = try play(rules.steps, on: TestClient(port: pool))
            let isRefused = rules.lines.first == "tcp-request connection reject"
            let line = isRefused ? "" : proxy.line(containing: "pool", within: .seconds(10))
            let stat = try TestClient(port: control)
            try stat.send("show stat\n")
            return [said, line.map { comparable($0) } ?? "no line"] + counted(stat.readToEnd())
        }
    }

    private func play(_ steps: [ByteRuleCase.Step], on client: TestClient) -> String {
        var seen = ""
        for step in steps {
            switch step {
            case .sends(let text): try? client.send(text)
            case .pauses: MonotonicClock.sleep(for: .milliseconds(100))
            case .finishes: client.finishSending()
            case .reads: seen += client.readToEnd(within: .milliseconds(700))
            }
        }
        return seen
    }

    private func counted(_ table: String) -> [String] {
        let rows = table.split(separator: "\n")
        let columns = rows.first?.split(separator: ",").map(String.init) ?? []
        let wanted = [
            "# pxname", "svname", "stot", "cli_abrt", "srv_abrt", "ereq", "conn_tot", "dreq",
            "dresp",
            "dcon", "dses",
        ]
        return rows.dropFirst().filter { $0.hasPrefix("pool,") }.map { row in
            let values = row.split(separator: ",", omittingEmptySubsequences: false)
            return columns.indices.filter { wanted.contains(columns[$0]) && $0 < values.count }
                .map { "\(columns[$0])=\(values[$0])" }.joined(separator: " ")
        }
    }

    /// A line without what no two runs have in common; of the times only whether they are there.
    private func comparable(_ line: String) -> String {
        var words = line.split(separator: " ").map(String.init)
        guard words.count > 8 else { return line }
        words[0] = "CLIENT"
        words[1] = "DATE"
        words[4] = words[4].split(separator: "/").map { $0.hasPrefix("-") ? "-1" : "N" }
            .joined(separator: "/")
        // HAProxy counts what its buffers hold, ours what was sent.
        words[words[5].count == 3 || words[5] == "-1" ? 6 : 5] = "BYTES"
        return words.filter { !$0.hasSuffix("/0/0/0") }.joined(separator: " ")
    }
}
