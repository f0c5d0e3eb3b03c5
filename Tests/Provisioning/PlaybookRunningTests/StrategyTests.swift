import Playbooks
import Testing

@testable import PlaybookRunning

@Suite("strategies")
struct StrategyTests {
    private static let tasks = """
        - {name: one, debug: {}}
        - {name: two, debug: {}}
        """

    @Test("linear waits for the slowest host after every task")
    func linear() throws {
        let walk = try CursorWalk(Self.tasks)
        #expect(walk.steps(slow: ["a"]) == ["one: a b", "two: a b", "failed: "])
    }

    @Test("free lets every host go on as it can")
    func free() throws {
        let walk = try CursorWalk(Self.tasks, strategy: .free)
        #expect(
            walk.steps(slow: ["a"]) == ["one: a", "one: b", "two: b", "two: a", "failed: "]
        )
    }

    @Test("host_pinned begins with another host when one is through")
    func pinned() throws {
        let walk = try CursorWalk(
            Self.tasks,
            hosts: ["a", "b", "c"],
            strategy: .hostPinned,
            forks: 2
        )
        #expect(
            walk.steps(slow: ["b"]) == [
                "one: a", "one: b", "two: a", "one: c", "two: c", "two: b", "failed: ",
            ]
        )
    }

    @Test("every strategy takes every host through the same tasks", arguments: 0..<40)
    func sameTasks(_ seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let text = Self.randomTasks(&random, depth: 0, count: 0).text
        let hosts = (0..<Int.random(in: 1...5, using: &random)).map { "h\($0)" }
        let slow = Set(hosts.filter { _ in Bool.random(using: &random) })
        let ways = try Strategy.allCases.map { strategy in
            let walk = try CursorWalk(text, hosts: hosts, strategy: strategy, forks: 2)
            return Self.byHost(walk.steps(slow: slow), hosts)
        }
        #expect(ways[0] == ways[1], "seed \(seed):\n\(text)")
        #expect(ways[0] == ways[2], "seed \(seed):\n\(text)")
    }

    /// What each host does, in its order.
    private static func byHost(_ steps: [String], _ hosts: [String]) -> [[String]] {
        hosts.map { host in
            steps.filter { $0.split(separator: " ").dropFirst().contains(Substring(host)) }
                .map { String($0.prefix { $0 != ":" }) }
        }
    }

    /// Tasks in blocks, some of which fail on some hosts.
    private static func randomTasks(
        _ random: inout SeededNumbers,
        depth: Int,
        count: Int
    ) -> (text: String, count: Int) {
        var count = count
        var lines: [String] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            if depth < 3, Int.random(in: 0..<3, using: &random) == 0 {
                for (index, part) in ["block", "rescue", "always"].enumerated() {
                    if index > 0, Bool.random(using: &random) { continue }
                    let inner = randomTasks(&random, depth: depth + 1, count: count)
                    count = inner.count
                    lines.append(index == 0 ? "- \(part):" : "  \(part):")
                    lines += inner.text.split(separator: "\n").map { "    \($0)" }
                }
            } else {
                count += 1
                let fails = Int.random(in: 0..<4, using: &random) == 0
                let host = Int.random(in: 0..<5, using: &random)
                let end = fails ? " fails on h\(host) h\(host + 1)" : ""
                lines.append("- {name: t\(count)\(end), debug: {}}")
            }
        }
        return (lines.joined(separator: "\n"), count)
    }
}

/// Numbers that look random and are the same for the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
