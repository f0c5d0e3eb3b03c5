import Diagnostics
import EventLoops
import ProxyConfiguration
import ProxyDataPlane
import Testing

@testable import ProxyControlPlane

/// A session with a proxy that is prepared but runs no traffic.
func makeSession(_ level: OperatorLevel = .admin) throws -> ControlSession {
    let text = """
        global
            nbthread 1
        defaults
            mode http
            timeout connect 5s
            timeout client 5s
            timeout server 5s
        frontend fe
            bind 127.0.0.1:0
            default_backend b1
        backend b1
            server s1 127.0.0.1:21201 cookie c1
            server s9 127.0.0.1:21209 check inter 1s fall 2 weight 7 cookie zz
        backend bmap
            balance source
            server s1 127.0.0.1:21201
        """
    let reader = ProxyConfigurationReader()
    let source = SourceText(name: "proxy.cfg", text: text.replacing(":0\n", with: ":1\n"))
    let (configuration, _) = try reader.read([source])
    let runtime = try ProxyRuntime(configuration)
    return ControlSession(runtime: runtime, level: level, sockets: [])
}

extension ControlSession {
    /// What is written for a text, however long it takes.
    mutating func say(_ text: String) -> String {
        receive(Array(text.utf8))
        var answer: [UInt8] = []
        while let step = next() {
            switch step {
            case .bytes(let bytes): answer += bytes
            case .wait(let condition):
                guard let loop = try? EventLoop() else { return "there is no loop" }
                let remote = loop.remote
                condition.begin(loop) { remote.post { $0.stop() } }
                try? loop.run()
            }
        }
        return String(decoding: answer, as: UTF8.self)
    }
}

@Suite("the runtime API")
struct RuntimeAPITests {
    struct Exchange: CustomTestStringConvertible, Sendable {
        let command: String
        let answer: String
        var testDescription: String { command }
    }

