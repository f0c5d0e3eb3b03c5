extension TrafficMeasures {
    /// What was measured of this kind alone.
    var figures: [Figure] {
        var limits: [TrafficLimit] = [.failed, .unknown, .lost, .resets]
        if isSticky { limits.append(.stickyMoved) }
        if isWebSocket { limits.append(.websocketsReopened) }
        limits += [.slowest, .longestGap]
        return limits.map { Figure($0.rawValue, $0.measure([self])) }
    }

    /// The most events of one kind that are told.
    private static let eventLimit = 100

    /// The WebSockets that were closed and the sessions that moved without need.
    func events(startedAt: Duration) -> [DrillEvent] {
        let closed = closures.map { closure in
            let server = closure.server.isEmpty ? "" : " to \(closure.server)"
            let end = closure.reopened.map { "another one after \($0.drillText)" } ?? "no other one"
            return DrillEvent(
                at: startedAt + closure.at,
                "a WebSocket\(server) ended: \(closure.reason); \(end)"
            )
        }
        let moved = needlessMoves.map { move in
            DrillEvent(
                at: startedAt + move.at,
                "a session moved from \(move.from) to \(move.to) without need"
            )
        }
        return Array((closed + moved).sorted { $0.at < $1.at }.prefix(Self.eventLimit))
    }
}
