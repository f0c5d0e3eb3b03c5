internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// What `option log-health-checks` tells of a check that changed anything.
struct CheckNews {
    /// `Health` or `Agent`.
    var subject: String
    var isPassed: Bool
    /// Whether the server wants no new clients.
    var isConditional = false
    var reason: String
    /// How the server stands now.
    var health: ServerHealth
}

extension ProxyRuntime {
    /// Logs a check in HAProxy's words.
    func tell(_ news: CheckNews, of server: ServerRuntime, in backend: BackendRuntime) {
        let kind = server.settings.isBackup ? "backup server" : "server"
        let outcome =
            (news.isConditional ? "conditionally " : "")
            + (news.isPassed ? "succeeded" : "failed")
        let health = news.health
        let rise = health.thresholds.rise
        let count = health.isUp ? health.level - rise + 1 : health.level
        let wanted = health.isUp ? health.thresholds.fall : rise
        let state = health.isUp ? (server.userWeight > 0 ? "UP" : "DRAIN") : "DOWN"
        logs.send(
            "\(news.subject) check for \(kind) \(backend.name)/\(server.settings.name) \(outcome), "
                + "\(news.reason), status: \(count)/\(wanted) \(state).",
            level: .notice,
            to: backend.settings
        )
    }
}

extension HealthChecker.Target {
    /// What `http-check send-state` tells a server of itself.
    func stateReport(node: String) -> String {
        let rise = health.thresholds.rise
        let isServing = server.check != .down
        let count = isServing ? health.level - rise + 1 : health.level
        let wanted = isServing ? health.thresholds.fall : rise
        var state: String
        if isServing {
            let word = server.check == .stopping ? "NOLB" : "UP"
            state = health.level == health.top ? word : "\(word) \(count)/\(wanted)"
        } else {
            state = health.level > 0 ? "DOWN \(count)/\(wanted)" : "DOWN"
        }
        let address = server.address
        let own = server.acceptsNewStreams ? server.userWeight : 0
        let all = backend.servers.reduce(0) {
            $0 + ($1.acceptsNewStreams && !$1.settings.isBackup ? $1.userWeight : 0)
        }
        let streams = backend.counters.sessions.current - backend.queue.current
        state += "; address=\(address?.host ?? ""); port=\(address?.port.map(String.init) ?? "")"
        state += "; name=\(backend.name)/\(server.settings.name); node=\(node)"
        state += "; weight=\(own)/\(all); scur=\(server.servedStreams)/\(streams)"
        return state + "; qcur=\(server.queue.current)"
    }
}
