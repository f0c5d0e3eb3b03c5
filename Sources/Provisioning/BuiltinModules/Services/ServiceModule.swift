internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `service`: a service of whatever runs services on the target: systemd, OpenRC or init scripts.
enum ServiceModule: TaskModule {
    struct Arguments: Sendable {
        var wish: ServiceWish
        /// The module that Ansible would hand the task to: `auto`, or what the task says.
        var module: String
        /// How many seconds stopping and starting are apart.
        var sleep: Int?
        /// What the init script is given beside its verb.
        var words: [String]
        /// The arguments that only init scripts heed.
        var namesForScripts: [String]
    }

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
            ServiceWish.specifications + [
                ArgumentSpecification("sleep", .integer),
                ArgumentSpecification("arguments", aliases: ["args"]),
                ArgumentSpecification("use", defaultValue: "auto"),
            ]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let words = arguments.optionalString("arguments") ?? ""
        return Arguments(
            wish: ServiceWish(arguments, context: context),
            module: arguments.string("use").lowercased(),
            sleep: arguments.optionalInteger("sleep"),
            words: words.split(separator: " ").map(String.init),
            namesForScripts: ["sleep", "arguments"].filter { arguments[$0] != nil }
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        let name = arguments.wish.name ?? ""
        let others = HostRequest.command(.script(script, [name]))
        let unit = arguments.wish.name.map(UnitFacts.requests) ?? []
        return .facts(from: [others] + unit) {
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

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        let isUnit = ["systemd", "systemd_service"].contains(arguments.module)
        guard facts.manager == .systemd || isUnit else { return try scriptPlan(arguments, facts) }
        try arguments.wish.requireName()
        var plan = try arguments.wish.systemdPlan(facts.unit)
        if !arguments.namesForScripts.isEmpty {
            plan.result["warnings"] = .list(
                arguments.namesForScripts.map {
                    .string("Ignoring \"\($0)\" as it is not used in \"systemd\"")
                }
            )
        }
        return plan
    }

    private static func scriptPlan(
        _ arguments: Arguments,
        _ facts: Facts
    ) throws(ModuleFailure) -> Plan {
        let wish = arguments.wish
        guard let name = wish.name else {
            throw ModuleFailure("missing required arguments: name")
        }
        if wish.state == nil, wish.isEnabled == nil {
            throw ModuleFailure("one of the following is required: state, enabled")
        }
        if wish.isForSystemd {
            throw ModuleFailure(
                "masked, daemon_reload, daemon_reexec and no_block are for systemd, which does not "
                    + "run here"
            )
        }
        if !facts.isFound, !wish.isCheckMode {
            throw ModuleFailure("Could not find the requested service \(name): host")
        }
        var plan = Plan(result: ["name": .string(name)])
        if let isEnabled = wish.isEnabled {
            plan.result["enabled"] = .bool(isEnabled)
            if isEnabled != facts.isEnabled {
                plan.changes.append(enablement(of: name, isEnabled, by: facts.manager))
            }
        }
        guard let state = wish.state else { return plan }
        plan.result["state"] = state == .stopped ? "stopped" : "started"
        let verb = ServiceWish.verb(
            for: state,
            isRunning: facts.isRunning,
            isStoppable: facts.isRunning
        )
        if let verb {
            let requests = requests(for: verb, of: name, arguments, by: facts.manager)
            plan.changes.append(Change("\(verb) \(name)", requests: requests))
        }
        return plan
    }

    private static func requests(
        for verb: String,
        of name: String,
        _ arguments: Arguments,
        by manager: Manager
    ) -> [HostRequest] {
        let program = manager == .openrc ? "rc-service" : "service"
        func call(_ verb: String) -> HostRequest {
            .command(.arguments([program, name, verb] + arguments.words))
        }
        guard verb == "restart", let sleep = arguments.sleep else { return [call(verb)] }
        return [call("stop"), .command(.arguments(["sleep", String(sleep)])), call("start")]
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
