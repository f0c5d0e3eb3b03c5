import Diagnostics
import DocumentValues
import DrillReporting
import Drilling
import LinuxSystem
import RunReporting
import Testing

@Suite("drill records")
struct RecordTests {
    @Test(
        "a record is read from a journal as it was written",
        arguments: [
            SampleDrill.passed(), SampleDrill.failed(), SampleDrill.endless(), SampleDrill.short(),
            SampleDrill.eventful(),
        ]
    )
    func roundTrip(_ record: DrillRecord) throws {
        let text = ChaosJournal.value(of: record).json()
        #expect(try ChaosJournal.records(in: text, name: "day.json") == [record])
    }

    @Test("the runs of a drill that was carried out several times are all read")
    func runs() throws {
        let records = [SampleDrill.passed(startedAt: 100), SampleDrill.passed(startedAt: 200)]
        let runs = Value.list(records.map { ChaosJournal.value(of: $0) })
        let text = Value.map(["runs": runs]).json()
        #expect(try ChaosJournal.records(in: text, name: "day.json") == records)
    }

    @Test("what is no journal, or lacks something, is refused with its name and what is wrong")
    func refused() throws {
        let refusal = { (text: String) -> String in
            do throws(Diagnostic) {
                _ = try ChaosJournal.records(in: text, name: "run.json")
                return "accepted"
            } catch {
                return error.message
            }
        }
        #expect(refusal(#"{"status": "completed"}"#) == "'run.json' is no report of a drill")
        #expect(refusal("[") == "the JSON text ends too early")
        var map = try #require(SampleDrill.passed().data.map)
        map["format"] = 9
        let other = Value.map(["switchyard": .map(map)]).json()
        #expect(
            refusal(other)
                == "'run.json' can't be read as a report of a drill: its format is 9, not 1"
        )
        map["format"] = 1
        map["fault"] = ["verdict": "Great", "reasons": []]
        #expect(
            refusal(Value.map(["switchyard": .map(map)]).json())
                == "'run.json' can't be read as a report of a drill: 'fault.verdict' is not a known "
                + "word"
        )
    }

    @Test("a secret is in no part of a masked record, and changed evidence has the new digest")
    func masked() {
        let mask = SecretMask()
        mask.add("hunter2-hunter2")
        var record = SampleDrill.failed()
        record.fault.reasons = ["said hunter2-hunter2"]
        record.limits?.reasons = ["said hunter2-hunter2"]
        record.events.append(DrillEvent(at: .zero, host: "hunter2-hunter2", "hunter2-hunter2"))
        record.notes = ["hunter2-hunter2"]
        record.traffic[0].failures = [NamedCount("hunter2-hunter2", 1)]
        record.evidence[0].text = "line hunter2-hunter2"
        let masked = record.masked(by: mask)
        #expect(!masked.data.json().contains("hunter2"))
        #expect(masked.evidence[0].text == "line ********")
        #expect(masked.evidence[0].byteCount == 13)
        #expect(masked.evidence[0].sha256 != record.evidence[0].sha256)
        #expect(
            !DrillPage.html(of: masked, earlier: EarlierRuns(of: masked, among: [])).contains(
                "hunter2"
            )
        )
    }

    @Test("earlier runs are those of the same drill that began before, the latest first")
    func earlier() {
        let now = SampleDrill.passed(startedAt: 300)
        let others = [
            SampleDrill.passed(startedAt: 100), SampleDrill.passed(startedAt: 200),
            SampleDrill.passed(startedAt: 400), SampleDrill.passed(name: "other", startedAt: 50),
            now,
        ]
        let runs = EarlierRuns(of: now, among: others)
        #expect(runs.records.map(\.startedAt.seconds) == [200, 100])
    }
}
