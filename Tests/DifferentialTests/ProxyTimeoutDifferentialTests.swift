import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// What the ends of a connection do until it is over; each on a thread of its own.
struct TimedExchange: CustomTestStringConvertible, Sendable {
    /// What one end does after the heads have passed.
    enum Act: Sendable {
        /// Reads and says nothing.
        case listens
        /// Says nothing and does not even read.
        case sleeps
        /// Says a word every 150 ms, for a second; reads all the while.
        case talks
        /// Says a word every 150 ms, for four seconds, and does not read.
        case talksOnly
        /// Sends as much as it can.
        case floods
        /// Closes its sending side, and reads.
        case finishes
        /// Closes its sending side, and reads no more.
        case finishesOnly
        /// Resets the connection after a while.
        case resets
    }

    var title: String
    /// Lines of the listen section.
    var lines: String
    var client: Act
    var server: Act

    var testDescription: String { title }
}

/// Who is waited for, how long, and what is told and counted when it was too long.
@Suite(
    "proxy time-outs against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyTimeoutDifferentialTests {
    private static let tunnels = [
        TimedExchange(
            title: "a tunnel in which the server only talks goes on",
            lines: "timeout tunnel 600ms",
            client: .listens,
            server: .talks
        ),
        TimedExchange(
            title: "a tunnel in which the client only talks goes on",
            lines: "timeout tunnel 600ms",
            client: .talks,
            server: .listens
        ),
        TimedExchange(
            title: "a tunnel in which nobody talks ends",
            lines: "timeout tunnel 600ms",
            client: .listens,
            server: .listens
        ),
        TimedExchange(
            title: "without a time for tunnels the sides' own hold: the client's",
            lines: "timeout client 600ms\ntimeout server 3s",
            client: .listens,
            server: .listens
        ),
        TimedExchange(
            title: "without a time for tunnels the sides' own hold: the server's",
            lines: "timeout client 3s\ntimeout server 600ms",
            client: .listens,
            server: .listens
        ),
        TimedExchange(
            title: "a client that talks and takes nothing is cut",
            lines: "timeout tunnel 600ms",
            client: .talksOnly,
            server: .floods
        ),
        TimedExchange(
            title: "a server that talks and takes nothing is cut",
            lines: "timeout tunnel 600ms",
            client: .floods,
            server: .talksOnly
        ),
        TimedExchange(
            title: "after the client's end client-fin does not hold for a silent server",
            lines: "timeout tunnel 5s\ntimeout client-fin 300ms\ntimeout server-fin 1s",
            client: .finishes,
            server: .sleeps
        ),
        TimedExchange(
            title: "after the client's end a server that does not close has server-fin",
            lines: "timeout tunnel 5s\ntimeout server-fin 400ms",
            client: .finishes,
            server: .sleeps
        ),
        TimedExchange(
            title: "after the client's end a server that talks is waited for",
            lines: "timeout tunnel 5s\ntimeout server-fin 600ms",
            client: .finishes,
            server: .talks
        ),
        TimedExchange(
            title: "after the client's end a client that takes nothing has client-fin",
            lines: "timeout tunnel 6s\ntimeout client-fin 400ms",
            client: .finishesOnly,
            server: .floods
        ),
        TimedExchange(
            title: "a client that resets its connection",
            lines: "timeout tunnel 6s",
            client: .resets,
            server: .listens
        ),
        TimedExchange(
            title: "a client that resets its connection while the server talks",
            lines: "timeout tunnel 6s",
            client: .resets,
            server: .talks
        ),
        TimedExchange(
            title: "a server that resets its connection",
            lines: "timeout tunnel 6s",
            client: .listens,
            server: .resets
        ),
    ]

    @Test("tunnels", arguments: tunnels)
    func tunnel(_ exchange: TimedExchange) throws {
        let upgrade = "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"
        let request = "GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
        let origin = try ScriptedOrigin { connection, _ in
            guard connection.readHead() != nil else { return }
            try connection.send(upgrade)
            _ = try play(exchange.server, on: connection)
        }
        defer { origin.stop() }
        let (ours, theirs) = try ending(origin, exchange.lines) { client in
            try client.send(request)
            _ = client.readHead()
            return (try? play(exchange.client, on: client)) ?? ""
        }
        #expect(ours == theirs)
        #expect(ours.count > 1, "\(ours)")
    }

    @Test("a download that a client reads slowly goes on; one that it does not read is cut")
    func downloads() throws {
        let byteCount = 24_000_000
        let origin = try ScriptedOrigin { connection, _ in
            guard connection.readHead() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(byteCount)\r\n\r\n")
            let piece = [UInt8](repeating: 0x78, count: 100_000)
            for _ in 0..<(byteCount / piece.count) { try connection.send(piece) }
        }
        defer { origin.stop() }
        let slow = try ending(origin, "timeout client 800ms\ntimeout server 800ms") { client in
            try client.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.readHead()
            for _ in 0..<16 {
                guard client.skipBody(byteCount: byteCount / 16) else { return "cut" }
                MonotonicClock.sleep(for: .milliseconds(100))
            }
            return "whole"
        }
        #expect(slow.ours == slow.theirs)
        #expect(slow.ours.first == "whole")
        let stalled = try ending(origin, "timeout client 500ms") { client in
            try client.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
            MonotonicClock.sleep(for: .milliseconds(1500))
            return ""
        }
        #expect(stalled.ours == stalled.theirs)
        #expect(stalled.ours.contains { $0.contains(" cD-- ") }, "\(stalled.ours)")
    }

    @Test("a response of which something comes in time goes on; one that stops is cut")
    func responses() throws {
        let origin = try ScriptedOrigin { connection, _ in
            while let head = connection.readHead() {
                let count = head.contains("/whole") ? 8 : 9
                try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n")
                for _ in 0..<8 {
                    MonotonicClock.sleep(for: .milliseconds(150))
                    try connection.send(".")
                }
            }
        }
        defer { origin.stop() }
        for target in ["/whole", "/part"] {
            let (ours, theirs) = try ending(origin, "timeout server 600ms") { client in
                try client.send("GET \(target)/x HTTP/1.1\r\nHost: x\r\n\r\n")
                return try client.readResponse()?.text ?? "cut"
            }
            #expect(ours == theirs)
            #expect(ours.contains { $0.contains(target == "/part" ? " sD-- " : " ---- ") })
        }
    }

    /// What the client saw, what was logged and what was counted, through both engines.
    private func ending(
        _ origin: ScriptedOrigin,
        _ lines: String,
        _ body: (TestClient) throws -> String
    ) throws -> (ours: [String], theirs: [String]) {
        let control = try freePort()
        return try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                \(lines.replacing("\n", with: "\n    "))
                server one 127.0.0.1:\(origin.port)
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, proxy -> [String] in
            let client = try TestClient(port: port)
            let seen = try body(client)
            guard let line = proxy.line(containing: "/x HTTP", within: .seconds(10)) else {
                return [seen, "no end"]
            }
            let stat = try TestClient(port: control)
            try stat.send("show stat\n")
            let rows = stat.readToEnd().split(separator: "\n")
            let columns = rows.first?.split(separator: ",").map(String.init) ?? []
            let counted = rows.dropFirst(2).map { row in
                let values = row.split(separator: ",", omittingEmptySubsequences: false)
                return columns.indices.filter {
                    ["cli_abrt", "srv_abrt", "eresp", "econ"].contains(columns[$0])
                }.map { "\(columns[$0])=\(values[$0])" }.joined(separator: " ")
            }
            return [seen, normalised(line)] + counted
        }
    }
}

/// Does what an end of a tunnel does until it is over; returns what it heard.
func play(_ act: TimedExchange.Act, on connection: TestClient) throws -> String {
    let pause = Duration.milliseconds(150)
    switch act {
    case .listens:
        return connection.readToEnd(within: .seconds(10))
    case .sleeps:
        MonotonicClock.sleep(for: .seconds(3))
        return ""
    case .talks:
        for _ in 0..<7 {
            MonotonicClock.sleep(for: pause)
            try connection.send(".")
        }
        return connection.readToEnd(within: .seconds(10))
    case .talksOnly:
        for _ in 0..<27 {
            MonotonicClock.sleep(for: pause)
            try connection.send(".")
        }
        return ""
    case .floods:
        let piece = [UInt8](repeating: 0x78, count: 100_000)
        for _ in 0..<1000 { try connection.send(piece) }
        return ""
    case .finishes:
        connection.finishSending()
        return connection.readToEnd(within: .seconds(10))
    case .finishesOnly:
        connection.finishSending()
        MonotonicClock.sleep(for: .seconds(3))
        return ""
    case .resets:
        MonotonicClock.sleep(for: pause)
        try connection.reset()
        return ""
    }
}
