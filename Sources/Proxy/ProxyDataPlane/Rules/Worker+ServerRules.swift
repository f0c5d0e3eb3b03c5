internal import ProxyConfiguration
internal import Samples

/// The `use-server`, `force-persist` and `ignore-persist` lines.
extension Worker {
    /// The server of the first rule that applies and whose server can be used.
    func ruledServer(_ stream: Stream, _ backend: BackendRuntime) -> ServerRuntime? {
        var context = context(stream, at: .chooseServer)
        for rule in backend.settings.serverRules {
            if let condition = rule.condition, !condition.holds(&context) { continue }
            guard let name = rule.server.evaluate(&context) else { continue }
            let server = backend.servers.first { name.elementsEqual($0.settings.name.utf8) }
            guard let server else { continue }
            if server.acceptsPersistentStreams || backend.settings.persistsToDownServers {
                return server
            }
        }
        return nil
    }

    /// True when a cookie leads even to a server that is down, false when it leads nowhere; nil when no
    /// rule says so.
    func persistence(_ stream: Stream, _ backend: BackendRuntime) -> Bool? {
        let own = backend.settings.persistenceRules
        let frontend =
            stream.frontend.ownBackend === backend
            ? [] : stream.frontend.settings.persistenceRules
        if own.isEmpty && frontend.isEmpty { return nil }
        var context = context(stream, at: .chooseServer)
        for rule in frontend + own where rule.condition.holds(&context) { return rule.isForced }
        return nil
    }
}
