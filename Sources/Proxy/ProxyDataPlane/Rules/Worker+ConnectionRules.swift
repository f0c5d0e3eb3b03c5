internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// `tcp-request connection` and `tcp-request session`: whether a client is let in.
extension Worker {
    /// Runs the rules for a connection that has just come; false when it is refused.
    func admits(_ client: ClientConnection) -> Bool {
        let frontend = client.listener.frontend
        let rules = frontend.settings.byteRules.connection
        if rules.isEmpty || passes(client, rules, at: .connection) { return true }
        frontend.counters[index].add(.connections)
        frontend.counters[index].add(.deniedConnections)
        return false
    }

    /// Runs the rules for a connection whose handshakes are over; false when it is refused.
    func admitsSession(_ client: ClientConnection) -> Bool {
        let frontend = client.listener.frontend
        let rules = frontend.settings.byteRules.session
        if rules.isEmpty || passes(client, rules, at: .session) { return true }
        frontend.counters[index].add(.deniedSessions)
        return false
    }

    /// Runs rules on a connection; what they look at is a stream that lasts no longer than they do.
    private func passes(
        _ client: ClientConnection,
        _ rules: [TrafficRule],
        at point: SamplePoint
    ) -> Bool {
        guard let stream = streams.take(for: client) else { return false }
        defer { streams.give(stream) }
        stream.timing.wallStart = .now
        let context = context(stream, at: point, hasRequest: false)
        var run = RuleRun(context: context, target: self, isResponse: false)
        let mark = run.context.arena.mark
        for rule in rules {
            run.context.arena.release(to: mark)
            if let condition = rule.condition, !condition.holds(&run.context) { continue }
            switch rule.action.run(&run) {
            case .next: continue
            case .stop: return true
            default: return false
            }
        }
        return true
    }

    /// Sets something about a client's connection as such.
    func set(_ property: StreamProperty, _ value: Sample, of client: ClientConnection) {
        switch property {
        case .source:
            client.peer = SocketAddress(value, port: client.peer.port ?? 0) ?? client.peer
            client.peerText = Array(client.peer.host.utf8)
        case .sourcePort: client.peer = client.peer.with(port: UInt16(clamping: value.integer))
        case .destination:
            let port = client.destination?.port ?? 0
            client.toldDestination = SocketAddress(value, port: port) ?? client.destination
        case .destinationPort:
            client.toldDestination = client.destination?.with(port: UInt16(clamping: value.integer))
        case .awaitsProxyHeader: client.awaitsProxyHeader = true
        default: break
        }
    }
}

extension SocketAddress {
    /// The address that a sample is; nil when it is none.
    fileprivate init?(_ sample: Sample, port: UInt16) {
        switch sample.type {
        case .ipv4: self = .v4(sample.ipv4, port: port)
        case .ipv6: self = .v6(high: sample.high, low: sample.low, port: port)
        default: return nil
        }
    }
}
