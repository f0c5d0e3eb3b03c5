import LinuxSystem
import TestSupport
import Testing

/// Connections of mode tcp: what both sides see, what is logged, and what is counted.
@Suite(
    "proxy mode tcp against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyTCPDifferentialTests {
    private static let exchanges = [
        TimedExchange(title: "both talk", lines: "", client: .talks, server: .talks),
        TimedExchange(
            title: "a client that finishes hears the server's last words",
            lines: "",
            client: .finishes,
            server: .talks
        ),
        TimedExchange(
            title: "a server that finishes hears the client's last words",
            lines: "",
            client: .talks,
            server: .finishes
        ),
        TimedExchange(title: "both finish", lines: "", client: .finishes, server: .finishes),
        TimedExchange(
            title: "a silent client is cut after its time",
            lines: "timeout client 500ms\ntimeout server 3s",
            client: .listens,
            server: .listens
        ),
        TimedExchange(
            title: "a silent server is cut after its time",
            lines: "timeout client 3s\ntimeout server 500ms",
            client: .listens,
            server: .listens
        ),
        TimedExchange(
            title: "a tunnel has a time of its own",
            lines: "timeout client 5s\ntimeout server 5s\ntimeout tunnel 500ms",
            client: .listens,
            server: .listens
        ),
        TimedExchange(
            title: "after the client's end a silent server has server-fin",
            lines: "timeout server 5s\ntimeout server-fin 400ms",
            client: .finishes,
            server: .sleeps
        ),
        TimedExchange(
            title: "after the server's end a silent client has client-fin",
            lines: "timeout client 5s\ntimeout client-fin 400ms",
            client: .sleeps,
            server: .finishes
        ),
        TimedExchange(
            title: "a client that resets its connection",
            lines: "",
            client: .resets,
            server: .listens
        ),
        TimedExchange(
            title: "a server that resets its connection",
            lines: "",
            client: .listens,
            server: .resets
        ),
    ]

    @Test("both engines end a connection alike", arguments: exchanges)
    func ending(_ exchange: TimedExchange) throws {
        let origin = try ScriptedOrigin { connection, _ in
            _ = try play(exchange.server, on: connection)
        }
        defer { origin.stop() }
        let (ours, theirs) = try seen(
            """
            listen pool
                bind 127.0.0.1:{{pool}}
                \(exchange.lines.replacing("\n", with: "\n    "))
                server one 127.0.0.1:\(origin.port)
            """
        ) { client in
            (try? play(exchange.client, on: client)) ?? "broken"
        }
        #expect(ours == theirs)
        #expect(ours.count > 2, "\(ours)")
    }

    /// Configurations under which a client that says a word and waits meets different ends.
    private static let choices = [
        "a server that refuses": """
        listen pool
            bind 127.0.0.1:{{pool}}
            retries 1
            server one 127.0.0.1:1
        """,
        "another server after one that refuses": """
        listen pool
            bind 127.0.0.1:{{pool}}
            retries 2
            option redispatch 1
            balance first
            server one 127.0.0.1:1
            server two 127.0.0.1:{{origin}}
        """,
        "no server": """
        frontend pool
            bind 127.0.0.1:{{pool}}
            default_backend none
        backend none
        """,
        "a frontend without a backend": """
        frontend pool
            bind 127.0.0.1:{{pool}}
        """,
        "a full server and a queue that ends": """
        listen pool
            bind 127.0.0.1:{{pool}}
            timeout queue 300ms
            server one 127.0.0.1:{{origin}} maxconn 1
        """,
        "a choice by address": """
        frontend pool
            bind 127.0.0.1:{{pool}}
            use_backend other if { src 127.0.0.0/8 }
            default_backend none
        backend none
        backend other
            balance source
            server one 127.0.0.1:{{origin}}
            server two 127.0.0.1:{{origin}}
            server three 127.0.0.1:{{origin}}
        """,
        "the line of a connection": """
        defaults
            mode tcp
            log global
            timeout connect 1s
            timeout client 5s
            timeout server 4s
        listen pool
            bind 127.0.0.1:{{pool}}
            server one 127.0.0.1:{{origin}}
        """,
        "http where the backend speaks it": """
        frontend pool
            bind 127.0.0.1:{{pool}}
            default_backend web
        backend web
            mode http
            server one 127.0.0.1:{{origin}}
        """,
    ]

    @Test("both engines lead a connection alike", arguments: choices.keys.sorted())
    func leading(_ title: String) throws {
        let origin = try ScriptedOrigin { connection, _ in
            guard let head = connection.readHead() else { return }
            try connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            try connection.send("heard \(head.split(separator: "\r\n").first ?? "")")
        }
        defer { origin.stop() }
        let sections = try #require(Self.choices[title])
        let (ours, theirs) = try seen(
            sections.replacing("{{origin}}", with: String(origin.port))
        ) { client in
            try client.send("GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let heard = client.readToEnd(within: .seconds(5))
            return heard.split(separator: "\r\n").last.map(String.init) ?? ""
        }
        #expect(ours == theirs)
    }

    /// What the client saw, what was logged and what was counted, through both engines.
    private func seen(
        _ sections: String,
        _ body: (TestClient) throws -> String
    ) throws -> (ours: [String], theirs: [String]) {
        let control = try freePort()
        let pool = try freePort()
        // Whether the proxy is up is asked at another port, the last to listen, so that the first connection is ours.
        return try throughBoth(
            """
                mode tcp
                option tcplog
                timeout server 4s
            \(sections.replacing("{{pool}}", with: String(pool)))
            listen ready
                bind 127.0.0.1:{{port}}
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, proxy -> [String] in
            let client = try TestClient(port: pool)
            let seen = (try? body(client)) ?? "broken"
            guard let line = proxy.line(containing: "pool", within: .seconds(10)) else {
                return [seen, "no end"]
            }
            let stat = try TestClient(port: control)
            try stat.send("show stat\n")
            return [seen, comparable(line)] + counted(stat.readToEnd())
        }
    }

    private func counted(_ table: String) -> [String] {
        let rows = table.split(separator: "\n")
        let columns = rows.first?.split(separator: ",").map(String.init) ?? []
        let wanted = [
            "# pxname", "svname", "stot", "cli_abrt", "srv_abrt", "eresp", "econ", "ereq", "wretr",
            "wredis", "lbtot", "req_tot", "conn_tot", "mode", "hrsp_2xx", "hrsp_5xx", "hrsp_other",
            "intercepted", "connect", "reuse", "dreq",
        ]
        return rows.dropFirst().filter { !$0.hasPrefix("ready,") }.map { row in
            let values = row.split(separator: ",", omittingEmptySubsequences: false)
            return columns.indices.filter { wanted.contains(columns[$0]) && $0 < values.count }
                .map { "\(columns[$0])=\(values[$0])" }.joined(separator: " ")
        }
    }

    /// A line of `option tcplog`, or of a connection, without what no two runs have in common.
    private func comparable(_ line: String) -> String {
        var words = line.split(separator: " ").map(String.init)
        if line.contains("Connect from") {
            return words.map { $0.contains(":") ? "ADDRESS" : $0 }.joined(separator: " ")
        }
        guard words.count > 8 else { return line }
        words[0] = "CLIENT"
        words[1] = "DATE"
        words[4] = words[4].split(separator: "/").map { $0.hasPrefix("-") ? "-1" : "N" }
            .joined(separator: "/")
        // What is a message has lines of its own, of which HAProxy writes the names anew.
        if words[3].hasPrefix("web") { words[5] = "BYTES" }
        words[7] = "N/N/" + words[7].split(separator: "/").dropFirst(2).joined(separator: "/")
        return words.joined(separator: " ")
    }
}
