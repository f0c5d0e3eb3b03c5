import Diagnostics
import TestSupport
import Testing

@testable import SSHConnections

@Suite("options of ssh that an inventory gives")
struct ArgumentsTests {
    private static func route(_ text: String) throws -> SSHRoute {
        var settings = SSHSettings(host: "db")
        settings.configurationFile = "none"
        settings.arguments = [ClientArguments(text, name: "ansible_ssh_common_args")]
        return try settings.route()
    }

    @Test("they mean what they mean for ssh")
    func meaning() throws {
        let route = try Self.route(
            "-C -4qT -o ControlMaster=auto -oPort=2201 -l alice -i /keys/a -o 'IdentityFile /keys/b' "
                + "-J bob@gate -o StrictHostKeyChecking=accept-new"
        )
        #expect(route.port == 2201)
        #expect(route.user == "alice")
        #expect(route.identityFiles == ["/keys/a", "/keys/b"])
        #expect(route.jumps.map(\.host) == ["gate"])
        #expect(route.hostKeyChecking == .acceptNew)
        #expect(route.addressFamily == .inet)
    }

    @Test("a ProxyCommand keeps its own quotes")
    func proxyCommand() throws {
        let route = try Self.route("-o ProxyCommand='ssh -W %h:%p -q \"a b\"'")
        #expect(route.proxyCommand == "ssh -W db:22 -q \"a b\"")
    }

    @Test("they come before the configuration, and are not those of hosts in between")
    func order() throws {
        try withScratchDirectory { directory in
            try write(["config": "Host *\n  Port 2202\n  User file\n"], below: directory)
            var settings = SSHSettings(host: "db")
            settings.arguments = [
                ClientArguments("-F \(directory)/config -p 2201 -J gate", name: "--ssh-extra-args")
            ]
            let route = try settings.route()
            #expect(route.port == 2201)
            #expect(route.user == "file")
            #expect(route.jumps.first?.arguments == [])
            settings.port = 9
            #expect(try settings.route().port == 9)
        }
    }

    /// Options that are refused, and what is said about them.
    struct Refused: CustomTestStringConvertible {
        var text: String
        var message: String
        var testDescription: String { text }
    }

    @Test(
        "what would not be honoured is refused with its place",
        arguments: [
            Refused(text: "-A", message: "'-A' in 'v' is not supported"),
            Refused(text: "-L 80:a:80", message: "'-L' in 'v' is not supported"),
            Refused(text: "-o ForwardAgent=yes", message: "'ForwardAgent' in 'v' is not supported"),
            Refused(text: "gate", message: "'gate' in 'v' is not supported"),
            Refused(text: "-o", message: "'-o' in 'v' has no value"),
            Refused(text: "-o 'Port=1", message: "a quote in 'v' is never closed"),
            Refused(text: "-o Prot=1", message: "unknown ssh keyword 'prot'; did you mean 'port'?"),
            Refused(text: "-o PKCS11Provider=x", message: "'pkcs11provider' is not supported here"),
        ]
    )
    func refused(_ refused: Refused) {
        let place = SourcePlace(SourceText(name: "hosts", text: refused.text), line: 1, column: 1)
        var settings = SSHSettings(host: "db")
        settings.usesConfiguration = false
        settings.arguments = [ClientArguments(refused.text, name: "v", at: place)]
        let failure = #expect(throws: Diagnostic.self) { _ = try settings.route() }
        #expect(failure?.message == refused.message)
        #expect(failure?.place == place)
    }
}
