internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// `wait <time> [srv-removable <backend>/<server>]`.
struct WaitCommand: CommandMachine {
    static let all: [ControlCommand] = [
        ControlCommand(
            "wait",
            usage: "wait {-h|<delay_ms>} cond [args...]",
            "wait the specified delay or condition (-h to see list)",
            level: .admin,
            machine: machine
        )
    ]

    /// How often the condition is looked at.
    private static let pause = Duration.milliseconds(50)

    private let runtime: ProxyRuntime
    private let deadline: MonotonicInstant
    /// The names of the backend and the server that is to become removable.
    private let names: (backend: String, server: String)?
    private var hasSaidAll = false

    private static func machine(_ call: ControlCall) -> any CommandMachine {
        var arguments = call.arguments[...]
        guard let first = arguments.first else {
            return WholeAnswer("Expects a duration in milliseconds.\n")
        }
        var time = Duration.zero
        if first != "-h" {
            guard let given = Duration(operatorsText: first, unit: .milliseconds(1)),
                given >= .milliseconds(1)
            else { return WholeAnswer("Invalid duration.\n") }
            time = given
            arguments = arguments.dropFirst()
        }
        switch arguments.first {
        case nil:
            return WaitCommand(call.runtime, time, names: nil)
        case "srv-removable":
            guard let word = arguments.dropFirst().first else {
                return WholeAnswer("Missing server name (<backend>/<server>).\n")
            }
            let parts = word.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return WholeAnswer("Require 'backend/server'.\n") }
            return WaitCommand(call.runtime, time, names: (parts[0], parts[1]))
        default:
            return WholeAnswer(usage)
        }
    }

    private init(_ runtime: ProxyRuntime, _ time: Duration, names: (String, String)?) {
        self.runtime = runtime
        deadline = MonotonicClock.now + time
        self.names = names
    }

    mutating func next() -> CommandStep {
        if hasSaidAll { return .done }
        let left = deadline - MonotonicClock.now
        let obstacle = self.obstacle
        if let sentence = ending(obstacle, isLate: left <= .zero) {
            hasSaidAll = true
            return .text(sentence + "\n")
        }
        let pause = names == nil ? left : min(left, Self.pause)
        return .wait(CommandWait { loop, resume in loop.schedule(after: pause, resume) })
    }

    /// What keeps the server from being removed; nil when nothing does.
    private var obstacle: (sentence: String, mayPass: Bool)? {
        guard let names else { return nil }
        guard let backend = runtime.generation.backend(named: names.backend) else {
            return ("No such backend.", false)
        }
        guard let server = backend.server(named: names.server) else {
            return ("No such server.", false)
        }
        return runtime.obstacle(toRemoving: server)
    }

    /// What is said at the end; nil while it is not there.
    private func ending(
        _ obstacle: (sentence: String, mayPass: Bool)?,
        isLate: Bool
    ) -> String? {
        guard let obstacle else { return names != nil || isLate ? "Done." : nil }
        if !obstacle.mayPass { return "Failed. \(obstacle.sentence)" }
        return isLate ? "Wait delay expired. \(obstacle.sentence)" : nil
    }

    private static let usage = """
        Usage: wait {-h|<duration>} [condition [args...]]
          - '-h' displays this help
          - <duration> is the maximum wait time, optionally suffixed by the unit among
            'us', 'ms', 's', 'm', 'h', and 'd'. ; the default unit is milliseconds.
          - <condition> indicates what to wait for, no longer than the specified
            duration. Supported conditions are:
            - <none> : by default, just sleep for the specified duration.
            - srv-removable <px>/<sv> : wait for this server to become removable.

        """
}
