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
        #expect(drill.load.rate == 100)
        #expect(drill.load.clientCount == 512)
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
    ]
}
