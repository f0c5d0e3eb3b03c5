internal import EventLoops
internal import ProxyConfiguration
internal import Samples
internal import StickTables

/// The `stick` lines of a backend.
extension Worker {
    /// The server that a table has for a stream, if it can be used; keys to be kept are remembered.
    func stickyServer(_ stream: Stream, _ backend: BackendRuntime) -> ServerRuntime? {
        var context = context(stream, at: .chooseServer)
        var server: ServerRuntime?
        for rule in backend.settings.stickRules where rule.uses != .storesResponse {
            guard let (table, key) = key(of: rule, &context) else { continue }
            if rule.uses.contains(.storesRequest) {
                extras(stream).stickKeys.append((table, key))
            }
            guard server == nil, rule.uses.contains(.matches) else { continue }
            let number: Int64?? = table.with(key: key, at: now) { $0.value(.serverID, at: now) }
            guard let number, let number else { continue }
            server = backend.servers.first { Int64($0.settings.id) == number }
            if let found = server, !found.acceptsPersistentStreams,
                !backend.settings.persistsToDownServers
            {
                server = nil
            }
        }
        return server
    }

    /// Keeps the server of a stream by the keys of its request.
    func storeServer(_ stream: Stream) {
        guard let keys = stream.extras?.stickKeys, !keys.isEmpty, let server = stream.server else {
            return
        }
        for (table, key) in keys { store(server, key, in: table) }
        stream.extras?.stickKeys = []
    }

    /// Keeps the server of a stream by something of its response.
    func storeServerOfResponse(_ stream: Stream) {
        guard let backend = stream.backend, let server = stream.server else { return }
        guard backend.settings.stickRules.contains(where: { $0.uses == .storesResponse }) else {
            return
        }
        var context = context(stream, at: .stickStore, hasRequest: false, hasResponse: true)
        for rule in backend.settings.stickRules where rule.uses == .storesResponse {
            guard let (table, key) = key(of: rule, &context) else { continue }
            store(server, key, in: table)
        }
    }

    private func store(_ server: ServerRuntime, _ key: [UInt8], in table: StickTable) {
        let number = server.settings.id
        table.with(key: key, at: now, creating: true) { row in
            row.set(.serverID, to: Int64(number), at: now)
        }
    }

    private func key(
        of rule: StickRule,
        _ context: inout SampleContext
    ) -> (StickTable, [UInt8])? {
        guard let table = rule.table.table else { return nil }
        if let condition = rule.condition, !condition.holds(&context) { return nil }
        guard let value = rule.key.evaluate(&context), let key = table.key(value, &context.arena)
        else { return nil }
        return (table, key)
    }
}
