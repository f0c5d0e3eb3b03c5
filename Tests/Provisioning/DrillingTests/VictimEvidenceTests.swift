import Testing

@testable import Drilling

@Suite("what the load tells of a fault")
struct VictimEvidenceTests {
    private func evidence(
        _ victims: [String]?,
        before: [String: Int],
        during: [String: Int]
    ) -> VictimEvidence {
        var evidence = VictimEvidence(victims: victims)
        evidence.before = before
        evidence.during = during
        evidence.heard = Set(during.keys)
        return evidence
    }

    @Test("a victim that alone fell silent confirms the fault")
    func confirmed() {
        let named = evidence(["a"], before: ["a": 50, "b": 50], during: ["b": 100])
        #expect(named.finding.verdict == .confirmed)
        let unnamed = evidence(nil, before: ["a": 50, "b": 50], during: ["b": 100])
        #expect(unnamed.finding.verdict == .confirmed)
        #expect(unnamed.silent == ["a"])
    }

    @Test("another server's silence in the victim's place is a mismatch, and says who is silent")
    func wrongServer() {
        let wrong = evidence(["a"], before: ["a": 50, "b": 50], during: ["a": 100])
        #expect(wrong.finding.verdict == .mismatch)
        #expect(
            wrong.finding.reasons == [
                "the victim 'a' still answered while the fault was said to be in effect, and 'b' "
                    + "fell silent"
            ]
        )
        #expect(wrong.findingWithoutEffect.verdict == .mismatch)
    }

    @Test("a server that is lost besides the victim is a mismatch")
    func tooMuch() {
        let both = evidence(
            ["a"],
            before: ["a": 50, "b": 50, "c": 50],
            during: ["c": 100]
        )
        #expect(both.finding.reasons == ["besides the victims, 'b' fell silent"])
        let none = evidence([], before: ["a": 50, "b": 50], during: ["b": 50])
        #expect(none.finding.reasons == ["no server was to be taken away, and 'a' fell silent"])
    }

    @Test("a victim that goes on with all the others proves nothing")
    func nothingHappened() {
        let nothing = evidence(["a"], before: ["a": 50, "b": 50], during: ["a": 50, "b": 50])
        #expect(nothing.finding.verdict == .inconclusive)
        #expect(nothing.findingWithoutEffect.verdict == .inconclusive)
    }

    @Test("a server that had few answers to expect, or gave a late one, is not called silent")
    func rareServer() {
        let rare = evidence(["a"], before: ["a": 50, "b": 49, "c": 1], during: ["b": 100])
        #expect(rare.finding.verdict == .confirmed)
        var slow = evidence(["a"], before: ["a": 50, "b": 50, "c": 50], during: ["b": 100])
        slow.heard.insert("c")
        #expect(slow.finding.verdict == .confirmed)
        let outage = evidence([], before: ["a": 50, "b": 50], during: [:])
        #expect(outage.finding.verdict == .confirmed)
    }
}
