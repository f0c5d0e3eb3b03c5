import DocumentValues
@testable import RunReporting
import Synchronization
import Testing

private final class Output: Sendable {
    let text = Mutex("")
    let errors = Mutex("")

    func report(
        _ events: [RunEvent],
        style: ConsoleReport.Style = .init(columns: 40),
        mask: SecretMask = SecretMask()
    ) -> String {
        let console = ConsoleReport(style: style, mask: mask) { text, isForErrors in
            if isForErrors {
                self.errors.withLock { $0 += text }
            } else {
                self.text.withLock { $0 += text }
            }
        }
        for event in events { console.record(event) }
        return text.withLock { $0 }
    }
}

@Suite("console report")
struct ConsoleReportTests {
    /// A terminal or none, with an environment.
    struct ColorCase: CustomTestStringConvertible {
        let isTerminal: Bool
        let environment: [String: String]
        let usesColors: Bool

        var testDescription: String { "\(environment), terminal \(isTerminal)" }
    }

    @Test(
        "colours are forced and turned off by booleans, not by a name that is set",
        arguments: [
            ColorCase(isTerminal: false, environment: [:], usesColors: false),
            ColorCase(isTerminal: true, environment: [:], usesColors: true),
            ColorCase(
                isTerminal: false,
                environment: ["ANSIBLE_FORCE_COLOR": "false"],
                usesColors: false
            ),
            ColorCase(
                isTerminal: false,
                environment: ["ANSIBLE_FORCE_COLOR": "True"],
                usesColors: true
            ),
            ColorCase(isTerminal: true, environment: ["ANSIBLE_NOCOLOR": "0"], usesColors: true),
            ColorCase(isTerminal: true, environment: ["ANSIBLE_NOCOLOR": "1"], usesColors: false),
            ColorCase(isTerminal: true, environment: ["NO_COLOR": ""], usesColors: true),
            ColorCase(isTerminal: true, environment: ["NO_COLOR": "x"], usesColors: false),
        ]
    )
    func colors(_ one: ColorCase) {
        let uses = ConsoleReport.Style.usesColors(isTerminal: one.isTerminal) {
            one.environment[$0]
        }
        #expect(uses == one.usesColors)
    }

