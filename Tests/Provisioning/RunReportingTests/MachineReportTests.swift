import DocumentValues
import RunReporting
import Synchronization
import Testing

@Suite("reports for machines")
struct MachineReportTests {
    @Test("JUnit has a suite a play and a case a task and host")
    func junit() {
        let text = Mutex("")
        let report = JUnitReport(mask: SecretMask(), failsOnChange: true) { written in
            text.withLock { $0 = written }
        }
        report.record(.playStarted(name: "a & b"))
        report.record(.taskStarted(.init(kind: .task, name: "t", module: "copy", place: "x:1")))
        report.record(.outcome(HostOutcome(.ok, host: "h1")))
        report.record(.outcome(HostOutcome(.skipped, host: "h2")))
        report.record(.outcome(HostOutcome(.changed, host: "h3")))
        report.record(.outcome(HostOutcome(.failed, host: "h4", result: ["msg": "a<b\n"])))
        report.record(.finished(RunStatistics()))
        #expect(
            text.withLock { $0 } == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites>
                  <testsuite name="a &amp; b" tests="4" failures="2" errors="0" skipped="1">
                    <testcase classname="h1" name="t" time="0.0"/>
                    <testcase classname="h2" name="t" time="0.0"><skipped/></testcase>
                    <testcase classname="h3" name="t" time="0.0">
                      <failure message="changed"/>
                    </testcase>
                    <testcase classname="h4" name="t" time="0.0">
                      <failure message="a&lt;b&#10;"/>
                    </testcase>
                  </testsuite>
                </testsuites>

                """
        )
    }

    @Test("the record has one JSON object a line and shows no secret")
    func record() {
        let text = Mutex("")
        let mask = SecretMask()
        mask.add("hunter22")
        let record = RunRecord(mask: mask) { line in text.withLock { $0 += line } }
        record.record(.playStarted(name: "p"))
        record.record(
            .outcome(HostOutcome(.changed, host: "h", result: ["stdout": "hunter22"]))
        )
        let lines = text.withLock { $0.split(separator: "\n").map(String.init) }
        #expect(lines.count == 2)
        #expect(lines[1].contains("\"status\": \"changed\""))
        #expect(lines[1].contains("{\"stdout\": \"********\"}"))
    }

    @Test("the exit status is 4 with unreachable hosts, 2 with failed ones, else 0")
    func exitStatus() {
        var statistics = RunStatistics()
        #expect(statistics.exitStatus == 0)
        statistics["a"].failed = 1
        #expect(statistics.exitStatus == 2)
        statistics["b"].unreachable = 1
        #expect(statistics.exitStatus == 4)
    }
}
