import LinuxSystem
import TestSupport
import Testing

/// The runtime API, command by command, as HAProxy answers it.
@Suite(
    "runtime commands against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyCommandDifferentialTests {
    private func sections(_ control: UInt16) -> String {
        """
        global
            stats socket ipv4@127.0.0.1:\(control) level admin
        frontend fe
            bind 127.0.0.1:{{port}}
            default_backend be
        backend be
            server s1 127.0.0.1:21201 weight 10 check inter 100s
            server s2 127.0.0.1:21202 maxconn 5 disabled
            server s3 127.0.0.1:21203
        backend bsrc
            balance source
            server s1 127.0.0.1:21201
        backend bl
            balance leastconn
            server s1 127.0.0.1:21201
        """
    }

    private func ask(_ port: UInt16, _ command: String) throws -> String {
        let client = try TestClient(port: port)
        try client.send("\(command)\n")
        return client.readToEnd()
    }

    /// One after another, on one proxy: what came before is part of what is asked.
    private static let commands = """
        set server
        set server be
        set server be/nope state ready
        set server nope/s1 state ready
        set server be/s1 state foo
        set server be/s1 health foo
        set server be/s1 check-port
        set server be/s1 check-port x
        set server be/s1 check-port 70000
        set server be/s1 check-port 18081
        set server be/s3 check-port 18081
        set server be/s1 check-addr
        set server be/s1 check-addr 127.0.0.2
        set server be/s1 check-addr x
        set server be/s3 check-addr 127.0.0.2
        show servers state be
        set server be/s1 fqdn
        set server be/s1 fqdn foo.example
        set server be/s1 ssl on
        set server be/s1 agent-addr 1.2.3.4
        set maxconn global
        set maxconn global x
        set maxconn global 100000000
        set maxconn frontend
        set maxconn frontend foo
        set maxconn frontend fe
        set maxconn frontend fe x
        set maxconn frontend fe -1
        set maxconn frontend fe 100
        set maxconn server
        set maxconn server be
        set maxconn server be/s1
        set maxconn server be/s1 x
        set maxconn server be/s1 3x
        set maxconn server be/s1 7
        set maxconn server be/xx 7
        set maxconn server xx/s1 7
        set rate-limit connections global
        set rate-limit sessions global 100
        set rate-limit connections global 0
        set timeout
        set timeout foo
        set timeout cli
        set timeout cli x
        set timeout cli 0
        set timeout cli 10s; show cli level
        disable frontend
        disable frontend xx
        disable frontend fe
        disable frontend fe
        enable frontend fe
        enable frontend fe
        enable frontend xx
        disable health be/s1
        show servers state be
        enable health be/s1
        disable health be/s3
        enable health be/s3
        disable agent be/s1
        enable agent be/s1
        disable server
        disable server be
        disable server be/x
        disable server be/s1
        show servers state be
        enable server be/s1
        shutdown frontend
        shutdown frontend xx
        shutdown session
        shutdown session 0x1
        shutdown sessions server
        shutdown sessions server be
        shutdown sessions server be/s1
        get weight
        get weight be
        get weight be/s1
        get weight be/x
        set weight be/s1
        set weight be/s1 x
        set weight be/s1 300
        set weight be/s1 0x10
        set weight be/s1 -1
        set weight be/s1 50%
        get weight be/s1
        set weight bsrc/s1 50%
        show cli level
        show env NO_SUCH_VARIABLE
        show sess 0x1
        show servers state nope
        show servers conn nope
        show backend
        show stat nope 1 1
        show errors nope
        add server be/s1 127.0.0.1:1
        add server be/s11
        add server be
        add server nope/s1 127.0.0.1:1
        add server be/s5 127.0.0.1:1 cookie x
        add server be/s5 127.0.0.1:1 init-addr none
        add server be/s4 127.0.0.1:21204 weight 5 maxconn 3
        add server bl/s2 127.0.0.1:21204
        add server be/s4 127.0.0.1:21204
        show servers state be
        del server be/s3
        del server be/nope
        del server nope/s1
        enable server be/s4
        del server be/s4
        show servers state be
        disable server be/s4; del server be/s4
        disable server be/s3; del server be/s3; get weight be/s3
        show servers state be
        clear counters
        clear counters all
        operator
        user
        operator; set weight be/s1 3
        user; show errors
        user; disable frontend fe
        operator; clear counters all
        expert-mode
        expert-mode on; expert-mode
        experimental-mode
        set severity-output foo
        set severity-output number; set weight be/s1 x
        set severity-output string; set weight be/s1 x
        set severity-output none; set weight be/s1 x
        shutdown frontend fe
        disable frontend fe
        enable frontend fe
        shutdown frontend fe
        """.split(separator: "\n").map(String.init)

    /// An answer without times since changes, which no two runs have in common.
    private func normalised(_ command: String, _ answer: String) -> [String] {
        let lines = answer.split(separator: "\n", omittingEmptySubsequences: false)
        guard command.hasPrefix("show servers state") else { return lines.map(String.init) }
        return lines.map { line in
            var words = line.split(separator: " ").map(String.init)
            // When it changed, and how the check of a server that nobody is ends.
            if words.count > 20, words[0] != "#" { words.replaceSubrange(9...12, with: ["..."]) }
            return words.joined(separator: " ")
        }
    }

    @Test("each command is answered word by word, and has done the same")
    func sentences() throws {
        let control = try freePort()
        let (ours, theirs) = try throughBoth(sections(control)) { _, _ in
            try Self.commands.map { ["> \($0)"] + normalised($0, try ask(control, $0)) }
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
    }

    @Test("what 'show servers state' said gives servers their state again at the next start")
    func stateFile() throws {
        let control = try freePort()
        let changes = [
            "set server be/s1 state maint", "set server be/s3 state drain",
            "set server be/s2 state ready", "set server bl/s1 weight 9",
            "disable health be/s1",
        ]
        func seen(_ engine: ProxyEngine) throws -> [String] {
            let port = try freePort()
            func configuration(_ file: String) -> String {
                """
                global
                    server-state-file \(file)
                defaults
                    mode http
                    timeout connect 1s
                    timeout client 5s
                    timeout server 1s
                    load-server-state-from-file global
                \(sections(control).replacing("{{port}}", with: "\(port)"))

                """
            }
            func states() throws -> [String] {
                normalised("show servers state", try ask(control, "show servers state"))
            }
            let directory = try FileSystem.makeTemporaryDirectory(prefix: "state")
            defer { try? FileSystem.removeTree(directory) }
            let file = "\(directory)/state"
            let before = try withProxy(
                engine,
                configuration: configuration(file),
                waitingFor: port
            ) { _ in
                for change in changes { _ = try ask(control, change) }
                let text = try ask(control, "show servers state")
                try FileSystem.writeAtomically(text, to: file)
                return try states()
            }
            return try before
                + withProxy(engine, configuration: configuration(file), waitingFor: port) { _ in
                    try states()
                }
        }
        #expect(try seen(.switchyard) == seen(.haproxy))
    }
}
