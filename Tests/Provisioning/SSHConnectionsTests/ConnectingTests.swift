import Foundation
import HostConnections
import LinuxSystem
import SSHConnections
import TestSupport
import Testing

@Suite("connecting by SSH", .serialized)
struct ConnectingTests {
    private static func failure(_ settings: SSHSettings) -> String? {
        let failure = #expect(throws: ConnectionFailure.self) {
            _ = try SSHConnection(settings: settings, name: "lb1")
        }
        return failure?.description
    }

    @Test("a ProxyCommand is the way to the server")
    func proxyCommand() throws {
        try withScratchDirectory { directory in
            let server = try LoopbackServer(below: directory)
            try server.record()
            var settings = server.settings()
            settings.host = "elsewhere.invalid"
            let words = "-o 'HostKeyAlias=[127.0.0.1]:\(server.port)' "
            let relay = "-o 'ProxyCommand=perl \(directory)/relay %p'"
            settings.arguments = [ClientArguments(words + relay, name: "v")]
            try write(["relay": Self.relay], below: directory)
            let connection = try SSHConnection(settings: settings, name: "lb1")
            defer { connection.close() }
            let program = try connection.start(["echo", "through"])
            #expect(try everything(of: program.output) == Array("through\n".utf8))
        }
    }

    @Test("what a ProxyCommand says when it fails is told")
    func failingProxyCommand() throws {
        var settings = SSHSettings(host: "127.0.0.1")
        settings.usesConfiguration = false
        settings.arguments = [
            ClientArguments("-o 'ProxyCommand=echo no way >&2; exit 1'", name: "v")
        ]
        #expect(
            Self.failure(settings) == "lb1: cannot speak SSH with 127.0.0.1:22: the ProxyCommand "
                + "says: no way"
        )
    }

    /// Copies both ways between its standard streams and a port of this machine.
    private static let relay = """
        use IO::Socket::INET;
        my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$ARGV[0]") or die;
        my $pid = fork;
        my ($from, $to) = $pid ? (\\*STDIN, $s) : ($s, \\*STDOUT);
        while (sysread($from, my $bytes, 65536)) { syswrite($to, $bytes) }
        kill 15, $pid if $pid;
        """

    @Test("a closed port is said to be one")
    func refused() throws {
        var settings = SSHSettings(host: "127.0.0.1")
        settings.usesConfiguration = false
        let port = try LoopbackServer.freePort()
        settings.port = port
        #expect(
            Self.failure(settings) == "lb1: connection to 127.0.0.1:\(port) refused; is sshd "
                + "running there, and is the port right?"
        )
    }

    @Test("a server that says nothing is given up in time")
    func silent() throws {
        let silent = try SilentServer()
        var settings = SSHSettings(host: "127.0.0.1")
        settings.usesConfiguration = false
        settings.port = silent.port
        settings.connectTimeout = .seconds(1)
        #expect(
            Self.failure(settings) == "lb1: no answer within 1 s (the SSH handshake with "
                + "127.0.0.1:\(silent.port))"
        )
    }

    @Test("a key that the server does not know is refused, with what was tried")
    func wrongKey() throws {
        try withScratchDirectory { directory in
            let server = try LoopbackServer(below: directory)
            try server.record()
            var settings = server.settings()
            settings.identityFiles = ["\(server.directory)/host"]
            #expect(
                Self.failure(settings) == "lb1: authentication as 'root' failed (tried key "
                    + "\(server.directory)/host; the server accepts publickey, password, "
                    + "keyboard-interactive)"
            )
            settings.user = "nobody"
            settings.password = "wrong"
            #expect(
                Self.failure(settings) == "lb1: authentication as 'nobody' failed (tried key "
                    + "\(server.directory)/host, password, keyboard-interactive; the server "
                    + "accepts publickey, password, keyboard-interactive)"
            )
        }
    }

    @Test("a key file that is missing, protected or none is named")
    func unusableKeys() throws {
        try withScratchDirectory { directory in
            let server = try LoopbackServer(below: directory)
            try server.record()
            let locked = "\(directory)/locked"
            _ = try CommandRun.of(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", locked]
            )
            let reasons = [
                "\(directory)/missing": "no such file",
                "\(server.directory)/config": "it is no private key",
                locked: "it is protected by a passphrase; load it into ssh-agent, or use a key "
                    + "without",
            ]
            for (path, why) in reasons {
                var settings = server.settings()
                settings.identityFiles = [path]
                #expect(Self.failure(settings) == "lb1: cannot use the key file '\(path)': \(why)")
            }
        }
    }

    @Test("a key of the agent is used")
    func agent() throws {
        try withScratchDirectory { directory in
            let server = try LoopbackServer(below: directory)
            try server.record()
            let socket = "\(directory)/agent"
            let agent = try Subprocess.start(["ssh-agent", "-D", "-a", socket], output: .none)
            defer {
                try? agent.send(.kill)
                _ = try? agent.wait()
            }
            let adding = "until ssh-add -q \(server.directory)/client; do sleep 0.05; done"
            _ = try CommandRun.of(["sh", "-c", adding], environment: ["SSH_AUTH_SOCK": socket])
            var settings = server.settings()
            settings.identityFiles = []
            settings.agentSocket = socket
            let connection = try SSHConnection(settings: settings, name: "lb1")
            #expect(connection.isAlive)
            connection.close()
        }
    }

    @Test("a host behind another is reached through it, by the client configuration")
    func jump() throws {
        try withScratchDirectory { directory in
            let gate = try LoopbackServer(below: directory, name: "gate")
            let inner = try LoopbackServer(below: directory, name: "inner")
            try gate.record()
            try inner.record()
            let known = "\(gate.knownHosts) \(inner.knownHosts)"
            try write(
                [
                    "ssh_config": """
                    Host gate
                        Port \(gate.port)
                        IdentityFile \(gate.directory)/client
                    Host inner
                        Port \(inner.port)
                        IdentityFile "\(inner.directory)/client"
                        ProxyJump gate
                    Host inner gate !other
                        User root
                        HostName 127.0.0.1
                        UserKnownHostsFile \(known)
                    """
                ],
                below: directory
            )
            var settings = SSHSettings(host: "inner")
            settings.configurationFile = "\(directory)/ssh_config"
            settings.agentSocket = ""
            let connection = try SSHConnection(settings: settings, name: "lb1")
            defer { connection.close() }
            let script = "echo $SSH_CONNECTION | cut -d' ' -f4"
            let program = try connection.start(["sh", "-c", script])
            #expect(try everything(of: program.output) == Array("\(inner.port)\n".utf8))
            let log = try String(contentsOfFile: "\(gate.directory)/log", encoding: .utf8)
            #expect(log.contains("Accepted publickey"))
        }
    }
}
