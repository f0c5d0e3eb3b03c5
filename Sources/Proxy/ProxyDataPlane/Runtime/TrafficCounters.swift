/// What a frontend, a backend or a server counts; the names of `show stat` are in brackets.
///
/// Numbers live on over a reload when the thing that they belong to keeps its name.
public final class TrafficCounters: Sendable {
    /// Sessions or streams that are there [scur smax stot].
    public let sessions = Gauge()
    /// Requests [req_tot].
    public let requests = Counter()
    /// Sessions of each second [rate rate_max].
    public let sessionRate = RateMeter()
    /// Requests of each second [req_rate req_rate_max].
    public let requestRate = RateMeter()
    /// Connections [conn_tot].
    public let connections = Counter()
    /// Bytes from clients [bin].
    public let bytesIn = Counter()
    /// Bytes to clients [bout].
    public let bytesOut = Counter()
    /// Requests denied by rules [dreq].
    public let deniedRequests = Counter()
    /// Responses denied by rules [dresp].
    public let deniedResponses = Counter()
    /// Requests that the proxy answered itself, but for denials [intercepted].
    public let interceptedRequests = Counter()
    /// Requests that were no valid HTTP or ended early [ereq].
    public let requestErrors = Counter()
    /// Connections to servers that failed [econ].
    public let connectionErrors = Counter()
    /// Responses that were no valid HTTP or ended early [eresp].
    public let responseErrors = Counter()
    /// Attempts after a failure on the same server [wretr].
    public let retries = Counter()
    /// Attempts on another server [wredis].
    public let redispatches = Counter()
    /// Connections to servers opened [connect].
    public let connectionsOpened = Counter()
    /// Connections to servers used again [reuse].
    public let connectionsReused = Counter()
    /// Transfers that the client cut [cli_abrt].
    public let clientAborts = Counter()
    /// Transfers that the server cut [srv_abrt].
    public let serverAborts = Counter()
    /// Responses by the first digit of the status, from 1xx; the last is everything else.
    public let responses: [Counter] = (0..<6).map { _ in Counter() }
    /// Times a server was chosen by balancing [lbtot].
    public let selections = Counter()
    /// Seconds since 1970 of the last stream [lastsess].
    public let lastSession = Counter()
    /// Mean milliseconds of the last thousand streams [qtime ctime rtime ttime], times 1024.
    public let meanQueueTime = RunningMean()
    /// See `meanQueueTime`.
    public let meanConnectTime = RunningMean()
    /// See `meanQueueTime`.
    public let meanResponseTime = RunningMean()
    /// See `meanQueueTime`.
    public let meanTotalTime = RunningMean()

    /// Nothing was counted.
    public init() {}

    /// Counts a response by its status.
    public func countResponse(_ status: Int) {
        let digit = status / 100
        responses[(1...5).contains(digit) ? digit - 1 : 5].add()
    }

    /// Puts all to zero; the most of the moment only, unless `all`.
    public func clear(all: Bool) {
        sessions.clear(all: all)
        sessionRate.clear()
        requestRate.clear()
        guard all else { return }
        let counters = [
            requests, connections, bytesIn, bytesOut, deniedRequests, deniedResponses,
            interceptedRequests,
            requestErrors, connectionErrors, responseErrors, retries, redispatches,
            connectionsOpened, connectionsReused, clientAborts, serverAborts, selections,
        ]
        for counter in counters + responses { counter.set(0) }
    }
}

/// A mean over about the last 512 values.
public final class RunningMean: Sendable {
    private let sum = Counter()

    /// No values.
    public init() {}

    /// Takes a value in.
    public func note(_ value: Int) {
        let old = sum.current
        sum.set(old + value - old / 512)
    }

    /// The mean.
    public var current: Int { sum.current / 512 }
}
