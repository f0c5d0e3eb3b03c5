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
