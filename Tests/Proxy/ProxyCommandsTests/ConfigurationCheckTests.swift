import LinuxSystem
import TestSupport
import Testing

@Suite("switchyard-proxy -c", .serialized)
struct ConfigurationCheckTests {
    /// A configuration and what `-c` and a start say about it.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String
        let words: String
        var checkStatus: Int32 = 1
        var startStatus: Int32 = 1
    }

    private static let listen = """
        listen l
            mode http
            timeout client 1s
            timeout connect 1s
            timeout server 1s

        """

    static let cases = [
        Case(
            testDescription: "an empty file",
            text: "",
            words: "will not start (no listener) => exit(2).",
            checkStatus: 2
        ),
        Case(
            testDescription: "a proxy that is disabled",
            text: listen + "    bind 127.0.0.1:{{port}}\n    disabled\n",
            words: "will not start (no listener) => exit(2).",
            checkStatus: 2
        ),
        Case(
            testDescription: "a user that is not there",
            text: "global\n    user nobody-here\n" + listen + "    bind 127.0.0.1:{{port}}\n",
            words: "case.cfg:2:10: error: there is no user 'nobody-here' on this machine"
        ),
        Case(
            testDescription: "a group that is not there",
            text: "global\n    group nobody-here\n" + listen + "    bind 127.0.0.1:{{port}}\n",
            words: "case.cfg:2:11: error: there is no group 'nobody-here' on this machine"
        ),
        Case(
            testDescription: "a socket of a user that is not there",
            text: listen + "    bind /tmp/none.sock user nobody-here\n",
            words: "case.cfg:6:30: error: there is no user 'nobody-here' on this machine"
        ),
        Case(
            testDescription: "a root that is not there",
            text: "global\n    chroot /no/such/root\n" + listen + "    bind 127.0.0.1:{{port}}\n",
            words: "case.cfg:2:5: error: there is no directory '/no/such/root' on this machine"
        ),
        Case(
            testDescription: "more connections than any machine has descriptors for",
            text: "global\n    maxconn 2000000000\n" + listen + "    bind 127.0.0.1:{{port}}\n",
            words: "case.cfg:2:5: error: cannot raise the limit of open files to 40000000"
        ),
        Case(
            testDescription: "a port offset that no number holds",
            text: listen + "    bind 127.0.0.1:{{port}}\n"
                + "    server s 127.0.0.1:-9223372036854775808\n",
            words: "case.cfg:7:14: error: invalid port '-9223372036854775808'"
        ),
    ]

    private func run(_ options: [String], _ text: String) throws -> CommandRun {
        try withScratchDirectory { directory in
            let port = try freePort()
            let whole = text.replacing("{{port}}", with: "\(port)")
            try write(["case.cfg": whole], below: directory)
            return try CommandRun.of(
                [builtProgram("switchyard-proxy")] + options + ["-f", "case.cfg"],
                directory: directory
            )
        }
    }

    @Test("what cannot start is not valid, and a start ends as it said", arguments: cases)
    func refused(_ wrong: Case) throws {
        let checked = try run(["-c"], wrong.text)
        #expect(checked.status == wrong.checkStatus, "\(checked.output)")
        #expect(checked.output.contains(wrong.words), "\(checked.output)")
        let started = try run(["-db"], wrong.text)
        #expect(started.status == wrong.startStatus, "\(started.output)")
    }

    @Test("a port of another program is named with it; one that is free is no reason")
    func takenPort() throws {
        let text = Self.listen + "    bind 127.0.0.1:{{port}}\n"
        #expect(try run(["-c"], text).status == 0)
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let taken = try run(["-c"], text.replacing("{{port}}", with: "\(origin.port)"))
        #expect(taken.status == 1)
        #expect(taken.output.contains("listens on 127.0.0.1:\(origin.port) already"))
        #expect(taken.output.contains("case.cfg:6:5: error: "))
    }

    @Test("Debian's own configuration is read", .enabled(if: isDebians))
    func debians() throws {
        let run = try CommandRun.of([
            builtProgram("switchyard-proxy"), "-c", "-f", "/etc/haproxy/haproxy.cfg",
        ])
        // As HAProxy says: the stats socket is a listener.
        #expect(run.status == 0, "\(run.output)")
    }
}

/// Whether the file that Debian's package brings is there as it came.
private let isDebians =
    (try? FileSystem.readText("/etc/haproxy/haproxy.cfg"))
    .map { $0.contains("ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets") } ?? false
