public import ProxyConfiguration
internal import Synchronization

/// One frontend (or the client side of a listen) while the proxy runs: its rules and its numbers.
public final class FrontendRuntime: Sendable {
    /// What the configuration says of it.
    public let settings: ProxySettings
    /// Its state.
    let cell: FrontendCell
    /// The backends that its rules lead to, in their order; the last is the default one.
    let targets: [BackendRuntime?]
    /// Whether there are rules that requests go through, or requests that the proxy answers itself.
    let decidesRequests: Bool
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
        decidesRequests = settings.decidesRequests
        cell = old?.cell ?? FrontendCell(threadCount: threadCount)
        ownBackend = settings.hasBackend ? backends[settings.name] : nil
        let fallback = settings.defaultBackend.flatMap { backends[$0] } ?? ownBackend
        targets = settings.backendRules.map { backends[$0.backend] } + [fallback]
    }
}

extension ProxySettings {
    /// Asked once, not by each request: handing all settings on costs more than most requests do in
    /// the rules of a proxy that has none.
    var decidesRequests: Bool {
        !requestRules.isEmpty || !redirectRules.isEmpty || statsPage != nil || monitorURI != nil
    }
}
