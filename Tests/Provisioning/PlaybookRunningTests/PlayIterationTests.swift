import BuiltinModules
import DocumentValues
import Playbooks
import TestSupport
import Testing

@testable import PlaybookRunning

/// Goes through the tasks of a playbook text; tasks named `x fails on h` fail there.
private func walk(_ tasks: String, hosts: [String] = ["a", "b"]) throws -> [String] {
    try withScratchDirectory { directory in
        let indented = tasks.split(separator: "\n", omittingEmptySubsequences: false)
            .map { "    \($0)" }.joined(separator: "\n")
        try write(["p.yml": "- hosts: all\n  tasks:\n\(indented)\n"], below: directory)
        let playbook = try PlaybookLoader(catalog: BuiltinModules.catalog)
            .load("\(directory)/p.yml")
        var iteration = PlayIteration(
            playbook.plays[0].sections.flatMap(\.items),
            hosts: hosts
        ) { _ in true }
        var steps: [String] = []
        while true {
            switch iteration.next() {
            case .finished:
                steps.append("failed: \(iteration.failed.joined(separator: " "))")
                return steps
            case .enter:
                continue
            case .task(let task, let hosts, _):
                let name = task.name?.string ?? ""
                steps.append("\(name.prefix { $0 != " " }): \(hosts.joined(separator: " "))")
                let words = name.split(separator: " ").map(String.init)
                if words.count > 3 {
                    iteration.fail(hosts.filter { words.dropFirst(3).contains($0) })
                }
                if words.dropFirst().first == "loses" { iteration.remove([words[2]]) }
            }
        }
    }
}

@Suite("the way through a play")
struct PlayIterationTests {
    @Test("a host that fails takes no part any more")
    func failure() throws {
        let steps = try walk(
            """
            - {name: one, debug: {}}
            - {name: two fails on a, debug: {}}
            - {name: three, debug: {}}
            """
        )
        #expect(steps == ["one: a b", "two: a b", "three: b", "failed: a"])
    }

    @Test("rescue is for those that failed, always for all, and rescued hosts go on")
    func rescue() throws {
        let steps = try walk(
            """
            - block:
                - {name: one fails on a, debug: {}}
                - {name: two, debug: {}}
              rescue:
                - {name: three, debug: {}}
              always:
                - {name: four, debug: {}}
            - {name: five, debug: {}}
            """
        )
        #expect(
            steps == ["one: a b", "two: b", "three: a", "four: b a", "five: b a", "failed: "]
                || steps == [
                    "one: a b", "two: b", "three: a", "four: a b", "five: a b", "failed: ",
                ]
        )
    }

    @Test("a failure in rescue or always is one of the play, after always has run")
    func failureInRescue() throws {
        let steps = try walk(
            """
            - block:
                - {name: one fails on a b, debug: {}}
              rescue:
                - {name: two fails on b, debug: {}}
              always:
                - {name: three, debug: {}}
            - {name: four, debug: {}}
            """
        )
        #expect(steps == ["one: a b", "two: a b", "three: a b", "four: a", "failed: b"])
    }

    @Test("an outer rescue takes what inner blocks let through")
    func nested() throws {
        let steps = try walk(
            """
            - block:
                - block:
                    - {name: one fails on a, debug: {}}
                  always:
                    - {name: two, debug: {}}
                - {name: three, debug: {}}
              rescue:
                - {name: four, debug: {}}
            - {name: five, debug: {}}
            """
        )
        #expect(
            steps == [
                "one: a b", "two: a b", "three: b", "four: a", "five: a b", "failed: ",
            ]
        )
    }

    @Test("a host that is lost gets neither rescue nor always")
    func lost() throws {
        let steps = try walk(
            """
            - block:
                - {name: one loses a, debug: {}}
              rescue:
                - {name: two, debug: {}}
              always:
                - {name: three, debug: {}}
            """
        )
        #expect(steps == ["one: a b", "three: b", "failed: "])
    }
}
