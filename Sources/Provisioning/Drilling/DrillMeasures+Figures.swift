extension DrillMeasures {
    /// The measures by the names that limits and earlier runs have for them.
    public var figures: [Figure] {
        let duration = { (duration: Duration?) in duration.map { Quantity.duration($0) } }
        var figures = [
            Figure("requests", .count(load.sentCount)),
            Figure("failed", .count(load.failedCount)),
            Figure("unknown", .count(load.unknownCount)),
            Figure("lost", .count(load.lostCount)),
            Figure("late", .count(load.lateness.lateCount + load.lateness.unsentCount)),
            Figure("resets", TrafficLimit.resets.measure(traffic)),
        ]
        if traffic.contains(where: \.isSticky) {
            figures.append(Figure("sticky_moved", TrafficLimit.stickyMoved.measure(traffic)))
        }
        if traffic.contains(where: \.isWebSocket) {
            let closed = traffic.reduce(0) { $0 + $1.closures.count }
            figures.append(Figure("websockets_closed", .count(closed)))
            let reopened = TrafficLimit.websocketsReopened
            figures.append(Figure(reopened.rawValue, reopened.measure(traffic)))
        }
        if let proved { figures.append(Figure("proved", .duration(proved))) }
        return figures + [
            Figure("median", duration(load.median)),
            Figure("p99", duration(load.percentile99)),
            Figure("p99.9", duration(load.percentile999)),
            Figure("slowest", duration(load.slowest)),
            Figure("longest_gap", .duration(load.longestGap)),
            Figure("detect", duration(detect)),
            Figure("recover", duration(recover)),
        ]
    }
}
