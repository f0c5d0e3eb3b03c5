internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// Commands about the process itself, on the socket of `-S` only.
///
/// HAProxy has a master behind that socket and workers behind it; here one process is both.
enum ProcessCommands {
    static let all: [ControlCommand] = [
        ControlCommand("reload", "read the configuration again", level: .operator) { call in
            call.process?.reload().answer ?? ""
        },
        ControlCommand("show process", "tell what this process is") { call in
            call.process?.describe() ?? ""
        },
        ControlCommand("show proc", "list the process, as master and as worker") { call in
            processes(upFor: MonotonicClock.now - call.runtime.startInstant)
        },
    ]

    /// Whether `@1`, `@!<pid>` or `@master` before a command means this process.
    static func isThisProcess(_ prefix: String) -> Bool {
        let name = prefix.drop { $0 == "@" }
        return ["", "1", "master", "!\(CurrentProcess.id)"].contains(String(name))
    }

    private static func processes(upFor uptime: Duration) -> String {
        let seconds = uptime.components.seconds
        let two: (Int64) -> String = { $0 < 10 ? "0\($0)" : "\($0)" }
        let time =
            "\(seconds / 86400)d\(two(seconds / 3600 % 24))h\(two(seconds / 60 % 60))m"
            + "\(two(seconds % 60))s"
        let column: (String) -> String = { text in
            text + String(repeating: " ", count: max(1, 16 - text.count))
        }
        let line: (String) -> String = { type in
            [String(CurrentProcess.id), type, "0", time].map(column).joined() + Release.version
        }
        let titles = ["#<PID>", "<type>", "<reloads>", "<uptime>"].map(column).joined()
        return """
            \(titles)<version>
            \(line("master"))
            # workers
            \(line("worker"))

            """
    }
}