    /// Recorded from HAProxy 2.6.12 with the same configuration; where it has none, from the newest source.
    static let recorded = [
        Exchange(command: "set server", answer: "Require 'backend/server'.\n"),
        Exchange(command: "set server b1", answer: "Require 'backend/server'.\n"),
        Exchange(command: "set server b1/nope state drain", answer: "No such server.\n"),
        Exchange(command: "set server nope/s1 state drain", answer: "No such backend.\n"),
        Exchange(
            command: "set server b1/s1 state foo",
            answer: "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n"
        ),
        Exchange(
            command: "set server b1/s9 health foo",
            answer: "'set server <srv> health' expects 'up', 'stopping', or 'down'.\n"
        ),
        Exchange(command: "set server b1/s1 weight", answer: "Require <weight> or <weight%>.\n"),
        Exchange(
            command: "set server b1/s1 weight x",
            answer: "Empty weight string empty or preceded by garbage"
        ),
        Exchange(
            command: "set server b1/s1 weight 300",
            answer: "Absolute weight can only be between 0 and 256 inclusive.\n"
        ),
        Exchange(
            command: "set server b1/s9 weight 9223372036854775807%;get weight b1/s9",
            answer: "\n256 (initial 7)\n"
        ),
        Exchange(
            command: "set server b1/s9 weight 99999999999999999999999%;get weight b1/s9",
            answer: "\n256 (initial 7)\n"
        ),
        Exchange(
            command: "set weight b1/s9 9223372036854775807",
            answer: "Absolute weight can only be between 0 and 256 inclusive.\n"
        ),
        Exchange(
            command: "set weight b1/s9 -9223372036854775808",
            answer: "Absolute weight can only be between 0 and 256 inclusive.\n"
        ),
        Exchange(
            command: "set weight b1/s9 -5%",
            answer: "Relative weight must be positive.\n"
        ),
        Exchange(command: "set weight b1/s9 +7", answer: ""),
        Exchange(
            command: "set server b1/s9 weight 5x",
            answer: "Trailing garbage in weight string"
        ),
        Exchange(
            command: "set server bmap/s1 weight 5",
            answer: "Backend is using a static LB algorithm and only accepts weights '0%' and "
                + "'100%'.\n"
        ),
        Exchange(command: "set server bmap/s1 weight 0%", answer: ""),
        Exchange(command: "get weight b1/s9", answer: "7 (initial 7)\n"),
        Exchange(command: "set weight b1/x 30", answer: "No such server.\n"),
        Exchange(
            command: "set server b1/s1 addr",
            answer: "set server <b>/<s> addr requires an address and optionally a port.\n"
        ),
        Exchange(
            command: "set server b1/s1 addr 127.0.0.1",
            answer: "no need to change the addr by 'stats socket command'\n"
        ),
        Exchange(
            command: "set server b1/s1 addr 127.0.0.2 port 99",
            answer: "IP changed from '127.0.0.1' to '127.0.0.2', port changed from '21201' to '99' "
                + "by 'stats socket command'\n"
        ),
        Exchange(
            command: "set server b1/s1 addr nonsense",
            answer: "Invalid addr 'nonsense' by 'stats socket command'\n"
        ),
        Exchange(command: "disable server b1/zz", answer: "No such server.\n"),
        Exchange(command: "shutdown sessions server b1", answer: "Require 'backend/server'.\n"),
        Exchange(command: "show servers state nope", answer: "Can't find backend.\n"),
        Exchange(command: "show servers conn nope", answer: "Can't find backend.\n"),
        Exchange(command: "show stat nope 4 -1", answer: "No such proxy.\n"),
        Exchange(command: "show backend", answer: "# name\nb1\nbmap\n"),
        Exchange(command: "show cli level", answer: "admin\n"),
        Exchange(command: "clear counters all", answer: ""),
        Exchange(command: "set server b1/s1 fqdn", answer: fqdnUsage),
        Exchange(
            command: "set server b1/s1 fqdn a.example",
            answer: "set server <b>/<s> fqdn failed because no resolution is configured.\n"
        ),
        Exchange(
            command: "set server b1/s1 ssl on",
            answer: "'set server <srv> ssl' cannot be set.  default-server should define ssl "
                + "settings\n"
        ),
        Exchange(
            command: "set server b1/s9 check-port",
            answer: "set server <b>/<s> check-port requires a port.\n"
        ),
        Exchange(
            command: "set server b1/s9 check-port x",
            answer: "provided port is not an integer"
        ),
        Exchange(
            command: "set server b1/s9 check-port 70000",
            answer: "provided port is invalid"
        ),
        Exchange(
            command: "set server b1/s1 check-port 1",
            answer: "health checks are not enabled on this server"
        ),
        Exchange(
            command: "set server b1/s9 check-addr",
            answer: "set server <b>/<s> check-addr requires an address and optionally a port.\n"
        ),
        Exchange(command: "set server b1/s9 check-addr x", answer: "invalid addr 'x'"),
        Exchange(command: "set server b1/s9 check-addr 127.0.0.2 port 9", answer: ""),
        Exchange(command: "set maxconn global", answer: "Expects an integer value.\n"),
        Exchange(command: "set maxconn global x", answer: ""),
        Exchange(command: "set maxconn global 100000000", answer: "Value out of range.\n"),
        Exchange(command: "set maxconn frontend", answer: "A frontend name is expected.\n"),
        Exchange(command: "set maxconn frontend foo", answer: "No such frontend.\n"),
        Exchange(command: "set maxconn frontend fe", answer: "Integer value expected.\n"),
        Exchange(command: "set maxconn frontend fe -1", answer: "Value out of range.\n"),
        Exchange(command: "set maxconn frontend fe 100", answer: ""),
        Exchange(
            command: "set rate-limit connections global",
            answer: "Expects an integer value.\n"
        ),
        Exchange(command: "set rate-limit sessions global 9", answer: ""),
        Exchange(command: "set timeout", answer: "'set timeout' only supports 'cli'.\n"),
        Exchange(command: "set timeout cli", answer: "Expects an integer value.\n"),
        Exchange(command: "set timeout cli x", answer: "Invalid timeout value.\n"),
        Exchange(command: "set timeout cli 0", answer: "Invalid timeout value.\n"),
        Exchange(command: "set timeout cli 10s", answer: ""),
        Exchange(command: "disable frontend", answer: "A frontend name is expected.\n"),
        Exchange(command: "disable frontend xx", answer: "No such frontend.\n"),
        Exchange(
            command: "disable frontend fe;disable frontend fe",
            answer: "\nAll sockets are already disabled.\n"
        ),
        Exchange(command: "enable frontend fe", answer: "All sockets are already enabled.\n"),
        Exchange(
            command: "shutdown frontend fe;shutdown frontend fe",
            answer: "\nFrontend was already shut down.\n"
        ),
        Exchange(
            command: "shutdown frontend fe;disable frontend fe",
            answer: "\nFrontend was previously shut down, cannot disable.\n"
        ),
        Exchange(
            command: "shutdown frontend fe;enable frontend fe",
            answer: "\nFrontend was previously shut down, cannot enable.\n"
        ),
        Exchange(command: "disable health b1/s1", answer: ""),
        Exchange(
            command: "enable health b1/s1",
            answer: "Health check was not configured on this server, cannot enable.\n"
        ),
        Exchange(command: "enable health b1/s9", answer: ""),
        Exchange(command: "add server b1/s1 127.0.0.1:1", answer: duplicate),
        Exchange(command: "add server b1", answer: "Require 'backend/server'."),
        Exchange(command: "add server xx/s1 127.0.0.1:1", answer: "No such backend."),
        Exchange(
            command: "add server b1/s11",
            answer: "'server' expects <name> and <addr>[:<port>] as arguments.\n"
        ),
        Exchange(
            command: "add server bmap/s2 127.0.0.1:1",
            answer: "Backend does not support dynamic servers : backend 'bmap' uses a non dynamic "
                + "load balancing method.\n"
        ),
        Exchange(
            command: "add server b1/s5 127.0.0.1:1 cookie x",
            answer: "'cookie' option is not accepted for dynamic server\n"
        ),
        Exchange(command: "add server b1/s5 127.0.0.1:1", answer: "New server registered.\n"),
        Exchange(
            command: "del server b1/s1",
            answer: "Only servers in maintenance mode can be deleted."
        ),
        Exchange(command: "del server b1/xx", answer: "No such server."),
        Exchange(
            command: "disable server b1/s1;del server b1/s1;get weight b1/s1",
            answer: "\nServer deleted.\nNo such server.\n"
        ),
        Exchange(command: "show env NO_SUCH_VARIABLE", answer: "Variable not found\n"),
        Exchange(command: "show errors nope", answer: "No such proxy.\n"),
        Exchange(command: "expert-mode", answer: "expert-mode is OFF\n"),
        Exchange(command: "expert-mode on;expert-mode", answer: "\nexpert-mode is ON\n"),
        Exchange(command: "experimental-mode", answer: "experimental-mode is OFF\n"),
        Exchange(
            command: "set severity-output foo",
            answer: "one of 'none', 'number', 'string' is a required argument\n"
        ),
        Exchange(
            command: "set severity-output number;set weight b1/s1 x",
            answer: "\n[3]: Empty weight string empty or preceded by garbage"
        ),
    ]

