internal import ProxyConfiguration

/// Commands about the process itself, on the socket of `-S` only.
enum ProcessCommands {
    static let all: [ControlCommand] = [
        ControlCommand("reload", "read the configuration again", level: .operator) { call in
            call.process?.reload().answer ?? ""
        },
        ControlCommand("show process", "tell what this process is") { call in
            call.process?.describe() ?? ""
        },
    ]
}
