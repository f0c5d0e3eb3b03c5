import HTTPWire
import TestSupport
import Testing

/// Stick tables: what rules decide by them, and what they hold afterwards.
@Suite(
    "proxy stick tables against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyTableDifferentialTests {
    /// A configuration with a table `table`, and the paths that are asked for one after the other.
    struct Tracking: CustomStringConvertible, Sendable {
        var title: String
        var table: String
        var lines: [String]
        var paths: [String]

        var description: String { title }
    }

    private static let cases = [
        Tracking(
            title: "too many requests are denied",
            table: "type ip size 1m expire 10m store http_req_cnt,http_err_cnt,conn_cnt,conn_cur",
            lines: [
                "http-request track-sc0 src table table",
                "http-request deny deny_status 429 if { sc_http_req_cnt(0) gt 2 }",
            ],
            paths: ["/a", "/b", "/c", "/d"]
        ),
        Tracking(
            title: "each path is counted by itself",
            table: "type string len 20 size 10 store http_req_cnt,gpc0,gpt0",
            lines: [
                "http-request track-sc1 path table table",
                "http-request sc-inc-gpc0(1) if { path /b }",
                "http-request sc-set-gpt0(1) 7 if { sc1_get_gpc0 2 }",
                "http-request deny deny_status 403 if { sc1_get_gpt0 7 }",
            ],
            paths: ["/a", "/b", "/b", "/b", "/c-is-longer-than-a-key-may-be"]
        ),
        Tracking(
            title: "connections are tracked before requests",
            table: "type ip size 1m store conn_cnt,sess_cnt,http_req_cnt,http_req_rate(1h)",
            lines: [
                "tcp-request connection track-sc2 src table table",
                "http-request set-header x-conn %[sc_conn_cnt(2)]",
                "http-request deny deny_status 429 if { src_http_req_rate(table) gt 2 }",
            ],
            paths: ["/a", "/b", "/c"]
        ),
        Tracking(
            title: "a table is asked about any value",
            table: "type string len 8 size 100 store gpc0,gpc1",
            lines: [
                "http-request track-sc0 path table table",
                "http-request sc-inc-gpc1(0)",
                "http-request deny deny_status 410 if { str(/a),table_gpc1(table) ge 2 }",
                "http-request deny deny_status 404 unless { path,in_table(table) }",
            ],
            paths: ["/a", "/b", "/a", "/b"]
        ),
        Tracking(
            title: "servers' failures and clients' errors are counted",
            table: "type integer size 100 store http_err_cnt,http_fail_cnt,bytes_out_cnt",
            lines: ["http-request track-sc0 int(5) table table"],
            paths: ["/404", "/500", "/200", "/501"]
        ),
    ]

    @Test("both engines count and decide alike", arguments: cases)
    func tracking(_ tracking: Tracking) throws {
        let origin = try TestOrigin { request in
            let status = Int(request.target.dropFirst()) ?? 200
            return .respond(Self.answer(status, "ok"))
        }
        defer { origin.stop() }
        let control = try freePort()
        let pool = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            backend table
                stick-table \(tracking.table)
            listen pool
                bind 127.0.0.1:\(pool)
                \(tracking.lines.joined(separator: "\n    "))
                server one 127.0.0.1:\(origin.port)
            listen ready
                bind 127.0.0.1:{{port}}
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, _ -> [String] in
            var seen: [String] = []
            for path in tracking.paths {
                let client = try TestClient(port: pool)
                try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                let answer = client.readToEnd().utf8.prefix { $0 != 0x0D }
                seen.append(String(decoding: answer, as: UTF8.self))
            }
            return try seen + held(control)
        }
        #expect(ours == theirs)
        #expect(ours.count > tracking.paths.count, "\(ours)")
    }

    @Test("a client is led where the one with the same key was before")
    func sticking() throws {
        let origins = try (0..<2).map { number in
            try TestOrigin { _ in .respond(Self.answer(200, "\(number)")) }
        }
        defer { for origin in origins { origin.stop() } }
        let (ours, theirs) = try throughBoth(
            """
            backend table
                stick-table type string len 16 size 100
            listen pool
                bind 127.0.0.1:{{port}}
                stick on urlp(client) table table
                server one 127.0.0.1:\(origins[0].port)
                server two 127.0.0.1:\(origins[1].port)
            """
        ) { port, _ -> [Bool] in
            func ask(_ name: String) throws -> String {
                let client = try TestClient(port: port)
                try client.send(
                    "GET /?client=\(name) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                )
                return String(client.readToEnd().suffix(1))
            }
            let (first, second) = (try ask("a"), try ask("b"))
            return try [first != second] + (0..<3).map { _ in try ask("a") == first }
                + (0..<3).map { _ in try ask("b") == second }
        }
        #expect(theirs == Array(repeating: true, count: 7))
        #expect(ours == theirs)
    }

    private static func answer(_ status: Int, _ body: String) -> String {
        "HTTP/1.1 \(status) Said\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// The table as the runtime API shows it, without what no two runs have in common.
    private func held(_ control: UInt16) throws -> [String] {
        let stat = try TestClient(port: control)
        try stat.send("show table table\n")
        return stat.readToEnd().split(separator: "\n").map { line in
            line.split(separator: " ").filter { word in
                !["0x", "exp=", "bytes", "shard="].contains { word.hasPrefix($0) }
            }.joined(separator: " ")
        }.sorted()
    }
}