    private static let fqdnUsage = "set server <b>/<s> fqdn requires a FQDN.\n"
    private static let duplicate = "Already exists a server with the same name in backend.\n"

    @Test("sentences are HAProxy's, and an empty line ends each", arguments: recorded)
    func sentences(_ exchange: Exchange) throws {
        var session = try makeSession()
        #expect(session.say(exchange.command + "\n") == exchange.answer + "\n")
        #expect(session.isOver)
    }

    @Test("maintenance, drain and ready show in the state of the server")
    func states() throws {
        var session = try makeSession()
        let answer = session.say(
            "set server b1/s1 state maint;set server b1/s9 state drain;show servers state b1;"
                + "set server b1/s1 state ready;show servers state b1;show stat 2 4 -1\n"
        )
        let lines = answer.split(separator: "\n")
        let states = lines.filter { $0.hasPrefix("2 b1") }.map { line in
            line.split(separator: " ")[3...6].joined(separator: " ")
        }
        #expect(
            states == [
                "s1 127.0.0.1 0 1", "s9 127.0.0.1 2 8", "s1 127.0.0.1 2 0", "s9 127.0.0.1 2 8",
            ]
        )
        let words = lines.filter { $0.hasPrefix("b1,") }.map {
            $0.split(
                separator: ",",
                omittingEmptySubsequences: false
            )[17]
        }
        #expect(words == ["no check", "DRAIN 1/2"])
    }

    @Test("every line of 'show stat' has as many fields as the header")
    func columns() throws {
        var session = try makeSession()
        let lines = session.say("show stat\n").split(separator: "\n")
        let counts = lines.map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).count
        }
        #expect(lines.count == 7)
        #expect(Set(counts) == [129])
        #expect(lines[0].hasPrefix("# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,"))
    }

    @Test("a command above the client's level is denied")
    func levels() throws {
        let denied = "Permission denied\n\n"
        for command in ["set server b1/s1 state maint", "clear counters", "show errors"] {
            var user = try makeSession(.user)
            #expect(user.say(command + "\n") == denied)
        }
        for command in ["set server b1/s1 state maint", "clear counters all"] {
            var session = try makeSession(.operator)
            #expect(session.say(command + "\n") == denied)
        }
        var lowered = try makeSession(.admin)
        #expect(lowered.say("user;set server b1/s1 state maint\n") == "\n" + denied)
        var user = try makeSession(.user)
        #expect(!user.say("show stat\n").contains("127.0.0.1:21201"))
    }

    @Test("with a prompt the connection stays, and 'quit' ends it")
    func prompt() throws {
        var session = try makeSession()
        #expect(session.say("prompt\n") == "\n> ")
        #expect(!session.isOver)
        #expect(
            session.say("show version\nget weight b1/s9;get weight b1/s1\n")
                == "0.1.0\n\n> 7 (initial 7)\n\n1 (initial 1)\n\n> "
        )
        #expect(session.say("qu") == "")
        #expect(session.say("it\n") == "")
        #expect(session.isOver)
    }

    @Test("a conversation can be interactive without a prompt, and a prompt can tell the time")
    func modes() throws {
        var session = try makeSession()
        #expect(session.say("prompt i\n") == "\n")
        #expect(session.say("get weight b1/s9\n") == "7 (initial 7)\n\n")
        #expect(session.say("prompt timed\n").hasPrefix("\n[0:00:00:"))
        #expect(session.say("prompt help\n").hasPrefix("Usage: prompt [help | n | i | p | timed]"))
        #expect(session.say("prompt n\n") == "\n")
        #expect(session.isOver)
    }

    @Test("a payload ends with an empty line, or with the word that was announced")
    func payloads() throws {
        var session = try makeSession()
        #expect(session.say("get weight b1/s9 <<\nignored\n") == "")
        #expect(!session.isOver)
        #expect(session.say("\n") == "7 (initial 7)\n\n")
        #expect(session.isOver)
        var other = try makeSession()
        #expect(other.say("prompt\n") == "\n> ")
        #expect(other.say("get weight b1/s9;get weight b1/s1 <<END\na\n\n") == "+ ")
        #expect(other.say("END\n") == "7 (initial 7)\n\n1 (initial 1)\n\n> ")
    }

    @Test("an added server starts in maintenance and unprobed, and can be set ready and deleted")
    func dynamicServers() throws {
        var session = try makeSession()
        #expect(session.say("prompt i\n") == "\n")
        let added = session.say("add server b1/new 127.0.0.1:21202 check weight 5 maxconn 3\n")
        #expect(added == "New server registered.\n\n")
        func state(_ text: String) -> String {
            let line = text.split(separator: "\n").last { $0.contains(" new ") } ?? ""
            return line.split(separator: " ").dropFirst(2).joined(separator: " ")
        }
        let first = state(session.say("show servers state b1\n"))
        #expect(
            first.hasPrefix("1 new 127.0.0.1 0 1 5 5 ")
                || first.hasPrefix("3 new 127.0.0.1 0 1 5 5 ")
        )
        #expect(first.split(separator: " ")[11] == "2")
        #expect(session.say("enable server b1/new;enable health b1/new\n") == "\n\n")
        let second = state(session.say("show servers state b1\n"))
        #expect(second.split(separator: " ")[3...4] == ["2", "0"])
        #expect(second.split(separator: " ")[11] == "6")
        #expect(session.say("wait 1s srv-removable b1/new\n").hasPrefix("Failed. Only servers in "))
        #expect(
            session.say("disable server b1/new;wait 1s srv-removable b1/new\n") == "\nDone.\n\n"
        )
        #expect(session.say("del server b1/new\n") == "Server deleted.\n")
        #expect(session.say("get weight b1/new\n") == "No such server.\n\n")
        #expect(session.say("wait 10\n") == "Done.\n\n")
    }

    @Test("what is no command is answered with those that are close, a line too long with nothing")
    func unknown() throws {
        var session = try makeSession()
        let near = session.say("show serverz\n")
        #expect(near.hasPrefix("Unknown command, but maybe one of the following ones is a better "))
        #expect(near.contains("  show backend                            : list backends"))
        var other = try makeSession()
        #expect(other.say("foo\n").hasPrefix("Unknown command. Please enter one of the following"))
        var long = try makeSession()
        #expect(long.say(String(repeating: "x", count: 16_384)) == "")
        #expect(!long.isOver)
        #expect(long.say("x") == "")
        #expect(long.isOver)
    }
}

