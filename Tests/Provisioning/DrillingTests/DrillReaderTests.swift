import Diagnostics
import DocumentValues
import Drilling
import Testing
import YAMLReading

@Suite("drill files")
struct DrillReaderTests {
    private let stages = """
        healthy: [{debug: {}}]
        fault: [{debug: {}}]
        effect: [{debug: {}}]
        restore: [{debug: {}}]
        recovered: [{debug: {}}]

        """

    private func read(_ text: String) throws -> DrillFile {
        let document = try YAMLReader.readDocument(
            SourceText(name: "drill.yml", text: text + stages)
        )
        return try DrillFile.decode(try #require(document))
    }

    private func problems(_ text: String) throws -> String {
        do {
            _ = try read(text)
            return ""
        } catch let error as DiagnosticList {
            return error.description
        }
    }

    @Test("what is left out has a default")
    func defaults() throws {
        let drill = try read("hosts: web\nload: {url: 'http://a/'}\nlimits: {failed: 0}\n")
        let only = try #require(drill.load.traffic.first)
        #expect(only.rate == 100)
        #expect(only.clientCount == 512)
        #expect(drill.load.traffic.count == 1)
        #expect(drill.load.during == .seconds(2))
        #expect(drill.victims == nil)
        #expect(drill.failsafe == nil)
    }

    @Test("a failsafe has a host, a command, and a minute")
    func failsafe() throws {
        let drill = try read(
            """
            hosts: web
            load: {url: 'http://a/'}
            limits: {failed: 0}
            failsafe: {host: web, command: [incus, start, a]}

            """
        )
        #expect(drill.failsafe?.host.string == "web")
        #expect(drill.failsafe?.after == .seconds(60))
    }

    @Test("kinds of traffic stand side by side, each with what it says")
    func kinds() throws {
        let drill = try read(
            """
            hosts: web
            load:
              timeout: 3s
              traffic:
                - {name: pages, url: 'http://a/', rate: 50}
                - {name: orders, url: 'http://a/', method: POST, body: '{}', connections: fresh}
                - {name: film, url: 'http://a/film', rate: 0.2, timeout: 1m, read_rate: 100000}
            limits:
              failed: 0
              traffic: {film: {slowest: 1m}}

            """
        )
        let kinds = drill.load.traffic
        #expect(kinds.map(\.name) == ["pages", "orders", "film"])
        #expect(kinds.map(\.rate) == [50, 100, 0.2])
        #expect(kinds.map(\.usesFreshConnections) == [false, true, false])
        #expect(kinds.map(\.timeout) == [.seconds(3), .seconds(3), .seconds(60)])
        #expect(drill.limits.traffic["film"]?.slowest == .seconds(60))
    }

    /// A text that is refused, with the line that says why.
    struct Refusal: CustomTestStringConvertible, Sendable {
        let text: String
        let message: String
        var testDescription: String { message }
    }

    @Test("what proves nothing or means nothing is refused with its place", arguments: refusals)
    func refusal(_ refusal: Refusal) throws {
        #expect(try problems(refusal.text).contains(refusal.message))
    }

    private static let refusals = [
        Refusal(
            text: "hosts: web\nload: {url: 'http://a/'}\nlimits: {}\n",
            message: "drill.yml:3:9: error: a drill without a limit proves nothing"
        ),
        Refusal(
            text: "hosts: web\nload: {url: 'http://a/', authority: x}\nlimits: {failed: 0}\n",
            message: "drill.yml:2:26: error: unknown load keyword 'authority'"
        ),
        Refusal(
            text: "hosts: web\nload: {url: 'http://a/'}\nlimits: {slowest: 1e300s}\n",
            message: "drill.yml:3:19: error: this is no duration"
        ),
        Refusal(
            text: "hosts: web\nload: {url: 'http://a/', before: 1ms}\nlimits: {failed: 0}\n",
            message: "drill.yml:2:34: error: 1.0 ms is too short"
        ),
        Refusal(
            text: """
                hosts: web
                load: {url: 'http://a/'}
                limits: {failed: 0}
                failsafe: {host: web, command: incus start a}

                """,
            message: "drill.yml:4:32: error: 'command' is a program and its arguments, a list"
        ),
        Refusal(
            text: "hosts: web\nload: {traffic: []}\nlimits: {failed: 0}\n",
            message: "drill.yml:2:17: error: 'traffic' is a list of kinds of traffic, at least one"
        ),
        Refusal(
            text: """
                hosts: web
                load: {traffic: [{name: a, url: 'http://a/'}], rate: 5}
                limits: {failed: 0}

                """,
            message: "drill.yml:2:48: error: 'rate' says nothing beside 'traffic'"
        ),
        Refusal(
            text: "hosts: web\nload: {traffic: [{url: 'http://a/'}]}\nlimits: {failed: 0}\n",
            message: "drill.yml:2:18: error: 'name' is missing"
        ),
        Refusal(
            text: """
                hosts: web
                load: {traffic: [{name: a, url: 'http://a/'}, {name: a, url: 'http://a/'}]}
                limits: {failed: 0}

                """,
            message: "drill.yml:2:54: error: there are two kinds of traffic with the name 'a'"
        ),
        Refusal(
            text: "hosts: web\nload: {url: 'http://a/', body: x}\nlimits: {failed: 0}\n",
            message: "drill.yml:2:32: error: a request with the method GET has no body"
        ),
        Refusal(
            text: "hosts: web\nload: {url: 'http://a/', method: BREW}\nlimits: {failed: 0}\n",
            message: "drill.yml:2:34: error: this is 'BREW'"
        ),
        Refusal(
            text: "hosts: web\nload: {url: 'http://a/', rate: 0}\nlimits: {failed: 0}\n",
            message: "drill.yml:2:32: error: this is a number, not a rate that fits"
        ),
        Refusal(
            text: """
                hosts: web
                load: {traffic: [{name: pages, url: 'http://a/'}]}
                limits: {traffic: {page: {failed: 0}}}

                """,
            message: "drill.yml:3:20: error: unknown traffic 'page'; did you mean 'pages'?"
        ),
        Refusal(
            text: """
                hosts: web
                load: {traffic: [{name: pages, url: 'http://a/'}]}
                limits: {traffic: {pages: {detect: 1s}}}

                """,
            message: "drill.yml:3:28: error: unknown limit of one kind of traffic 'detect'"
        ),
    ]
}
