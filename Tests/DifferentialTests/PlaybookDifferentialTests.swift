import TestSupport
import Testing

@Suite(
    "playbooks, as ansible-playbook runs them",
    .enabled(if: hasAnsible, "ansible-core is not installed"),
    .serialized
)
struct PlaybookDifferentialTests {
    @Test(
        "the same tasks, counts, files and exit status",
        arguments: PlaybookCases.flow + PlaybookCases.handlers + PlaybookCases.loops
            + PlaybookCases.variables + PlaybookCases.includes + PlaybookCases.hosts
            + PlaybookCases.results + PlaybookCases.keywords
            + PlaybookCases.modules + PlaybookCases.texts + PlaybookCases.programs
            + PlaybookCases.searches + PlaybookCases.archives + PlaybookCases.lockstep
    )
    func same(_ one: PlaybookCase) throws { try compare(one) }

    @Test(
        "the same, of modules that look after a target",
        arguments: PlaybookCases.administration
    )
    func administration(_ one: PlaybookCase) throws { try compare(one) }

    @Test(
        "the same on every host, whoever is faster",
        arguments: PlaybookCases.strategies + PlaybookCases.onceUnderFree
            + PlaybookCases.background
    )
    func strategies(_ one: PlaybookCase) throws {
        let theirs = try one.traceOfAnsible()
        let (ours, output) = try one.traceOfOurs()
        #expect(ours.byHost == theirs.byHost, "\(output)")
    }

    private func compare(_ one: PlaybookCase) throws {
        let theirs = try one.traceOfAnsible()
        let (ours, output) = try one.traceOfOurs()
        #expect(ours.description == theirs.description, "\(output)")
    }
}
