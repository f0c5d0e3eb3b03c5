/// What the process counts beside its connections; each worker in a row of its own.
public final class ProcessCounters: Sendable {
    private static var requestsPlace: Int { 0 }
    private static var turnsPlace: Int { 1 }
    private static var connectionsPlace: Int { 2 }
    private static var connectionRatePlace: Int { 3 }
    private static var sessionRatePlace: Int { connectionRatePlace + OwnedRate.width }
    private static var encryptionRatePlace: Int { sessionRatePlace + OwnedRate.width }
    private static var clientKeyRatePlace: Int { encryptionRatePlace + OwnedRate.width }
    private static var serverKeyRatePlace: Int { clientKeyRatePlace + OwnedRate.width }
    private static var width: Int { serverKeyRatePlace + OwnedRate.width }

    // The memory belongs to this object, and all of it is atomic.
    private nonisolated(unsafe) let rows: NumberRows

    init(threads: Int) {
        rows = NumberRows(numbers: Self.width, threads: threads)
    }

    deinit {
        rows.free()
    }

    /// Requests [CumReq].
    public var requests: Int { rows.sum(Self.requestsPlace) }
    /// Connections of each second [ConnRate MaxConnRate].
    public var connectionRate: RateReading {
        RateReading(rows: rows, place: Self.connectionRatePlace)
    }
    /// Sessions of each second [SessRate MaxSessRate].
    public var sessionRate: RateReading { RateReading(rows: rows, place: Self.sessionRatePlace) }

    /// Connections of clients with TLS of each second [SslRate MaxSslRate].
    public var encryptionRate: RateReading {
        RateReading(rows: rows, place: Self.encryptionRatePlace)
    }
    /// Keys agreed on with clients in each second [SslFrontendKeyRate SslFrontendMaxKeyRate].
    public var clientKeyRate: RateReading {
        RateReading(rows: rows, place: Self.clientKeyRatePlace)
    }
    /// Keys agreed on with servers in each second [SslBackendKeyRate SslBackendMaxKeyRate].
    public var serverKeyRate: RateReading {
        RateReading(rows: rows, place: Self.serverKeyRatePlace)
    }

    /// What each worker has done.
    public var activities: [WorkerActivity] {
        (0..<rows.count).map { worker in
            WorkerActivity(
                turns: rows.own(worker, Self.turnsPlace).current,
                connections: rows.own(worker, Self.connectionsPlace).current,
                requests: rows.own(worker, Self.requestsPlace).current
            )
        }
    }

    /// Forgets the most of each rate.
    public func clearMaxima() {
        connectionRate.clearMaximum()
        sessionRate.clearMaximum()
        encryptionRate.clearMaximum()
        clientKeyRate.clearMaximum()
        serverKeyRate.clearMaximum()
    }

    /// A request came to a worker.
    func noteRequest(_ worker: Int) {
        rows.own(worker, Self.requestsPlace).add()
    }

    /// A worker has begun another turn.
    func noteTurn(_ worker: Int) {
        rows.own(worker, Self.turnsPlace).add()
    }

    /// A connection came to a worker, and a session with it.
    func noteConnection(_ worker: Int, at milliseconds: Int64) {
        rows.own(worker, Self.connectionsPlace).add()
        OwnedRate(rows: rows, thread: worker, place: Self.connectionRatePlace)
            .note(at: milliseconds)
        OwnedRate(rows: rows, thread: worker, place: Self.sessionRatePlace)
            .note(at: milliseconds)
    }

    /// A connection with TLS came to a worker.
    func noteEncryption(_ worker: Int, at milliseconds: Int64) {
        OwnedRate(rows: rows, thread: worker, place: Self.encryptionRatePlace)
            .note(at: milliseconds)
    }

    /// Keys were agreed on with a client, or a server: no session of before went on.
    func noteKeys(_ worker: Int, withServer: Bool, at milliseconds: Int64) {
        let place = withServer ? Self.serverKeyRatePlace : Self.clientKeyRatePlace
        OwnedRate(rows: rows, thread: worker, place: place).note(at: milliseconds)
    }
}

/// What one worker has done so far.
public struct WorkerActivity: Sendable {
    /// How often its loop went round.
    public let turns: Int
    /// Connections it has accepted.
    public let connections: Int
    /// Requests it has read.
    public let requests: Int
}
