import Diagnostics
import TestSupport
import Testing

@testable import SSHConnections

@Suite("the OpenSSH client configuration")
struct ConfigurationTests {
    private static func route(
        to host: String,
        _ text: String,
        changing change: (inout SSHSettings) -> Void = { _ in }
    ) throws -> SSHRoute {
        try withScratchDirectory { directory in
            try write(["config": text], below: directory)
            var settings = SSHSettings(host: host)
            settings.configurationFile = "\(directory)/config"
            change(&settings)
            return try settings.route()
        }
    }

    @Test("the first value wins, sections apply by their patterns, key files add up")
    func sections() throws {
        let text = """
            # first come, first served
            User=alice
            Host web?? !web13
                HostName %h.example.net
                Port 2222
                IdentityFile /keys/%n-%r
            Host *
                User bob
                Port 22
                IdentityFile "/keys/of all"
                ForwardAgent yes
                ServerAliveInterval 1m
            """
        let route = try Self.route(to: "web01", text)
        #expect(route.address == "web01.example.net:2222")
        #expect(route.user == "alice")
        #expect(route.identityFiles == ["/keys/web01-alice", "/keys/of all"])
        #expect(route.keepAliveInterval == .seconds(60))
        #expect(route.recordedName == "[web01.example.net]:2222")
        #expect(try Self.route(to: "web13", text).address == "web13:22")
    }

    @Test("what the inventory says wins over the configuration")
    func settingsWin() throws {
        let text = "Host *\n User bob\n Port 2222\n UserKnownHostsFile /a /b\n ProxyJump gate\n"
        let route = try Self.route(to: "db", text) { settings in
            settings.user = "carol"
            settings.port = 22
            settings.proxyJump = "none"
        }
        #expect(route.user == "carol")
        #expect(route.recordedName == "db")
        #expect(route.knownHostsFiles == ["/a", "/b", "/etc/ssh/ssh_known_hosts"])
        #expect(route.jumps.isEmpty)
    }

    @Test("several hosts to jump through are kept in order")
    func jumps() throws {
        let route = try Self.route(to: "db", "ProxyJump bob@gate:2200,[fd00::1]:22\n")
        #expect(route.jumps.map(\.host) == ["gate", "fd00::1"])
        #expect(route.jumps.map(\.user) == ["bob", nil])
        #expect(route.jumps.map(\.port) == [2200, 22])
    }

    @Test("StrictHostKeyChecking no accepts new keys; one that changed is refused all the same")
    func lax() throws {
        let route = try Self.route(to: "db", "StrictHostKeyChecking no\n")
        #expect(route.hostKeyChecking == .acceptNew)
    }

    @Test("Match sections apply when all their criteria hold")
    func matches() throws {
        let text = """
            Match host web*,db originalhost *,!web2 user alice
              Port 2201
            Match !user alice
              Port 2202
            Match exec "test %h = far"
              Port 2203
            Match all
              ServerAliveInterval 7
            """
        let ports = try ["web1", "web2", "db", "other", "far"].map { host in
            try Self.route(to: host, text) { $0.user = "alice" }.port
        }
        #expect(ports == [2201, 22, 2201, 22, 2203])
        let bob = try Self.route(to: "db", text) { $0.user = "bob" }
        #expect(bob.port == 2202)
        #expect(bob.keepAliveInterval == .seconds(7))
    }

    @Test("Match sees the host name and user that were set before it, final those of all lines")
    func matchesWhatIsKnown() throws {
        let text = """
            Host alias
              HostName real.example
              User carol
            Match host real.example user carol
              Port 2201
            Match final host real.example
              ConnectTimeout 5
            """
        let route = try Self.route(to: "alias", text)
        #expect(route.port == 2201)
        #expect(route.connectTimeout == .seconds(5))
        #expect(try Self.route(to: "real.example", text).port == 22)
    }

    @Test("Include reads other files, in a section under its conditions")
    func includes() throws {
        try withScratchDirectory { directory in
            let text = """
                Host db
                  Include \(directory)/parts/*.conf
                  Port 2201
                Host *
                  User last
                """
            try write(
                [
                    "config": text, "parts/10.conf": "User first\nHost web\n User never\n",
                    "parts/20.conf": "Host db\n  ConnectTimeout 5\n", "parts/other": "Port 1\n",
                ],
                below: directory
            )
            var settings = SSHSettings(host: "db")
            settings.configurationFile = "\(directory)/config"
            let route = try settings.route()
            #expect(route.user == "first")
            #expect(route.port == 2201)
            #expect(route.connectTimeout == .seconds(5))
            settings.host = "web"
            #expect(try settings.route().user == "last")
        }
    }

    @Test("files that include each other are refused, unknown words are passed over when told so")
    func includesWithoutEnd() throws {
        try withScratchDirectory { directory in
            try write(["config": "Include \(directory)/config\n"], below: directory)
            var settings = SSHSettings(host: "db")
            settings.configurationFile = "\(directory)/config"
            let failure = #expect(throws: Diagnostic.self) { _ = try settings.route() }
            #expect(failure?.message == "files include each other too deeply")
        }
        #expect(try Self.route(to: "db", "IgnoreUnknown Use*\nUseMagic yes\nPort 9\n").port == 9)
    }

    @Test("of ProxyJump and ProxyCommand the first decides")
    func ways() throws {
        let command = try Self.route(to: "db", "ProxyCommand nc -x \"p r\" %h %p\nProxyJump gate\n")
        #expect(command.proxyCommand == "nc -x \"p r\" db 22")
        #expect(command.jumps.isEmpty)
        let none = try Self.route(to: "db", "ProxyJump none\nProxyCommand nc %h\n")
        #expect(none.proxyCommand == nil && none.jumps.isEmpty)
        let failure = #expect(throws: Diagnostic.self) {
            _ = try Self.route(to: "db;reboot", "ProxyCommand nc %h\n")
        }
        #expect(failure?.message == "'db;reboot' can't stand for '%h' in a command line")
    }

    /// A line that is refused, and what is said about it.
    struct Refused: CustomTestStringConvertible {
        var line: String
        var message: String
        var testDescription: String { line }
    }

    @Test(
        "what cannot be followed is refused with its place",
        arguments: [
            Refused(line: "Prot 22", message: "unknown ssh keyword 'prot'; did you mean 'port'?"),
            Refused(line: "Port none", message: "'none' is no port"),
            Refused(
                line: "Match hots db",
                message: "unknown criterion 'hots'; did you mean 'host'?"
            ),
            Refused(line: "Match host", message: "'host' has no value"),
            Refused(line: "ProxyCommand", message: "'ProxyCommand' has no value"),
            Refused(line: "AddressFamily ipv4", message: "'ipv4' is no address family"),
            Refused(line: "User", message: "'User' has no value"),
            Refused(line: "IdentityFile \"/a", message: "this quote is never closed"),
            Refused(line: "ProxyJump a:b", message: "'a:b' is no host to jump through"),
            Refused(line: "IdentitiesOnly maybe", message: "'maybe' is neither yes nor no"),
            Refused(
                line: "StrictHostKeyChecking perhaps",
                message: "'StrictHostKeyChecking perhaps' is not supported here"
            ),
        ]
    )
    func refused(_ refused: Refused) throws {
        let failure = #expect(throws: Diagnostic.self) {
            _ = try Self.route(to: "db", "Host db\n  \(refused.line)\n")
        }
        #expect(failure?.message == refused.message)
        #expect(failure?.place.map { "\($0)".hasSuffix("/config:2:3") } == true)
    }
}
