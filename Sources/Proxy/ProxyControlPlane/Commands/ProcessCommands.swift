internal import ProxyConfiguration
internal import ProxyDataPlane

/// Commands about the process itself, on the socket of `-S` only.
enum ProcessCommands {
    static func all(_ process: ProcessControl?) -> [ControlCommand] {
        guard let process else { return [] }
        return [
            ControlCommand("reload", "read the configuration again", level: .operator) { _ in
                process.reload().answer
            },
            ControlCommand("show process", "tell what this process is") { _ in
                process.describe()
            },
        ]
    }
}
