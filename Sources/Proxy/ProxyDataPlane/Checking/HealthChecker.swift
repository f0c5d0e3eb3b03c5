internal import EventLoops
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// Probes the servers of a generation from the control loop, and carries out what their health
/// decides.
final class HealthChecker {
    /// One server that is probed.
    final class Target {
        // Where only a backend's list of servers has changed, the target goes on.
        var backend: BackendRuntime
        var server: ServerRuntime
        let check: ServerCheck
        let program: PreparedCheck
        var health: ServerHealth
        /// How the last check ended; nil before the first.
        var lastStatus: CheckStatus?
        var probe: HealthProbe?
        var timer: EventLoop.Handle?
        /// When the timer comes.
        var due = MonotonicClock.now

        init(backend: BackendRuntime, server: ServerRuntime, check: ServerCheck) {
            self.backend = backend
            self.server = server
            self.check = check
            program = PreparedCheck(check.program ?? backend.settings.check)
            // What an agent has taken down, the probes need not have.
            let isUp = server.check != .down || server.agent?.keepsDown == true
            health = ServerHealth(check.thresholds, isUp: isUp)
            // Only who was never checked is as the configuration says.
            if let initial = check.initialState, !server.lastCheck.isEnabled {
                health = ServerHealth(check.thresholds, initially: initial)
            }
        }
    }

    private let runtime: ProxyRuntime
    private let loop: EventLoop
    private var targets: [Int: Target] = [:]
    private var isStopped = false

    init(runtime: ProxyRuntime, loop: EventLoop) {
        self.runtime = runtime
        self.loop = loop
        let remote = loop.remote
        let box = LoopBound(self)
        runtime.onServerChange = { backend, server in
            remote.post { _ in box.object?.serverChanged(backend, server) }
        }
        runtime.onObservedErrors = { errors in
            remote.post { _ in box.object?.react(to: errors) }
        }
    }

    /// Probes the servers of this generation from now on; those that were probed before go on.
    func follow(_ generation: Generation) {
        var wanted: [Int: Target] = [:]
        var fresh: [Target] = []
        for backend in generation.backends where !backend.settings.isDisabled {
            for server in backend.servers {
                guard let check = server.settings.check else { continue }
                if let old = targets[server.serial], old.backend.isSame(as: backend) {
                    (old.backend, old.server) = (backend, server)
                    wanted[server.serial] = old
                    continue
                }
                let target = Target(backend: backend, server: server, check: check)
                if let old = targets[server.serial] {
                    target.health = old.health
                    target.lastStatus = old.lastStatus
                }
                wanted[server.serial] = target
                fresh.append(target)
            }
        }
        for (serial, target) in targets where wanted[serial] !== target { cancel(target) }
        targets = wanted
        spread(fresh)
    }

    /// Probes no more.
    func stop() {
        isStopped = true
        for target in targets.values { cancel(target) }
        targets = [:]
    }

    /// Lets the first probes start at different moments, within the shortest interval.
    private func spread(_ fresh: [Target]) {
        let shortest = fresh.map { $0.check.intervals.steady }.min() ?? .zero
        let limit = runtime.generation.configuration.global.maximumCheckSpread ?? shortest
        for (index, target) in fresh.enumerated() {
            let delay = min(shortest, limit) * index / max(1, fresh.count)
            schedule(target, after: delay)
        }
    }

    private func schedule(_ target: Target, after delay: Duration) {
        target.due = MonotonicClock.now + delay
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
        guard !isStopped else { return }
        guard target.server.admin != .maintenance, target.server.isProbed,
            target.server.checkAddress != nil
        else {
            return schedule(target, after: target.check.intervals.steady)
        }
        let probe = HealthProbe(
            target,
            generation: runtime.generation,
            loop: loop
        ) { [weak self] result in
            self?.finished(target, result)
        }
        target.probe = probe
        probe.start()
    }

