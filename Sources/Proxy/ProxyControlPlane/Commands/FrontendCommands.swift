internal import ProxyConfiguration
internal import ProxyDataPlane

/// Commands about one frontend.
enum FrontendCommands {
    static let all: [ControlCommand] = [
        command("disable frontend", "temporarily disable specific frontend") { call, frontend in
            switch frontend.admission {
            case .shut: return .said("Frontend was previously shut down, cannot disable.\n")
            case .paused: return .said("All sockets are already disabled.\n")
            case .open:
                call.runtime.admit(.paused, to: frontend)
                return .done
            }
        },
        command("enable frontend", "re-enable specific frontend") { call, frontend in
            switch frontend.admission {
            case .shut: return .said("Frontend was previously shut down, cannot enable.\n")
            case .open: return .said("All sockets are already enabled.\n")
            case .paused:
                call.runtime.admit(.open, to: frontend)
                return .done
            }
        },
        command("shutdown frontend", "stop a specific frontend") { call, frontend in
            if frontend.admission == .shut { return .said("Frontend was already shut down.\n") }
            call.runtime.admit(.shut, to: frontend)
            return .done
        },
        command(
            "set maxconn frontend",
            usage: "set maxconn frontend <frontend> <value>",
            "change a frontend's maxconn setting"
        ) { call, frontend in
            guard let text = call.argument(1) else { return .said("Integer value expected.\n") }
            let number = leadingInteger(text)
            if number < 0 { return .said("Value out of range.\n") }
            call.runtime.setLimit(number, of: frontend)
            return .done
        },
    ]

    /// What came of a command.
    private enum Result {
        /// Nothing was done, and that is why.
        case said(String)
        /// It is done once the workers know.
        case done
    }

    private static func command(
        _ name: String,
        usage: String? = nil,
        _ summary: String,
        _ run: @escaping @Sendable (ControlCall, FrontendRuntime) -> Result
    ) -> ControlCommand {
        ControlCommand(
            name,
            usage: usage ?? "\(name) <frontend>",
            summary,
            level: .admin,
            machine: { machine($0, run) }
        )
    }

    private static func machine(
        _ call: ControlCall,
        _ run: (ControlCall, FrontendRuntime) -> Result
    ) -> any CommandMachine {
        guard let name = call.argument(0) else {
            return WholeAnswer("A frontend name is expected.\n")
        }
        guard let frontend = call.runtime.generation.frontend(named: name) else {
            return WholeAnswer("No such frontend.\n")
        }
        switch run(call, frontend) {
        case .said(let sentence): return WholeAnswer(sentence)
        case .done: return AnswerAfterWorkers(call.runtime, "")
        }
    }
}

/// The number that a text begins with; 0 without one, as HAProxy reads numbers of operators.
func leadingInteger(_ text: String) -> Int {
    let isNegative = text.first == "-"
    let rest = isNegative || text.first == "+" ? text.dropFirst() : text[...]
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    let number = min(Int(digits) ?? (digits.isEmpty ? 0 : .max), Int(Int32.max))
    return isNegative ? -number : number
}
