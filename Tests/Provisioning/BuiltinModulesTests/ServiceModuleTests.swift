import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("systemd and service")
struct ServiceModuleTests {
    let running = "LoadState=loaded\nActiveState=active\n"
    let stopped = "LoadState=loaded\nActiveState=inactive\n"

    func plan(
        _ arguments: ValueMap,
        _ shown: String,
        enabled: String = "enabled",
        check: Bool = false
    ) throws(ModuleFailure) -> Plan {
        var trial = ModuleTrial("systemd", arguments)
        trial.isCheckMode = check
        return try trial.plan([reply(shown), reply(enabled)])
    }

    @Test("a running unit asked to run changes nothing")
    func inPlace() throws {
        let plan = try plan(["name": "p", "state": "started", "enabled": true], running)
        #expect(plan.changes.isEmpty)
        #expect(plan.result["state"] == "started")
        #expect(plan.result["status"]?["ActiveState"] == "active")
    }

    @Test("a stopped, disabled unit is enabled and started")
    func start() throws {
        let plan = try plan(
            ["name": "p", "state": "started", "enabled": true],
            stopped,
            enabled: "disabled"
        )
        #expect(plan.summaries == ["enable p", "start p"])
        #expect(
            plan.changes.last?.requests == [
                .command(.arguments(["systemctl", "start", "--", "p"]))
            ]
        )
    }

    @Test("reading the units again is no change of its own")
    func reload() throws {
        let plan = try ModuleTrial("systemd", ["daemon_reload": true]).plan()
        #expect(plan.changes.map(\.summary) == ["read the units again"])
        #expect(!plan.isChange)
    }

    @Test("'reloaded' starts a unit that does not run")
    func reloaded() throws {
        #expect(try plan(["name": "p", "state": "reloaded"], running).summaries == ["reload p"])
        #expect(try plan(["name": "p", "state": "reloaded"], stopped).summaries == ["start p"])
    }

    @Test("a unit that is not there yet can be masked")
    func maskMissing() throws {
        let shown = "LoadState=not-found\nActiveState=inactive\n"
        let plan = try plan(["name": "p", "masked": true], shown, enabled: "not-found")
        #expect(plan.summaries == ["mask p"])
        #expect(
            try self.plan(["name": "p", "masked": false], shown, enabled: "not-found")
                .changes.isEmpty
        )
    }

    @Test("a missing unit fails, in check mode it may be made by an earlier task")
    func missing() throws {
        let shown = "LoadState=not-found\nActiveState=inactive\n"
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan(["name": "p", "state": "started"], shown, enabled: "")
            } == "Could not find the requested service p: host"
        )
        let checked = try plan(
            ["name": "p", "state": "started"],
            shown,
            enabled: "",
            check: true
        )
        #expect(checked.summaries == ["start p"])
    }

    @Test("a failing start fails with the words of systemd")
    func failing() throws {
        let plan = try plan(["name": "p", "state": "started"], stopped)
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan.finished([reply("", status: 1, errors: "Job for p failed.\n")])
            } == "Unable to bring the service p to its state: Job for p failed."
        )
    }

    @Test("'service' is 'systemd' where systemd runs")
    func serviceOfSystemd() throws {
        let reload = try ModuleTrial("service", ["daemon_reload": true])
            .plan([reply("systemd\n")])
        #expect(reload.changes.map(\.summary) == ["read the units again"])
        let trial = ModuleTrial(
            "service",
            ["unit": "p", "state": "started", "masked": false, "sleep": 3, "use": "service"]
        )
        let shown = "LoadState=masked\nActiveState=inactive\n"
        let plan = try trial.plan([reply("systemd\n"), reply(shown), reply("masked")])
        #expect(plan.summaries == ["unmask p", "start p"])
        #expect(
            plan.result["warnings"]
                == ["Ignoring \"sleep\" as it is not used in \"systemd\""]
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try ModuleTrial("service", ["state": "started"]).plan([reply("systemd\n")])
            } == "name is required when state, enabled or masked is given"
        )
    }

    @Test("an init script is given its arguments, and time between stop and start")
    func scriptArguments() throws {
        let trial = ModuleTrial(
            "service",
            ["name": "p", "state": "restarted", "sleep": 2, "args": "fast now"]
        )
        let plan = try trial.plan([reply("scripts\nfound\nrunning\n"), reply(""), reply("")])
        #expect(
            plan.changes.flatMap(\.requests) == [
                .command(.arguments(["service", "p", "stop", "fast", "now"])),
                .command(.arguments(["sleep", "2"])),
                .command(.arguments(["service", "p", "start", "fast", "now"])),
            ]
        )
    }

    @Test("what only systemd has, and a task without state, fail elsewhere")
    func withoutSystemd() {
        let found = [reply("scripts\nfound\n"), reply(""), reply("")]
        let masked = failureMessage { () throws(ModuleFailure) in
            try ModuleTrial("service", ["name": "p", "state": "started", "masked": true])
                .plan(found)
        }
        #expect(masked?.hasPrefix("masked, daemon_reload") == true)
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try ModuleTrial("service", ["name": "p"]).plan(found)
            } == "one of the following is required: state, enabled"
        )
    }

    @Test("without systemd the init script is asked")
    func scripts() throws {
        let trial = ModuleTrial("service", ["name": "p", "state": "started", "enabled": true])
        let plan = try trial.plan([reply("scripts\nfound\nenabled\n"), reply(""), reply("")])
        #expect(plan.summaries == ["start p"])
        #expect(plan.changes.first?.requests == [.command(.arguments(["service", "p", "start"]))])
    }
}
