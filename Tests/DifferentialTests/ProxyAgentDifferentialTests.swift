import HTTPWire
import LinuxSystem
import Synchronization
import TestSupport
import Testing

/// What agents say of servers, and what becomes of it.
@Suite(
    "proxy agents against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyAgentDifferentialTests {
    private static let columns = [
        "status", "weight", "uweight", "slim", "check_status", "chkdown", "agent_status",
        "agent_code", "last_agt", "agent_desc", "agent_rise", "agent_fall", "agent_health",
    ]

    /// An agent that answers every connection with the same line until told otherwise.
    private final class Agent: Sendable {
        private let line = Mutex("\n")
        private let greetings = Mutex<[String]>([])
        private let asked = Mutex(0)

        func say(_ text: String) { line.withLock { $0 = text } }
        var said: [String] { greetings.withLock { $0 } }
        var timesAsked: Int { asked.withLock { $0 } }

        /// Answers connections, after a greeting where there is one.
        func listen(isGreeted: Bool = false) throws -> ScriptedOrigin {
            try ScriptedOrigin { [self] client, _ in
                if isGreeted {
                    let bytes = client.read(within: .seconds(2)) ?? []
                    greetings.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
                }
                let text = line.withLock { $0 }
                try client.send(text)
                asked.withLock { $0 += 1 }
            }
        }

        /// Says something else, and waits until it was heard twice: the first time it may have been
        /// asked before.
        func sayAndWait(_ text: String) {
            say(text)
            let before = timesAsked
            for _ in 0..<300 where timesAsked < before + 3 {
                MonotonicClock.sleep(for: .milliseconds(10))
            }
        }
    }

    private func columns(_ port: UInt16, _ server: String = "pool/one") throws -> String {
        let all = try statistics(of: server, port)
        return Self.columns.map { "\($0)=\(all[$0] ?? "?")" }.joined(separator: " ")
    }

    /// A line of the log without how long a check took.
    private func withoutDuration(_ line: String) -> String {
        guard let start = line.firstRange(of: ", check duration: ") else { return line }
        let rest = line[start.upperBound...].drop { $0 != "s" }.dropFirst()
        return String(line[..<start.lowerBound] + rest)
    }

    @Test("each word does the same, shows the same, and is told in the same words")
    func words() throws {
        let origin = try TestOrigin.named("one")
        let agent = Agent()
        let listener = try agent.listen()
        defer {
            origin.stop()
            listener.stop()
        }
        let lines = [
            "\n", "up\n", "down\n", "up\n", "stopped # by hand\n", "up ready\n", "fail,\n", "up\n",
            "drain\n", "ready\n", "maint\n", "up\n", "ready\n", "50%\n", "0%\n", "100%\n",
            "maxconn:7\n", "maxconn:0 300%\n", "what\n", "up what\n", "down what\n", "UP\n",
            "50%x\n", "maxconn:x\n", "down # why, \"he\" said <so>\n", "up\r\n", "100% up ready\n",
        ]
        let control = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                timeout check 2s
                log stdout format short local0
                server one 127.0.0.1:\(origin.port) weight 40 agent-check agent-port \(listener.port) \
            agent-inter 50ms
                server two 127.0.0.1:\(origin.port)
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, proxy -> [String] in
            var seen: [String] = []
            for line in lines {
                agent.sayAndWait(line)
                seen.append("\(line): \(try columns(control))")
            }
            let told = proxy.output.filter { $0.hasPrefix("<") && $0.contains("Server pool/one") }
            return seen + told.map(withoutDuration)
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
        #expect(ours.count == theirs.count)
        #expect(ours[2].contains("status=DOWN (agent)"), "\(ours[2])")
    }

    @Test("an agent and checks have to agree on a server that comes up")
    func agreement() throws {
        let healthy = Mutex(true)
        let origin = try TestOrigin { _ in
            let status = healthy.withLock { $0 } ? "200 OK" : "500 No"
            return .respondAndClose("HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n")
        }
        let agent = Agent()
        let listener = try agent.listen()
        defer {
            origin.stop()
            listener.stop()
        }
        let control = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                timeout check 2s
                option httpchk
                server one 127.0.0.1:\(origin.port) check inter 20ms rise 2 fall 2 agent-check \
            agent-port \(listener.port) agent-inter 50ms
                server two 127.0.0.1:\(origin.port)
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, _ -> [String] in
            var seen: [String] = []
            let look = { (what: String, isHealthy: Bool, line: String) in
                healthy.withLock { $0 = isHealthy }
                agent.sayAndWait(line)
                // Several checks more, so that what they lead to has happened.
                agent.sayAndWait(line)
                agent.sayAndWait(line)
                let shown = try columns(control)
                let kept = shown.split(separator: " ").filter {
                    $0.hasPrefix("status=") || $0.hasPrefix("(agent)") || $0.hasPrefix("agent_")
                }
                seen.append("\(what): \(kept.joined(separator: " "))")
            }
            try look("both up", true, "up\n")
            try look("agent down", true, "down\n")
            try look("agent silent", true, "\n")
            try look("agent up", true, "up\n")
            try look("checks down", false, "up\n")
            try look("both down", false, "down\n")
            try look("checks up", true, "\n")
            seen.append(try askOperator(control, "disable agent pool/one"))
            try waitForStatus(control, "UP")
            seen.append(try columns(control))
            seen.append(try askOperator(control, "enable agent pool/one"))
            try look("agent up again", true, "up\n")
            return seen
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
        #expect(ours.first?.contains("status=UP") == true, "\(ours)")
    }

    private func waitForStatus(_ control: UInt16, _ status: String) throws {
        for _ in 0..<200 {
            if try columns(control).hasPrefix("status=\(status)") { return }
            MonotonicClock.sleep(for: .milliseconds(20))
        }
    }

    @Test("commands about agents answer and act alike")
    func commands() throws {
        let origin = try TestOrigin.named("one")
        let agent = Agent()
        let listener = try agent.listen(isGreeted: true)
        defer {
            origin.stop()
            listener.stop()
        }
        let commands = [
            "set server pool/one agent down", "set server pool/one agent what",
            "set server pool/one agent up", "set server pool/two agent up",
            "set server pool/one agent-port", "set server pool/one agent-port x",
            "set server pool/one agent-port 70000", "set server pool/one agent-addr",
            "set server pool/one agent-addr 127.0.0.1.5",
            "set server pool/one agent-addr 127.0.0.1",
            "set server pool/two agent-port 5", "set server pool/two agent-addr 127.0.0.1",
            "set server pool/two agent-send x", "set server pool/one agent-send abc",
            "enable agent pool/two", "disable agent pool/two", "disable agent pool/one",
            "set server pool/one agent up", "enable agent pool/one", "enable agent pool",
            "enable agent none/one", "enable agent pool/none", "set maxconn server pool/one 9",
            "set maxconn server pool/one", "set maxconn server pool/one x",
            "set maxconn server pool/one 5x", "set maxconn server pool/one 0",
        ]
        let control = try freePort()
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                timeout check 2s
                server one 127.0.0.1:\(origin.port) agent-check agent-port \(listener.port) \
            agent-addr 127.0.0.1 agent-inter 50ms agent-send "hi\\n"
                server two 127.0.0.1:\(origin.port)
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, _ -> [String] in
            var seen: [String] = []
            agent.sayAndWait("\n")
            for command in commands {
                let answer = try askOperator(control, command)
                let status = try columns(control).split(separator: " agent_status").first ?? ""
                seen.append("\(command): \(answer) \(status)")
            }
            agent.sayAndWait("\n")
            seen.append(agent.said.last ?? "nothing")
            let states = try askOperator(control, "show servers state pool").split(separator: "\n")
            for line in states.dropFirst(2) {
                let words = line.split(separator: " ").map(String.init)
                // Whether the agent is being asked just now is left out.
                let asked = Int(words[14]).map { $0 & ~1 } ?? -1
                seen.append("\(words[3]): \(asked) \(words.suffix(2))")
            }
            return seen
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
        #expect(ours.contains("abc"), "\(ours)")
    }

    @Test("an agent that cannot be asked changes nothing, and it shows")
    func unreachable() throws {
        let origin = try TestOrigin.named("one")
        let closing = try ScriptedOrigin { _, _ in }
        let endless = try ScriptedOrigin { client, _ in try client.send("up") }
        defer {
            origin.stop()
            closing.stop()
            endless.stop()
        }
        let nobody = try freePort()
        let control = try freePort()
        let ports = [
            ("refused", nobody), ("endless", endless.port), ("closing", closing.port),
        ]
        let servers = ports.map {
            "server \($0.0) 127.0.0.1:\(origin.port) agent-check agent-port \($0.1) agent-inter 50ms"
        }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                \(servers.joined(separator: "\n    "))
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { _, _ -> [String] in
            // The second of them is known only after the time that asking may take, and haproxy forgets
            // it while it asks again.
            var seen: [String] = []
            for _ in 0..<1000 {
                seen = try ports.map { "\($0.0): \(try columns(control, "pool/\($0.0)"))" }
                if seen[1].contains("Ignoring"), !seen.contains(where: { $0.contains("INI") }) {
                    break
                }
                MonotonicClock.sleep(for: .milliseconds(20))
            }
            return seen
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
        #expect(ours.first?.contains("agent_status=L4CON") == true, "\(ours)")
    }
}
