import Testing

@testable import Drilling

@Suite("failsafe")
struct FailsafeTests {
    @Test("the timer's command is the operator's words, and nothing is put into them")
    func arming() {
        let failsafe = Failsafe(
            host: "incus-a",
            after: .seconds(30),
            command: ["incus", "start", "a b", "$HOME"],
            unit: "switchyard-drill-x"
        )
        let words = failsafe.arming(for: "it's")
        #expect(words.prefix(2) == ["systemd-run", "--collect"])
        #expect(words.contains("--unit=switchyard-drill-x"))
        #expect(words.contains("--on-active=30000ms"))
        #expect(words.suffix(5) == ["--", "incus", "start", "a b", "$$HOME"])
    }
}
