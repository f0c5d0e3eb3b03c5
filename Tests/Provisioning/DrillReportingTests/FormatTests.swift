import DocumentValues
import DrillReporting
import Drilling
import RunReporting
import Testing

@Suite("journals of drills")
struct ChaosJournalTests {
    @Test("a journal has what Chaos Toolkit's specification demands of every one")
    func required() throws {
        let journal = ChaosJournal.value(of: SampleDrill.failed())
        let keys = ["experiment", "status", "start", "end", "duration", "deviated"]
        for key in keys { #expect(journal[key] != nil, "\(key)") }
        #expect(journal["start"] == "2025-11-26T02:43:20.250000Z")
        #expect(journal["end"] == "2025-11-26T02:43:40.250000Z")
        #expect(journal["duration"] == 20.0)
        let experiment = try #require(journal["experiment"])
        for key in ["title", "description", "method", "steady-state-hypothesis", "rollbacks"] {
            #expect(experiment[key] != nil, "\(key)")
        }
        let probes = try #require(experiment["steady-state-hypothesis"]?["probes"]?.list)
        #expect(probes.allSatisfy { $0["tolerance"] != nil && $0["type"] == "probe" })
        #expect(journal["run"]?.list?.map { $0["status"] } == ["succeeded", "succeeded"])
        #expect(journal["rollbacks"]?.list?.count == 1)
    }

    @Test("a limit that was not kept is a deviation of the steady state after the method")
    func deviated() throws {
        let failed = ChaosJournal.value(of: SampleDrill.failed())
        #expect(failed["status"] == "completed")
        #expect(failed["deviated"] == true)
        #expect(failed["steady_states"]?["before"]?["steady_state_met"] == true)
        #expect(failed["steady_states"]?["after"]?["steady_state_met"] == false)
        let passed = ChaosJournal.value(of: SampleDrill.passed())
        #expect(passed["deviated"] == false)
        #expect(passed["steady_states"]?["after"]?["steady_state_met"] == true)
    }

    @Test("what was not carried through is failed, aborted or interrupted, never completed")
    func statuses() {
        var record = SampleDrill.passed()
        record.stages[1].succeeded = false
        #expect(ChaosJournal.value(of: record)["status"] == "failed")
        record.wasInterrupted = true
        #expect(ChaosJournal.value(of: record)["status"] == "interrupted")
        #expect(ChaosJournal.value(of: SampleDrill.endless())["status"] == "aborted")
    }
}

@Suite("OpenMetrics of drills")
struct OpenMetricsTests {
    @Test("a drill without load is told whole, its texts escaped, with the end that tells it is")
    func small() {
        var record = SampleDrill.passed(name: "a \"b\"\n\\c")
        record.traffic = []
        record.figures = [Figure("failed", .count(3)), Figure("detect", nil)]
        record.checks = []
        let text = OpenMetricsText.text(of: [record])
        let labels =
            #"drill="a \"b\"\n\\c",host="lb-1",started_at="2025-11-26T02:43:20.250000Z""#
        #expect(text.contains("# TYPE switchyard_drill info\n"))
        #expect(text.contains("switchyard_drill_info{\(labels),engine="))
        #expect(text.contains("# UNIT switchyard_drill_duration_seconds seconds\n"))
        #expect(text.contains("switchyard_drill_duration_seconds{\(labels)} 20.000000\n"))
        #expect(
            text.contains(
                "switchyard_drill_fault{\(labels),switchyard_drill_fault=\"Confirmed\"} 1\n"
            )
        )
        #expect(
            text.contains(
                "switchyard_drill_fault{\(labels),switchyard_drill_fault=\"Mismatch\"} 0\n"
            )
        )
        #expect(text.contains("switchyard_drill_figure{\(labels),figure=\"failed\"} 3\n"))
        #expect(text.hasSuffix("# EOF\n"))
    }

    @Test("every line is one that the specification's grammar has")
    func grammar() throws {
        let records = [SampleDrill.passed(), SampleDrill.failed(), SampleDrill.endless()]
        let text = OpenMetricsText.text(of: records)
        let label = #"[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[n"\\])*""#
        let sample = try Regex(
            #"[a-zA-Z_:][a-zA-Z0-9_:]*\{\#(label)(?:,\#(label))*\} -?[0-9]+(?:\.[0-9]+)?"#
        )
        let words = "counter|gauge|histogram|stateset|info"
        let descriptor = try Regex(
            #"# (?:TYPE [a-z_]+ (?:\#(words))|UNIT [a-z_]+ seconds|HELP .+)"#
        )
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.last == "# EOF")
        for line in lines.dropLast() {
            let isKnown =
                line.wholeMatch(of: sample) != nil || line.wholeMatch(of: descriptor) != nil
            #expect(isKnown, "\(line)")
        }
    }

    @Test("a histogram's buckets never fall, and the last one holds all answers")
    func histogram() throws {
        let text = OpenMetricsText.text(of: [SampleDrill.passed()])
        let counts = text.split(separator: "\n")
            .filter { $0.hasPrefix("switchyard_drill_latency_seconds_bucket") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        #expect(counts == counts.sorted())
        #expect(counts.last == 3600)
    }
}

@Suite("JUnit of drills")
struct DrillJUnitTests {
    @Test("a drill is a suite with a case for each limit, the fault and the verdict")
    func cases() {
        let text = DrillJUnit.text(of: [SampleDrill.failed()], mask: SecretMask())
        #expect(
            text.contains(
                #"<testsuite name="Loss of the load balancer that has the address" tests="5" failures="4""#
            )
        )
        #expect(text.contains(#"<failure message="612, allowed 0"/>"#))
        #expect(text.contains(#"<failure message="not measured, allowed 60.00 s"/>"#))
    }

    @Test("a fault that was another one is a failure of its own")
    func mismatch() {
        let text = DrillJUnit.text(of: [SampleDrill.short()], mask: SecretMask())
        #expect(text.contains("Mismatch: the server 'b' fell silent, not 'a'"))
    }
}