    private func finished(_ target: Target, _ result: CheckResult) {
        target.probe = nil
        if result.hasPassed { target.server.observer?.forget() }
        let wasUp = target.health.isUp
        let levelBefore = target.health.level
        let action = target.health.record(passed: result.hasPassed)
        record(result, of: target, since: levelBefore)
        if !result.hasPassed && wasUp { target.server.failedChecks.add() }
        switch action {
        case .takeDown: set(target, .down, result)
        case .bringUp, .none: serveIfProven(target, result)
        }
        guard !isStopped, targets[target.server.serial] === target else { return }
        schedule(target, after: target.health.interval(target.check.intervals))
    }

    /// Keeps the result for statistics, and tells of it where that is wanted and anything has changed.
    private func record(_ result: CheckResult, of target: Target, since levelBefore: Int) {
        var last = LastCheck()
        last.status = result.outcome.status.rawValue
        last.code = result.outcome.code
        last.durationMilliseconds = result.milliseconds ?? -1
        last.description = result.outcome.status.sentence
        last.detail = String(decoding: result.outcome.detail, as: UTF8.self)
        last.health = target.health.level
        last.isEnabled = true
        runtime.record(last, of: target.server)
        let isNews =
            target.lastStatus != result.outcome.status || levelBefore != target.health.level
        target.lastStatus = result.outcome.status
        guard isNews, target.backend.settings.logsHealthChecks else { return }
        runtime.tell(
            CheckNews(
                subject: "Health",
                isPassed: result.hasPassed,
                isConditional: result.outcome.status == .conditionallyAnswered,
                reason: result.reason,
                health: target.health
            ),
            of: target.server,
            in: target.backend
        )
    }

    /// A server whose probes pass serves, unless its agent is against it.
    private func serveIfProven(_ target: Target, _ result: CheckResult) {
        guard target.health.isUp, result.hasPassed, target.server.agent?.keepsDown != true else {
            return
        }
        let isConditional = result.outcome.status == .conditionallyAnswered
        set(target, isConditional ? .stopping : .up, result)
    }

    private func set(_ target: Target, _ verdict: CheckVerdict, _ result: CheckResult) {
        runtime.setHealth(
            verdict,
            of: target.server,
            in: target.backend,
            // What was told of the check itself is not told twice.
            because: target.backend.settings.logsHealthChecks ? "" : result.reason
        )
    }

    /// Does what `on-error` says about errors that traffic has met; what follows from them the next
    /// check decides, which comes soon.
    fileprivate func react(to errors: ObservedErrors) {
        let server = errors.server
        guard !isStopped, let target = targets[server.serial], let observer = server.observer,
            server.admin != .maintenance
        else { return }
        observer.alarms.add()
        let level = target.health.level
        if let action = target.health.react(observer.rules.reaction) {
            let result = CheckResult(observed: errors.sentence)
            record(result, of: target, since: level)
            if level > 0 || observer.rules.reaction == .markDown { server.failedChecks.add() }
            // A check that runs would count on top of what it is to prove.
            if level > 0, target.probe != nil {
                cancel(target)
                schedule(target, after: target.health.interval(target.check.intervals))
            }
            if action == .takeDown { set(target, .down, result) }
        }
        hurry(target)
    }

    /// `fastinter`, where it was said: the next check comes within that time, one that runs ends.
    private func hurry(_ target: Target) {
        guard let limit = target.check.intervals.changing else { return }
        target.probe?.limit(to: limit)
        guard let timer = target.timer, MonotonicClock.now + limit < target.due else { return }
        loop.cancel(timer)
        schedule(target, after: limit)
    }

    fileprivate func serverChanged(_ backend: BackendRuntime, _ server: ServerRuntime) {
        guard let target = targets[server.serial] else { return }
        if server.admin == .maintenance { return rest(target) }
        let isUp = server.check != .down
        // What an agent says is not for the probes to forget.
        if !isUp, server.agent?.keepsDown == true { return }
        // An operator's word counts as if the probes had said so.
        if target.health.isUp != isUp {
            target.health = ServerHealth(target.check.thresholds, isUp: isUp)
            if !isUp { runtime.forgetChecks(of: server) }
        }
    }

    /// In maintenance nothing is probed, and what was found before is forgotten.
    private func rest(_ target: Target) {
        target.health = ServerHealth(target.check.thresholds, isUp: true)
        guard target.probe != nil else { return }
        cancel(target)
        schedule(target, after: target.check.intervals.steady)
    }
}
