internal import ProxyConfiguration
internal import ProxyDataPlane

/// Settings of the whole process.
enum ProcessSettingCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "set maxconn global",
            usage: "set maxconn global <value>",
            "change the per-process maxconn setting",
            level: .admin
        ) { call in
            guard let text = call.argument(0) else { return "Expects an integer value.\n" }
            let number = leadingInteger(text)
            if number > call.runtime.hardConnectionLimit { return "Value out of range.\n" }
            call.runtime.setLimit(max(0, number))
            return ""
        },
        ControlCommand(
            "set rate-limit",
            usage: "set rate-limit <setting> <value>",
            "change a rate limiting value",
            level: .admin,
            setRateLimit
        ),
    ]

    private static func setRateLimit(_ call: ControlCall) -> ControlAnswer {
        guard let name = call.argument(0), ["connections", "sessions"].contains(name),
            call.argument(1) == "global"
        else {
            return """
                'set rate-limit' only supports :
                   - 'connections global' to set the per-process maximum connection rate
                   - 'sessions global' to set the per-process maximum session rate

                """
        }
        guard let text = call.argument(2) else { return "Expects an integer value.\n" }
        let number = leadingInteger(text)
        if number < 0 { return "Value out of range.\n" }
        // Every connection is a session.
        call.runtime.setRateLimit(number)
        return ""
    }
}
