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
            Refused(line: "Include other", message: "'Include' is not supported here"),
            Refused(line: "Match all", message: "'Match' is not supported here"),
            Refused(line: "ProxyCommand nc %h", message: "'proxycommand' is not supported here"),
            Refused(line: "User", message: "'User' has no value"),
            Refused(line: "IdentityFile \"/a", message: "this quote is never closed"),
            Refused(line: "ProxyJump a:b", message: "'a:b' is no host to jump through"),
            Refused(line: "IdentitiesOnly maybe", message: "'maybe' is neither yes nor no"),
            Refused(
                line: "StrictHostKeyChecking no",
                message: "'StrictHostKeyChecking no' is not supported here"
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
