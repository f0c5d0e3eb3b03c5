import Diagnostics
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
    /// What is written for a text.
    mutating func say(_ text: String) -> String {
        receive(Array(text.utf8))
        var answer: [UInt8] = []
        while let more = next() { answer += more }
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

    /// Recorded from HAProxy 2.6.12 with the same configuration.
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
    ]

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
                + "set server b1/s1 state ready;show servers state b1;show stat 3 4 -1\n"
        )
        let lines = answer.split(separator: "\n")
        let states = lines.filter { $0.hasPrefix("3 b1") }.map { line in
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