    @Test("headings, outcomes and the recap look as operators know them")
    func wholeRun() {
        var statistics = RunStatistics()
        statistics["web1"].ok = 3
        statistics["web1"].changed = 1
        statistics["db"].failed = 1
        var ignored = HostOutcome(.failed, host: "web1", result: ["msg": "no", "changed": false])
        ignored.isIgnored = true
        let shown = Output().report([
            .playStarted(name: "web"),
            .taskStarted(.init(kind: .task, name: "r : write", module: "copy", place: "a:1")),
            .outcome(HostOutcome(.ok, host: "web1")),
            .outcome(HostOutcome(.changed, host: "web2", delegate: "lb", item: "x")),
            .outcome(HostOutcome(.skipped, host: "web3")),
            .outcome(HostOutcome(.skipped, host: "web3", item: "y")),
            .outcome(ignored),
            .outcome(HostOutcome(.failed, host: "web1", item: "1", result: ["rc": 2])),
            .outcome(HostOutcome(.unreachable, host: "db", result: ["msg": "gone"])),
            .included(path: "/p/x.yml", hosts: ["web1", "web2"], item: nil),
            .taskStarted(.init(kind: .handler, name: "restart", module: "service", place: "b:2")),
            .finished(statistics),
        ])
        #expect(
            shown == """

                PLAY [web] ******************************

                TASK [r : write] ************************
                ok: [web1]
                changed: [web2 -> lb] => (item=x)
                skipping: [web3]
                skipping: [web3] => (item=y)\u{20}
                fatal: [web1]: FAILED! => {"changed": false, "msg": "no"}
                ...ignoring
                failed: [web1] (item=1) => {"rc": 2}
                fatal: [db]: UNREACHABLE! => {"msg": "gone"}
                included: /p/x.yml for web1, web2

                RUNNING HANDLER [restart] ***************

                PLAY RECAP ******************************
                \("db                         : ok=0    changed=0    unreachable=0    failed=1    ")\
                \("skipped=0    rescued=0    ignored=0   ")
                \("web1                       : ok=3    changed=1    unreachable=0    failed=0    ")\
                \("skipped=0    rescued=0    ignored=0   ")


                """
        )
    }

    @Test("results that are always shown are indented and sorted")
    func debugResult() {
        let outcome = HostOutcome(
            .ok,
            host: "a",
            result: ["msg": ["x", 1, true, nil], "empty": [:]],
            visibility: .always
        )
        #expect(
            Output().report([.outcome(outcome)]) == """
                ok: [a] => {
                    "empty": {},
                    "msg": [
                        "x",
                        1,
                        true,
                        null
                    ]
                }

                """
        )
    }

    @Test("a result is shown on one line with -v, unless it is the facts")
    func verbose() {
        let style = ConsoleReport.Style(columns: 40, verbosity: 1)
        let result: ValueMap = ["rc": 0, "cmd": "a \"b\"\n"]
        let shown = Output().report(
            [
                .outcome(HostOutcome(.changed, host: "a", result: result)),
                .outcome(
                    HostOutcome(.ok, host: "a", result: result, visibility: .whenFailed)
                ),
            ],
            style: style
        )
        #expect(shown == "changed: [a] => {\"cmd\": \"a \\\"b\\\"\\n\", \"rc\": 0}\nok: [a]\n")
    }

    @Test("colours are Ansible's")
    func colors() {
        let style = ConsoleReport.Style(usesColors: true, columns: 40)
        let shown = Output().report([.outcome(HostOutcome(.changed, host: "a"))], style: style)
        #expect(shown == "\u{1B}[0;33mchanged: [a]\u{1B}[0m\n")
    }

    @Test("a secret is masked wherever it turns up, also in its JSON spelling")
    func secrets() {
        let mask = SecretMask()
        mask.add("tru\"st me")
        mask.add("abc")
        let result: ValueMap = ["msg": "password is tru\"st me, abc"]
        let shown = Output().report(
            [.outcome(HostOutcome(.failed, host: "a", result: result)), .playStarted(name: "abc")],
            mask: mask
        )
        #expect(
            shown == """
                fatal: [a]: FAILED! => {"msg": "password is ********, abc"}

                PLAY [abc] ******************************

                """
        )
    }

    @Test("a difference is a unified one with three lines around it")
    func difference() {
        var outcome = HostOutcome(.changed, host: "a")
        let lines = (1...12).map { "line \($0)\n" }
        var changed = lines
        changed[5] = "line six\n"
        outcome.diffs = [
            TextDifference(
                beforeName: "/etc/x",
                afterName: "x.j2",
                before: lines.joined(),
                after: changed.joined() + "end"
            )
        ]
        #expect(
            Output().report([.outcome(outcome)]) == """
                --- before: /etc/x
                +++ after: x.j2
                @@ -3,10 +3,11 @@
                 line 3
                 line 4
                 line 5
                -line 6
                +line six
                 line 7
                 line 8
                 line 9
                 line 10
                 line 11
                 line 12
                +end
                \\ No newline at end of file

                changed: [a]

                """
        )
    }

    @Test("a new file is shown as all additions")
    func newFile() {
        var outcome = HostOutcome(.changed, host: "a")
        outcome.diffs = [
            TextDifference(beforeName: "/etc/x", afterName: "x", before: "", after: "one\n")
        ]
        #expect(
            Output().report([.outcome(outcome)])
                .hasPrefix("--- before: /etc/x\n+++ after: x\n@@ -0,0 +1 @@\n+one\n")
        )
    }

    @Test("warnings go to the error output")
    func warnings() {
        let output = Output()
        let result: ValueMap = ["warnings": ["careful"]]
        #expect(
            output.report([.outcome(HostOutcome(.ok, host: "a", result: result))]) == "ok: [a]\n"
        )
        #expect(output.errors.withLock { $0 } == "[WARNING]: careful\n")
    }
}
