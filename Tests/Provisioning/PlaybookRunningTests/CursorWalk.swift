import BuiltinModules
import DocumentValues
import Playbooks
import TestSupport

@testable import PlaybookRunning

/// A playbook text that hosts walk through without doing anything.
///
/// A task's name says what comes of it: `x`, `x fails on a b`, `x loses a`, `x ends a`, or `x notifies
/// 0 1` for the handlers of these positions on every host.
struct CursorWalk {
    private let strategy: any PlayStrategy
    private let names: [String]
    private let course: PlayCourse
    private let handlers: [Task]
    private var startAt: String?

    init(
        _ tasks: String,
        hosts: [String] = ["a", "b"],
        handlers: String = "",
        forcesHandlers: Bool = false,
        startAt: String? = nil,
        strategy: Strategy = .linear,
        forks: Int = 5
    ) throws {
        let play = try Self.play(tasks, handlers: handlers)
        names = hosts
        course = PlayCourse(play, gathering: nil, forcesHandlers: forcesHandlers)
        self.handlers = play.handlers
        self.startAt = startAt
        self.strategy = strategy.forBatch(of: hosts.count, forks: forks)
    }

    private static func play(_ tasks: String, handlers: String) throws -> Play {
        try withScratchDirectory { directory in
            var text = "- hosts: all\n  tasks:\n\(indented(tasks))\n"
            if !handlers.isEmpty { text += "  handlers:\n\(indented(handlers))\n" }
            try write(["p.yml": text], below: directory)
            return try PlaybookLoader(catalog: BuiltinModules.catalog)
                .load("\(directory)/p.yml").plays[0]
        }
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
            .joined(separator: "\n")
    }

    /// The steps in their order with those who take them, and who has failed in the end.
    ///
    /// Hosts named in `slow` stay busy until nobody else has anything to do.
    func steps(slow: Set<String> = []) -> [String] {
        var strategy = strategy
        let cursor = Cursor(course, startAt: startAt)
        var tracks = names.map { HostTrack(host: $0, cursor: cursor) }
        let guide = Cursor.Guide(handlers: handlers) { _ in true }
        var steps: [String] = []
        var tasks: [Int: String] = [:]
        while true {
            for track in tracks.indices { strategy.note(track, tracks[track].standing(guide)) }
            let groups = strategy.next()
            for group in groups {
                let taken = group.map { (track: $0, step: tracks[$0].takeStep()) }
                guard case .task(let task, _)? = taken.first?.step else { continue }
                let name = task.name?.string ?? ""
                let hosts = group.map { tracks[$0].host }.joined(separator: " ")
                steps.append("\(name.prefix { $0 != " " }): \(hosts)")
                for track in group {
                    tasks[track] = name
                    tracks[track].isBusy = true
                }
            }
            if !groups.isEmpty { continue }
            let quick = tasks.filter { !slow.contains(tracks[$0.key].host) }
            let finished = quick.isEmpty ? tasks : quick
            if finished.isEmpty { break }
            for (track, name) in finished {
                tasks[track] = nil
                tracks[track].isBusy = false
                Self.conclude(name, &tracks[track])
            }
        }
        let failed = tracks.filter(\.cursor.isFailed).map(\.host)
        return steps + ["failed: \(failed.joined(separator: " "))"]
    }

    private static func conclude(_ name: String, _ track: inout HostTrack) {
        let words = name.split(separator: " ").map(String.init)
        guard words.count > 2 else { return }
        let isNamed = words.dropFirst(2).contains(track.host)
        switch words[1] {
        case "fails" where isNamed: track.change { $0.fail() }
        case "loses" where isNamed, "ends" where isNamed: track.change { $0.end() }
        case "notifies":
            for position in words.dropFirst(2).compactMap({ Int($0) }) {
                track.change { _ = $0.notify(position) }
            }
        case "flushes" where isNamed: track.change { $0.flush() }
        default: break
        }
    }
}
