internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// What the threads do.
enum ActivityCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "show activity",
            "show per-thread activity stats (for support/developers)",
            level: .operator
        ) { call in
            let now = WallTime.now
            let activities = call.runtime.counters.activities
            var text = "thread_id: \(activities.count) (1..\(activities.count))\n"
            let fraction = String(1_000_000 + Int(now.microseconds)).dropFirst()
            text += "date_now: \(now.seconds).\(fraction)\n"
            text += line("loops", activities.map(\.turns))
            text += line("accepted", activities.map(\.connections))
            return text + line("requests", activities.map(\.requests))
        },
        ControlCommand("show threads", "show some threads debugging information", level: .operator)
        {
            call in
            call.runtime.counters.activities.enumerated().map { index, activity in
                "  Thread \(index + 1) : worker-\(index) loops=\(activity.turns) "
                    + "accepted=\(activity.connections)\n"
            }.joined()
        },
    ]

    /// A sum, then the number of each thread.
    private static func line(_ name: String, _ numbers: [Int]) -> String {
        let each = numbers.map(String.init).joined(separator: " ")
        return "\(name): \(numbers.reduce(0, +)) [ \(each) ]\n"
    }
}