@Suite("the statistics page")
struct StatisticsPageTests {
    @Test("only a user with the right password sees it when users are named")
    func credentials() {
        var page = StatsPage()
        #expect(StatisticsPage.isAllowed(nil, page))
        page.credentials = [.init(user: "admin", password: "secret")]
        #expect(!StatisticsPage.isAllowed(nil, page))
        #expect(StatisticsPage.isAllowed("Basic YWRtaW46c2VjcmV0", page))
        #expect(!StatisticsPage.isAllowed("Basic YWRtaW46c2VjcmV1", page))
        #expect(!StatisticsPage.isAllowed("Basic !!", page))
        #expect(!StatisticsPage.isAllowed("Bearer YWRtaW46c2VjcmV0", page))
    }

    @Test("fields with commas and quotes are quoted, JSON escapes what it must")
    func quoting() {
        var row = StatisticsRow(.server, proxy: "b", name: "s", proxyID: 3, serverID: 1)
        row["last_chk"] = "a,\"b\""
        #expect(StatisticsEncoding.csv([row]).contains(",\"a,\"\"b\"\"\","))
        #expect(StatisticsEncoding.json([row]).contains("\"value\":\"a,\\\"b\\\"\""))
        #expect(StatisticsEncoding.jsonString("\u{1}") == "\"\\u0001\"")
    }
}
