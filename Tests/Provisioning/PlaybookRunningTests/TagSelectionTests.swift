import PlaybookRunning
import Testing

@Suite("tags")
struct TagSelectionTests {
    struct Case: CustomTestStringConvertible {
        let only: [String]
        let skipped: [String]
        let selected: [String]
        var testDescription: String { "--tags \(only) --skip-tags \(skipped)" }
    }

    private static let tasks: [(name: String, tags: [String])] = [
        ("plain", []), ("a", ["a"]), ("ab", ["a", "b"]), ("always", ["always"]),
        ("never", ["never"]), ("never-a", ["never", "a"]), ("always-b", ["always", "b"]),
    ]

    @Test(
        "tasks are taken and left out as ansible does",
        arguments: [
            Case(only: [], skipped: [], selected: ["plain", "a", "ab", "always", "always-b"]),
            Case(only: ["a"], skipped: [], selected: ["a", "ab", "always", "never-a", "always-b"]),
            Case(only: ["b"], skipped: ["a"], selected: ["always", "always-b"]),
            Case(only: ["tagged"], skipped: [], selected: ["a", "ab", "always", "always-b"]),
            Case(only: ["untagged"], skipped: [], selected: ["plain", "always", "always-b"]),
            Case(
                only: ["never"],
                skipped: [],
                selected: ["always", "never", "never-a", "always-b"]
            ),
            Case(only: [], skipped: ["tagged"], selected: ["plain"]),
            Case(only: [], skipped: ["all"], selected: ["always", "always-b"]),
            Case(only: [], skipped: ["always"], selected: ["plain", "a", "ab"]),
            Case(only: ["all", "never"], skipped: [], selected: tasks.map(\.name)),
        ]
    )
    func selection(_ one: Case) {
        let selection = TagSelection(only: one.only, skipped: one.skipped)
        let selected = Self.tasks.filter { selection.selects($0.tags) }.map(\.name)
        #expect(selected == one.selected)
    }
}
