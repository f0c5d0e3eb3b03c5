public import ProxyConfiguration
internal import Synchronization

/// One frontend (or the client side of a listen) while the proxy runs: its rules and its numbers.
public final class FrontendRuntime: Sendable {
    /// What the configuration says of it.
    public let settings: ProxySettings
    /// Its state.
    let cell: FrontendCell
    /// Where its requests go.
    let routes: [BackendRoute]
    /// Where those go that no rule sends elsewhere.
    let fallback: BackendRuntime?
    /// Every backend, for those that rules name by an expression.
    private let backends: [String: BackendRuntime]
    /// Whether the request's first line is kept, for the log.
    let remembersRequestLine: Bool
    /// Whether headers are kept for the log.
    let hasCaptures: Bool
    /// Whether servers are told an ID of each request.
    let tellsUniqueIDs: Bool
    /// `option logasap`.
    let logsEarly: Bool
    /// What messages go through.
    let rules: RulePlan
    /// How long its clients are waited for.
    let waits: WaitTimes
    /// What a listen's own server side is.
    let ownBackend: BackendRuntime?

    /// The name.
    public var name: String { settings.name }
    /// Its numbers.
    public var counters: TrafficCounters { cell.counters }
    /// Whether it takes clients.
    public var admission: FrontendAdmission { cell.admission.load(ordering: .relaxed) }
    /// The most sessions at once, unless only the limit of the process counts.
    public var maximumConnections: Int? {
        let number = cell.limit.load(ordering: .relaxed)
        return number >= 0 ? number : settings.maximumConnections
    }

    init(
        _ settings: ProxySettings,
        backends: [String: BackendRuntime],
        threadCount: Int,
        continuing old: FrontendRuntime?
    ) {
        self.settings = settings
        rules = RulePlan(settings)
        waits = WaitTimes(settings.timeouts)
        logsEarly = settings.logsEarly && !settings.logTargets.isEmpty
        cell = old?.cell ?? FrontendCell(threadCount: threadCount)
        ownBackend = settings.hasBackend ? backends[settings.name] : nil
        fallback = settings.defaultBackend.flatMap { backends[$0] } ?? ownBackend
        self.backends = settings.backendRules.contains { $0.name == nil } ? backends : [:]
        routes = settings.backendRules.map { rule in
            BackendRoute(rule: rule, backend: rule.name.flatMap { backends[$0] })
        }
        hasCaptures = !settings.captures.isEmpty
        tellsUniqueIDs = settings.uniqueIDHeader != nil && settings.uniqueIDFormat != nil
        let isLogged = !settings.logTargets.isEmpty && settings.logFormat != .connection
        remembersRequestLine = isLogged || !settings.decidesNothing
    }

    /// The backend of a name that an expression gave.
    func backend(named name: UnsafeRawBufferPointer) -> BackendRuntime? {
        backends[String(decoding: name, as: UTF8.self)]
    }
}

/// One `use_backend` line while the proxy runs.
struct BackendRoute: Sendable {
    let rule: BackendRule
    /// The backend; nil when an expression names it.
    let backend: BackendRuntime?
}

extension ProxySettings {
    /// Whether neither rules nor formats ask for the request's first line.
    fileprivate var decidesNothing: Bool {
        requestRules.isEmpty && responseRules.isEmpty && afterResponseRules.isEmpty
            && uniqueIDFormat == nil
    }
}
