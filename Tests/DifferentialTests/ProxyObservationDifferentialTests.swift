import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// What traffic tells of the health of servers, and what becomes of traffic when health changes.
@Suite(
    "proxy observation of traffic against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyObservationDifferentialTests {
    /// Requests to a server that is observed, and how often there are too many errors.
    struct Case: Sendable {
        /// Options of the server.
        var options: String
        /// What its backend says besides.
        var lines = ""
        /// The paths that are asked for; `/none` goes to nobody.
        var paths: [String]
        /// How often the errors are too many.
        var alarms: Int
    }

    private static let cases = [
        Case(
            options: "observe layer7 error-limit 3 on-error mark-down",
            paths: ["/500", "/503", "/200", "/500", "/504", "/501", "/502", "/500", "/500"],
            alarms: 1
        ),
        Case(
            options: "observe layer7 error-limit 2 on-error sudden-death fall 5",
            paths: ["/500", "/500"],
            alarms: 1
        ),
        Case(
            options: "observe layer7 error-limit 2 fall 3",
            paths: ["/500", "/500", "/500", "/500"],
            alarms: 2
        ),
        Case(
            options: "observe layer7 error-limit 1 on-error fail-check fall 2",
            paths: ["/500", "/500", "/200"],
            alarms: 2
        ),
        Case(
            options: "observe layer7 error-limit 1 on-error fastinter",
            paths: ["/500", "/500"],
            alarms: 2
        ),
        Case(
            options: "observe layer7 error-limit 3 on-error mark-down",
            paths: ["/close", "/junk", "/silent"],
            alarms: 1
        ),
        Case(
            options: "observe layer7 error-limit 1 on-error mark-down",
            lines: "retry-on 503 empty-response",
            paths: ["/503-once", "/close-once", "/junk"],
            alarms: 1
        ),
        Case(
            options: "observe layer4 error-limit 1 on-error mark-down",
            paths: ["/500", "/close", "/junk"],
            alarms: 0
        ),
        Case(options: "observe none error-limit 1", paths: ["/500", "/500"], alarms: 0),
        Case(options: "", paths: ["/500", "/500"], alarms: 0),
        Case(
            options: "observe layer4 error-limit 2 on-error mark-down",
            lines: "retries 0",
            paths: ["/none", "/none"],
            alarms: 1
        ),
        Case(
            options: "observe layer7 error-limit 3 on-error mark-down",
            lines: "timeout connect 100ms\n    retries 2",
            paths: ["/none", "/none"],
            alarms: 1
        ),
        Case(options: "observe layer4 fall 1", lines: "retries 0", paths: ["/none"], alarms: 0),
    ]

    private static let columns = [
        "status", "check_status", "last_chk", "check_desc", "check_health", "hanafail", "chkfail",
        "chkdown", "econ",
    ]

    /// Asks until a column of a server has a value; all columns then.
    private func wait(
        _ port: UInt16,
        _ backend: String,
        _ column: String,
        _ value: String
    ) throws -> [String: String] {
        for _ in 0..<200 {
            let seen = try statistics(of: "\(backend)/one", port)
            if seen[column] == value { return seen }
            MonotonicClock.sleep(for: .milliseconds(20))
        }
        return try statistics(of: "\(backend)/one", port)
    }

    private func observedOrigin() throws -> TestOrigin {
        let turn = AnswerTurn()
        return try TestOrigin { request in
            let isFirst = !request.target.hasSuffix("-once") || turn.take() % 2 == 0
            switch request.target {
            case "/close": return .close
            case "/junk": return .respondAndClose("no http at all\r\n\r\n")
            case "/silent": return .respondAfter(.seconds(3), "")
            case "/503-once" where !isFirst, "/close-once" where !isFirst:
                return .respond("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            case "/close-once": return .close
            default:
                let status = request.target.dropFirst().prefix(3)
                return .respondAndClose("HTTP/1.1 \(status) X\r\nContent-Length: 2\r\n\r\nno")
            }
        }
    }

    @Test("errors in a row do what 'on-error' says, and are told in the same words")
    func reactions() throws {
        let origin = try observedOrigin()
        let checked = try TestOrigin.named("checked")
        defer { for origin in [origin, checked] { origin.stop() } }
        let nobody = try freePort()
        let control = try freePort()
        let backends = Self.cases.enumerated().map { index, one in
            let port = one.paths == ["/none"] || one.paths.first == "/none" ? nobody : origin.port
            return """
                backend b\(index)
                    log stdout format short local0
                    timeout server 1s
                    http-reuse never
                    \(one.lines)
                    server one 127.0.0.1:\(port) check port \(checked.port) inter 60s \(one.options)
                """
        }
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
            \(Self.cases.indices.map { "    use_backend b\($0) if { hdr(x) \($0) }" }
                .joined(separator: "\n"))
            \(backends.joined(separator: "\n"))
            """,
            global: "nbthread 1\n    max-spread-checks 100ms\n"
                + "    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, proxy -> [String] in
            try Self.cases.enumerated().map { index, one in
                let backend = "b\(index)"
                _ = try wait(control, backend, "check_status", "L4OK")
                let answers = try one.paths.map { path in
                    let headers: HTTPHeaders = ["Host": "test", "X": "\(index)"]
                    let answer = try TestClient.fetch(path, port: port, headers: headers)
                    // The verdict is the control thread's: the second answer that is asked for now
                    // is certain to be given behind it.
                    for _ in 0..<2 { _ = try statistics(of: "\(backend)/one", control) }
                    return answer?.status ?? 0
                }
                let isCounted = one.options.contains("observe layer")
                let seen = try wait(
                    control,
                    backend,
                    "hanafail",
                    isCounted ? "\(one.alarms)" : ""
                )
                let news = proxy.output.first {
                    $0.hasPrefix("<") && $0.contains("Server \(backend)/one is")
                }
                // Whether the last stream has ended by then, no two runs agree on.
                let told = (news ?? "-").replacing(" 1 sessions active", with: " 0 sessions active")
                let shown = Self.columns.map { "\($0)=\(seen[$0] ?? "?")" }
                return "\(one.options): \(answers) \(shown.joined(separator: " ")) \(told)"
            }
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
        #expect(ours.first?.contains("status=DOWN check_status=HANA") == true, "\(ours)")
        #expect(ours.first?.contains("is DOWN, reason: Health analyze, info: ") == true)
    }

    @Test("too many errors bring the next check within 'fastinter'")
    func hurry() throws {
        let origin = try observedOrigin()
        let checked = try TestOrigin.named("checked")
        defer { for origin in [origin, checked] { origin.stop() } }
        let control = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                option httpchk
                default-server inter 60s error-limit 2 observe layer7 on-error fastinter
                server one 127.0.0.1:\(origin.port) check port \(checked.port) fastinter 100ms
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, _ -> [Int] in
            let seen = try wait(control, "pool", "check_status", "L7OK")
            let before = checked.requests.count
            for _ in 0..<2 { _ = try TestClient.fetch("/500", port: port) }
            for _ in 0..<200 where checked.requests.count == before {
                MonotonicClock.sleep(for: .milliseconds(20))
            }
            return [seen["check_status"] == "L7OK" ? 1 : 0, checked.requests.count - before]
        }
        #expect(ours == theirs)
        #expect(ours == [1, 1])
    }

    @Test("streams that a change of health cuts end alike, and are logged alike")
    func shutdownSessions() throws {
        let turn = AnswerTurn()
        let slow = try TestOrigin { _ in
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
            return turn.take() == 0 ? .respondAfter(.seconds(3), answer) : .respond(answer)
        }
        defer { slow.stop() }
        let control = try freePort()
        let cases = ["on-marked-down", "killed", "retried", "posted", "on-marked-up"]
        let (ours, theirs) = try throughBoth(
            """
            frontend public
                bind 127.0.0.1:{{port}}
            \(cases.map { "    use_backend \($0) if { hdr(x) \($0) }" }.joined(separator: "\n"))
            backend on-marked-down
                timeout server 5s
                server one 127.0.0.1:\(slow.port) on-marked-down shutdown-sessions
            backend killed
                timeout server 5s
                server one 127.0.0.1:\(slow.port)
            backend retried
                timeout server 5s
                option redispatch 1
                retry-on conn-failure empty-response
                server one 127.0.0.1:\(slow.port) on-marked-down shutdown-sessions
                server two 127.0.0.1:\(slow.port) backup
            backend posted
                timeout server 5s
                option redispatch 1
                retry-on conn-failure empty-response
                http-request disable-l7-retry if { method POST }
                server one 127.0.0.1:\(slow.port) on-marked-down shutdown-sessions
                server two 127.0.0.1:\(slow.port) backup
            backend on-marked-up
                timeout server 5s
                server one 127.0.0.1:\(slow.port) on-marked-up shutdown-backup-sessions disabled
                server two 127.0.0.1:\(slow.port) backup
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, proxy -> [String] in
            try cases.map { name in
                turn.restart()
                let client = try TestClient(port: port)
                let start = slow.requests.count
                let method = name == "posted" ? "POST" : "GET"
                try client.send(
                    "\(method) / HTTP/1.1\r\nHost: t\r\nX: \(name)\r\nContent-Length: 0\r\n\r\n"
                )
                for _ in 0..<200 where slow.requests.count == start {
                    MonotonicClock.sleep(for: .milliseconds(10))
                }
                switch name {
                case "killed": _ = try askOperator(control, "shutdown sessions server killed/one")
                case "on-marked-up":
                    _ = try askOperator(control, "set server \(name)/one state ready")
                default: _ = try askOperator(control, "set server \(name)/one health down")
                }
                let response = try? client.readResponse(within: .seconds(5))
                let line = proxy.line(containing: "public \(name)/") ?? "nothing"
                return "\(name): \(response?.status ?? 0) \(normalised(line))"
            }
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
        #expect(ours.count == cases.count)
    }
}
