public import LinuxSystem

/// Several kinds of traffic side by side, on one clock.
public final class LoadMix: Sendable {
    private let loads: [OpenLoad]
    private let start: MonotonicInstant

    /// Starts all of them.
    public init(_ traffic: [LoadTraffic]) throws(SystemError) {
        let start = MonotonicClock.now
        var loads: [OpenLoad] = []
        do throws(SystemError) {
            for kind in traffic { loads.append(try OpenLoad(kind, from: start)) }
        } catch {
            for load in loads { load.finish() }
            for load in loads { _ = load.stop() }
            throw error
        }
        self.start = start
        self.loads = loads
    }

    /// How long the load has run.
    public var elapsed: Duration { MonotonicClock.now - start }

    /// The requests of all kinds that have ended so far.
    public var samples: [LoadSample] { loads.flatMap(\.samples) }

    /// The requests that have ended so far, kind by kind.
    public var samplesByKind: [[LoadSample]] { loads.map(\.samples) }

    /// What the clients have felt so far.
    public var measures: DrillMeasures {
        let traffic = loads.map { TrafficMeasures($0.traffic, $0.summary, $0.notes.current) }
        if let only = traffic.first, traffic.count == 1 {
            return DrillMeasures(load: only.load, traffic: traffic)
        }
        let unsentCount = traffic.reduce(0) { $0 + $1.load.lateness.unsentCount }
        var whole = LoadSummary(samples, duration: elapsed, unsentCount: unsentCount)
        // A kind without an answer is not made good by those of the others.
        whole.longestGap = traffic.map(\.load.longestGap).max() ?? .zero
        return DrillMeasures(load: whole, traffic: traffic)
    }

    /// Ends all kinds at once, waits for what is under way, and sums up.
    public func stop() -> DrillMeasures {
        for load in loads { load.finish() }
        for load in loads { _ = load.stop() }
        return measures
    }
}
