/// What the process counts beside its connections; each worker in a row of its own.
public final class ProcessCounters: Sendable {
    private static var connectionRatePlace: Int { 1 }
    private static var sessionRatePlace: Int { connectionRatePlace + OwnedRate.width }
    private static var width: Int { sessionRatePlace + OwnedRate.width }

    // The memory belongs to this object, and all of it is atomic.
    private nonisolated(unsafe) let rows: NumberRows

    init(threads: Int) {
        rows = NumberRows(numbers: Self.width, threads: threads)
    }

    deinit {
        rows.free()
    }

    /// Requests [CumReq].
    public var requests: Int { rows.sum(0) }
    /// Connections of each second [ConnRate MaxConnRate].
    public var connectionRate: RateReading {
        RateReading(rows: rows, place: Self.connectionRatePlace)
    }
    /// Sessions of each second [SessRate MaxSessRate].
    public var sessionRate: RateReading { RateReading(rows: rows, place: Self.sessionRatePlace) }

    /// Forgets the most of each rate.
    public func clearMaxima() {
        connectionRate.clearMaximum()
        sessionRate.clearMaximum()
    }

    /// A request came to a worker.
    func noteRequest(_ worker: Int) {
        rows.own(worker, 0).add()
    }

    /// A connection came to a worker, and a session with it.
    func noteConnection(_ worker: Int, at milliseconds: Int64) {
        for place in [Self.connectionRatePlace, Self.sessionRatePlace] {
            OwnedRate(rows: rows, thread: worker, place: place).note(at: milliseconds)
        }
    }
}
