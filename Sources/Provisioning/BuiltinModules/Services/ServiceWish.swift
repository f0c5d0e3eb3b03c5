internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// What a task wants of a service, whatever runs services on the target.
struct ServiceWish: Sendable {
    /// The unit or service.
    var name: String?
    var state: State?
    var isEnabled: Bool?
    var isMasked: Bool?
    /// Whether the units are read again first.
    var reloadsUnits = false
    /// Whether systemd itself is executed again first.
    var executesManagerAgain = false
    /// Whether starting and stopping is not waited for.
    var doesNotBlock = false
    /// Whether nothing is to be changed: a unit that an earlier task would have made may be missing.
    var isCheckMode = false

    /// The argument `state`.
    enum State: String, Sendable, CaseIterable {
        case started, stopped, restarted, reloaded

        static var choices: [Value] { allCases.map { .string($0.rawValue) } }
    }

    /// The verb that leads to the state; nil when there is nothing to do.
    static func verb(for state: State, isRunning: Bool, isStoppable: Bool) -> String? {
        switch state {
        case .started: isRunning ? nil : "start"
        case .stopped: isStoppable ? "stop" : nil
        case .reloaded: isRunning ? "reload" : "start"
        case .restarted: "restart"
        }
    }
}

extension ServiceWish {
    /// The arguments of units of systemd.
    static let specifications: [ArgumentSpecification] =
        common + [
            ArgumentSpecification("masked", .bool),
            ArgumentSpecification(
                "daemon_reload",
                .bool,
                aliases: ["daemon-reload"],
                defaultValue: false
            ),
            ArgumentSpecification(
                "daemon_reexec",
                .bool,
                aliases: ["daemon-reexec"],
                defaultValue: false
            ),
            ArgumentSpecification("no_block", .bool, defaultValue: false),
            ArgumentSpecification("scope", defaultValue: "system", choices: ["system"]),
        ]

    private static let common: [ArgumentSpecification] = [
        ArgumentSpecification("name", aliases: ["service", "unit"]),
        ArgumentSpecification("state", choices: State.choices),
        ArgumentSpecification("enabled", .bool),
    ]

    /// Reads the arguments.
    init(_ arguments: ArgumentReader, context: ModuleContext) {
        name = arguments.optionalString("name")
        state = arguments.optionalString("state").flatMap(State.init(rawValue:))
        isEnabled = arguments.optionalBool("enabled")
        isMasked = arguments.optionalBool("masked")
        reloadsUnits = arguments.bool("daemon_reload")
        executesManagerAgain = arguments.bool("daemon_reexec")
        doesNotBlock = arguments.bool("no_block")
        isCheckMode = context.isCheckMode
    }

    /// Refuses what is asked of no unit.
    func requireName() throws(ModuleFailure) {
        guard name == nil, state != nil || isEnabled != nil || isMasked != nil else { return }
        throw ModuleFailure("name is required when state, enabled or masked is given")
    }

    /// Whether something is wanted that only systemd knows.
    var isForSystemd: Bool {
        isMasked != nil || reloadsUnits || executesManagerAgain || doesNotBlock
    }

    /// The changes of a unit of systemd.
    func systemdPlan(_ facts: UnitFacts) throws(ModuleFailure) -> Plan {
        var plan = Plan()
        if executesManagerAgain {
            plan.changes.append(quiet("execute systemd again", ["daemon-reexec"]))
        }
        if reloadsUnits { plan.changes.append(quiet("read the units again", ["daemon-reload"])) }
        plan.result["name"] = name.map { .string($0) } ?? .null
        if let name { try addChanges(of: name, facts, to: &plan) }
        // A hundred properties would bury the message of a change that fails.
        if plan.changes.isEmpty { plan.result["status"] = facts.status }
        let action = name.map { "bring the service \($0) to its state" } ?? "reload systemd"
        plan.finish = { (replies, outcome) throws(ModuleFailure) in
            for reply in replies {
                guard let result = reply.command, !result.isSuccess else { continue }
                let words = trimmed(result.errorText.isEmpty ? result.text : result.errorText)
                throw ModuleFailure(
                    "Unable to \(action): \(words)",
                    result: commandValues(result)
                )
            }
            outcome.values["status"] = facts.status
        }
        return plan
    }

    private func addChanges(
        of name: String,
        _ facts: UnitFacts,
        to plan: inout Plan
    ) throws(ModuleFailure) {
        if facts.properties.isEmpty, state != nil {
            throw ModuleFailure(
                "Could not ask systemd about \(name): \(facts.failure)",
                result: ["name": .string(name)]
            )
        }
        // What is not there can be masked before it comes.
        let mayAppear = isCheckMode || reloadsUnits || (state == nil && isEnabled == nil)
        if !facts.isFound, !facts.isMasked, facts.enablement.isEmpty, !mayAppear {
            throw ModuleFailure(
                "Could not find the requested service \(name): host",
                result: ["name": .string(name)]
            )
        }
        if let isMasked, isMasked != facts.isMasked {
            let verb = isMasked ? "mask" : "unmask"
            plan.changes.append(change("\(verb) \(name)", [verb]))
        }
        if let isEnabled {
            plan.result["enabled"] = .bool(isEnabled)
            if isEnabled != facts.isEnabled {
                let verb = isEnabled ? "enable" : "disable"
                plan.changes.append(change("\(verb) \(name)", [verb]))
            }
        }
        guard let state else { return }
        plan.result["state"] = state == .stopped ? "stopped" : "started"
        let verb = Self.verb(
            for: state,
            isRunning: facts.isRunning,
            isStoppable: facts.isStoppable
        )
        guard let verb else { return }
        if facts.isMasked, isMasked != false, verb != "stop" {
            throw ModuleFailure("Unable to \(verb) service \(name): the unit is masked")
        }
        plan.changes.append(
            change("\(verb) \(name)", (doesNotBlock ? ["--no-block"] : []) + [verb])
        )
    }

    private func quiet(_ summary: String, _ words: [String]) -> Change {
        Change(
            summary,
            requests: [.command(.arguments(["systemctl"] + words))],
            countsAsChange: false
        )
    }

    private func change(_ summary: String, _ words: [String]) -> Change {
        let unit = name.map { ["--", $0] } ?? []
        return Change(
            summary,
            requests: [.command(.arguments(["systemctl"] + words + unit))]
        )
    }
}
