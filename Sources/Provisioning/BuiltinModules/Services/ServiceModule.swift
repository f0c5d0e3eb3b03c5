internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `service`: a service of whatever runs services on the target: systemd, OpenRC or init scripts.
enum ServiceModule: TaskModule {
    struct Facts: Sendable {
        var manager: Manager
        var unit: UnitFacts
        /// Of a service that systemd does not run.
        var isFound: Bool
        var isRunning: Bool
        var isEnabled: Bool
    }

    /// What runs services.
    enum Manager: String, Sendable {
        case systemd
        case openrc
        case scripts
    }

    static let description = ModuleDescription(
        name: "service",
        otherNames: ["sysvinit", "ansible.builtin.sysvinit"],
        arguments: ArgumentTable(
            [
                ArgumentSpecification("name", isRequired: true),
                ArgumentSpecification("state", choices: ServiceWish.State.choices),
                ArgumentSpecification("enabled", .bool),
                ArgumentSpecification("use", defaultValue: "auto", choices: ["auto"]),
            ],
            rules: [.requiredOneOf(["state", "enabled"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> ServiceWish {
        var wish = ServiceWish()
        wish.name = arguments.string("name")
        wish.state = arguments.optionalString("state").flatMap(ServiceWish.State.init(rawValue:))
        wish.isEnabled = arguments.optionalBool("enabled")
        wish.isCheckMode = context.isCheckMode
        return wish
    }

    static func probe(_ arguments: ServiceWish) -> Probe<Facts> {
        let name = arguments.name ?? ""
        let others = HostRequest.command(.script(script, [name]))
        return .facts(from: [others] + UnitFacts.requests(unit: name)) {
            (replies) throws(ModuleFailure) in
            let text = try commandResult(replies.first, doing: "look at the service \(name)").text
            let words = text.split { $0.isWhitespace }.map(String.init)
            return Facts(
                manager: words.first.flatMap(Manager.init(rawValue:)) ?? .scripts,
                unit: UnitFacts(replies.dropFirst()),
                isFound: words.contains("found"),
                isRunning: words.contains("running"),
                isEnabled: words.contains("enabled")
            )
        }
    }

    static func plan(_ arguments: ServiceWish, facts: Facts) throws(ModuleFailure) -> Plan {
        if facts.manager == .systemd { return try arguments.systemdPlan(facts.unit) }
        let name = arguments.name ?? ""
        if !facts.isFound, !arguments.isCheckMode {
            throw ModuleFailure("Could not find the requested service \(name): host")
        }
        var plan = Plan(result: ["name": .string(name)])
        if let isEnabled = arguments.isEnabled {
            plan.result["enabled"] = .bool(isEnabled)
            if isEnabled != facts.isEnabled {
                plan.changes.append(enablement(of: name, isEnabled, by: facts.manager))
            }
        }
        guard let state = arguments.state else { return plan }
        plan.result["state"] = state == .stopped ? "stopped" : "started"
        let verb = ServiceWish.verb(
            for: state,
            isRunning: facts.isRunning,
            isStoppable: facts.isRunning
        )
        if let verb {
            let program = facts.manager == .openrc ? "rc-service" : "service"
            let request = HostRequest.command(.arguments([program, name, verb]))
            plan.changes.append(Change("\(verb) \(name)", requests: [request]))
        }
        return plan
    }

    private static func enablement(
        of name: String,
        _ isEnabled: Bool,
        by manager: Manager
    ) -> Change {
        let verb = isEnabled ? "enable" : "disable"
        let words =
            manager == .openrc
            ? ["rc-update", isEnabled ? "add" : "delete", name, "default"]
            : ["update-rc.d", name, verb]
        return Change("\(verb) \(name)", requests: [.command(.arguments(words))])
    }

    // Prints who runs services, then what applies of: found, running, enabled.
    private static let script: ShellScript = """
        if [ -d /run/systemd/system ]; then
            echo systemd
            exit 0
        fi
        [ -x "/etc/init.d/$1" ] && found=yes || found=
        if command -v rc-service >/dev/null 2>&1; then
            echo openrc
            [ -n "$found" ] || exit 0
            echo found
            rc-service "$1" status >/dev/null 2>&1 && echo running
            rc-update show default 2>/dev/null | grep -q "^ *$1 " && echo enabled
            exit 0
        fi
        echo scripts
        [ -n "$found" ] || exit 0
        echo found
        "/etc/init.d/$1" status >/dev/null 2>&1 && echo running
        for link in /etc/rc[2-5].d/S??"$1"; do
            if [ -e "$link" ]; then
                echo enabled
                break
            fi
        done
        exit 0
        """
}
