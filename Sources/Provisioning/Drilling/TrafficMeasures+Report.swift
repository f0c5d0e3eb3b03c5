extension TrafficMeasures {
    /// What a terminal is told, the name of the traffic in front when there are several kinds.
    var lines: [String] {
        var lines: [String] = name.isEmpty ? [] : ["traffic      \(name)"]
        let counts =
            load.lostCount > 0
            ? ", \(load.unknownCount) unknown, \(load.lostCount) lost"
            : load.unknownCount > 0 ? ", \(load.unknownCount) unknown" : ""
        lines.append("requests     \(load.sentCount) sent, \(load.failedCount) failed\(counts)")
        for failure in load.failures {
            lines.append("             \(failure.count) x \(failure.reason)")
        }
        let late = load.lateness
        if late.lateCount + late.unsentCount > 0 {
            lines.append(
                "             \(late.lateCount) left late, by up to "
                    + "\(late.longest.drillText); \(late.unsentCount) never left"
            )
        }
        for answers in load.answers {
            let server = answers.server.isEmpty ? "(unnamed)" : answers.server
            lines.append("             \(answers.count) answered by \(server)")
        }
        lines += notes
        let latencies = [load.median, load.percentile99, load.percentile999, load.slowest]
            .map { $0?.drillText ?? "-" }
        lines.append(
            "latency      half below \(latencies[0]), 99% below \(latencies[1]), "
                + "99.9% below \(latencies[2]), slowest \(latencies[3])"
        )
        lines.append("longest gap  \(load.longestGap.drillText)")
        return lines
    }

    private var notes: [String] {
        var notes: [String] = []
        if resetCount > 0 { notes.append("\(resetCount) connections reset") }
        if isSticky {
            notes.append(
                "\(moves.count) sessions moved, \(needlessMoves.count) of them without need"
            )
        }
        if isWebSocket {
            let missing = closures.count { $0.reopened == nil }
            let longest =
                missing > 0
                ? "\(missing) of them without another one"
                : closures.isEmpty
                    ? nil : longestReopening.map { "another one after \($0.drillText) at most" }
            notes.append("\(closures.count) WebSockets ended\(longest.map { ", \($0)" } ?? "")")
        }
        return notes.map { "             \($0)" }
    }
}
