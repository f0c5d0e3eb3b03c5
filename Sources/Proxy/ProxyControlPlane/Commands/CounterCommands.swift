internal import ProxyConfiguration
internal import ProxyDataPlane

/// `clear counters`.
enum CounterCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "clear counters",
            usage: "clear counters [all]",
            "clear max statistics counters (or all counters)",
            level: .operator
        ) { call in
            let all = call.argument(0) == "all"
            if all, call.level < .admin { return "Permission denied\n" }
            call.runtime.clearCounters(all: all)
            return ""
        }
    ]
}
