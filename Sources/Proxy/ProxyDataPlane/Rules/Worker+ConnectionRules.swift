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
            case .drop(let limit):
                hide(from: client, timeToLive: limit)
                return false
            default: return false
            }
        }
        return true
    }

    /// Sets something about a client's connection as such, or, after its handshakes, its session.
    func set(
        _ property: StreamProperty,
        _ value: Sample,
        of client: ClientConnection,
        isSession: Bool
    ) {
        var source = isSession ? client.sessionPeer ?? client.peer : client.peer
        var destination = isSession ? client.sessionDestination : client.toldDestination
        destination = destination ?? client.destination
        switch property {
        case .source: source = SocketAddress(value, port: source.port ?? 0) ?? source
        case .sourcePort: source = source.with(port: UInt16(clamping: value.integer))
        case .destination:
            destination = SocketAddress(value, port: destination?.port ?? 0) ?? destination
        case .destinationPort:
            destination = destination?.with(port: UInt16(clamping: value.integer))
        case .awaitsProxyHeader: client.awaitsProxyHeader = true
        case .mark, .typeOfService:
            let option: SocketOption = property == .mark ? .mark : .typeOfService
            let bits = Int32(truncatingIfNeeded: value.integer)
            // The mark takes a capability; without it packets go as they would.
            try? client.transport.socket.setOption(option, bits)
        default: break
        }
        if isSession {
            client.sessionPeer = source
            client.sessionDestination = destination
        } else if property == .source || property == .sourcePort {
            client.hasSetAddresses = true
            client.peer = source
            client.peerText = Array(source.host.utf8)
        } else if property == .destination || property == .destinationPort {
            client.hasSetAddresses = true
            client.toldDestination = destination
        }
    }

    /// Sees to it that a client does not hear of its connection's end, which follows.
    ///
    /// The kernel forgets the connection where the program may ask for that; otherwise the reset gets no
    /// further than so many routers.
    func hide(from client: ClientConnection, timeToLive: Int?) {
        let socket = client.carrier.transport.socket
        try? socket.setOption(.quickAcknowledge, 1)
        if timeToLive == nil, (try? socket.setOption(.repair, 1)) != nil { return }
        try? socket.setOption(.timeToLive, Int32(timeToLive ?? 1))
        try? socket.setOption(.lingerReset, 1)
    }
}

extension SocketAddress {
    /// The address that a sample is; nil when it is none.
    init?(_ sample: Sample, port: UInt16) {
        switch sample.type {
        case .ipv4: self = .v4(sample.ipv4, port: port)
        case .ipv6: self = .v6(high: sample.high, low: sample.low, port: port)
        default: return nil
        }
    }
}
