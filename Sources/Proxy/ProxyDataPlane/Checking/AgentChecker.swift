internal import EventLoops
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// Asks the agents of a generation's servers from the control loop, and does what they say.
///
/// Agents are asked in maintenance too: one that has ordered it can order the end of it.
final class AgentChecker {
    private final class Target {
        var backend: BackendRuntime
        var server: ServerRuntime
        let agent: AgentRuntime
        let interval: Duration
        var probe: AgentProbe?
        var timer: EventLoop.Handle?

        init(_ server: ServerRuntime, _ agent: AgentRuntime, _ backend: BackendRuntime) {
            self.backend = backend
            self.server = server
            self.agent = agent
            interval = server.settings.agent?.interval ?? .seconds(2)
        }
    }

    private let runtime: ProxyRuntime
    private let loop: EventLoop
    private var targets: [Int: Target] = [:]

    init(runtime: ProxyRuntime, loop: EventLoop) {
        self.runtime = runtime
        self.loop = loop
    }

    /// Asks the agents of this generation from now on; those that were asked before go on.
    func follow(_ generation: Generation) {
        var wanted: [Int: Target] = [:]
        var fresh: [Target] = []
        for backend in generation.backends where !backend.settings.isDisabled {
            for server in backend.servers {
                guard let agent = server.agent else { continue }
                if let old = targets[server.serial], old.backend.isSame(as: backend) {
                    (old.backend, old.server) = (backend, server)
                    wanted[server.serial] = old
                    continue
                }
                let target = Target(server, agent, backend)
                wanted[server.serial] = target
                fresh.append(target)
            }
        }
        for (serial, target) in targets where wanted[serial] !== target { cancel(target) }
        targets = wanted
        let shortest = fresh.map(\.interval).min() ?? .zero
        let limit = runtime.generation.configuration.global.maximumCheckSpread ?? shortest
        for (index, target) in fresh.enumerated() {
            schedule(target, after: min(shortest, limit) * index / max(1, fresh.count))
        }
    }

    /// Asks no more.
    func stop() {
        for target in targets.values { cancel(target) }
        targets = [:]
    }

    private func schedule(_ target: Target, after delay: Duration) {
        target.timer = loop.schedule(after: delay) { [weak self] in self?.start(target) }
    }

    private func cancel(_ target: Target) {
        if let timer = target.timer { loop.cancel(timer) }
        target.timer = nil
        target.probe?.cancel()
        target.probe = nil
    }

    private func start(_ target: Target) {
        target.timer = nil
        guard target.agent.isEnabled, let address = target.server.agentAddress else {
            return schedule(target, after: target.interval)
        }
        let timeouts = target.backend.settings.timeouts
        let limit =
            timeouts.check == nil
            ? target.interval : min(timeouts.connect ?? target.interval, target.interval)
        let probe = AgentProbe(
            greeting: target.agent.greeting,
            answerTimeout: timeouts.check,
            loop: loop
        ) { [weak self] outcome, milliseconds in
            self?.finished(target, outcome, milliseconds)
        }
        target.probe = probe
        probe.start(address, within: limit)
    }

    private func finished(_ target: Target, _ outcome: AgentProbe.Outcome, _ milliseconds: Int) {
        target.probe = nil
        // What one says that was disabled meanwhile does not count.
        if target.agent.isEnabled { take(outcome, target, milliseconds) }
        guard targets[target.server.serial] === target else { return }
        schedule(target, after: target.interval)
    }

    private func take(_ outcome: AgentProbe.Outcome, _ target: Target, _ milliseconds: Int) {
        var last = target.agent.last
        let statusBefore = last.status
        last.durationMilliseconds = milliseconds
        last.isEnabled = true
        switch outcome {
        case .failed(let status, let description, let detail):
            (last.status, last.description, last.detail) = (status, description, detail)
            target.agent.record(last)
            if status != statusBefore { tell(last, target, isPassed: false) }
        case .incomplete:
            // What never came before is late.
            if last.status == LastCheck().status {
                (last.status, last.description) = ("L7TOUT", "Layer7 timeout")
            }
            last.detail = "Ignoring incomplete line from agent"
            target.agent.record(last)
        case .report(let report):
            let complaint = runtime.carryOut(report, on: target.server, in: target.backend)
            last.detail = report.sentence(complaint: complaint)
            (last.status, last.description) = report.verdict
            target.agent.record(last)
            guard let health = report.health else { return }
            if health.isUp { target.server.observer?.forget() }
            if last.status != statusBefore || health.isUp != target.agent.isUp {
                tell(last, target, isPassed: health.isUp, isUp: health.isUp)
            }
            runtime.agentFound(
                isUp: health.isUp,
                target.agent,
                of: target.server,
                in: target.backend,
                because: logs(target) ? "" : reason(last)
            )
        }
    }

    private func logs(_ target: Target) -> Bool { target.backend.settings.logsHealthChecks }

    /// `option log-health-checks` for agents.
    private func tell(_ last: LastCheck, _ target: Target, isPassed: Bool, isUp: Bool? = nil) {
        guard logs(target) else { return }
        var thresholds = HealthThresholds()
        (thresholds.rise, thresholds.fall) = (1, 1)
        runtime.tell(
            CheckNews(
                subject: "Agent",
                isPassed: isPassed,
                reason: reason(last),
                health: ServerHealth(thresholds, isUp: isUp ?? target.agent.isUp)
            ),
            of: target.server,
            in: target.backend
        )
    }

    private func reason(_ last: LastCheck) -> String {
        checkReason(
            last.description,
            code: last.tellsCode ? 0 : nil,
            detail: Array(last.detail.utf8),
            milliseconds: last.durationMilliseconds
        )
    }
}

extension AgentReport {
    /// HAProxy's word and sentence for how asking an agent ended.
    fileprivate var verdict: (status: String, description: String) {
        switch health?.isUp {
        case true?: ("L7OK", "Layer7 check passed")
        case false?: ("L7STS", "Layer7 wrong status")
        case nil: ("CHECKED", "No status change")
        }
    }
}
