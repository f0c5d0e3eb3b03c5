/// What the clients of one kind of traffic felt.
public struct TrafficMeasures: Sendable, Hashable {
    /// What it is called.
    public var name: String
    /// The figures of its requests.
    public var load: LoadSummary
    /// Whether its clients keep their cookies.
    public var isSticky = false
    /// Whether its requests are messages of WebSockets.
    public var isWebSocket = false
    /// The requests that may be under way at once.
    public var clientCount = 0
    /// Connections that were reset.
    public var resetCount = 0
    /// Answers of another server than the session's own.
    public var moves: [SessionMove] = []
    /// Those whose own server was no victim of the fault.
    public var needlessMoves: [SessionMove] = []
    /// WebSockets that the other side closed.
    public var closures: [WebSocketClosure] = []
    /// Answers that have begun, whether they have ended or not.
    var begunCount = 0
    /// Requests that a proxy on the way has to have counted.
    var exchangeCount = 0

    /// Measures of requests.
    public init(name: String, load: LoadSummary) {
        self.name = name
        self.load = load
    }

    init(_ traffic: LoadTraffic, _ load: LoadSummary, _ notes: LoadNotes.Contents) {
        self.init(name: traffic.name, load: load)
        isSticky = traffic.isSticky
        isWebSocket = traffic.target.isWebSocket
        clientCount = traffic.clientCount
        resetCount = notes.resetCount
        moves = notes.moves
        closures = notes.closures
        begunCount = notes.begunCount
        let answers = load.answers.reduce(0) { $0 + $1.count }
        exchangeCount = isWebSocket ? notes.openedCount : answers
    }

    /// How long the slowest client was without its WebSocket; nil when one never got another, zero
    /// when none was closed.
    public var longestReopening: Duration? {
        var longest = Duration.zero
        for closure in closures {
            guard let reopened = closure.reopened else { return nil }
            longest = max(longest, reopened)
        }
        return longest
    }

    /// Why nothing is known of this traffic yet, or that it does not go well.
    var doubt: String? {
        let of = name.isEmpty ? "" : " of '\(name)'"
        if load.failedCount > 0 {
            return "requests\(of) failed before the fault: \(load.failures.first?.reason ?? "")"
        }
        if load.sentCount == 0, begunCount == 0 {
            return name.isEmpty
                ? "requests failed before the fault: none was answered"
                : "no request\(of) was answered before the fault; make 'before' longer"
        }
        return nil
    }

    /// What the load itself could not do.
    var shortfall: String? {
        load.lateness.shortfall(
            clientCount: clientCount,
            of: name.isEmpty ? "the load" : "the traffic '\(name)'"
        )
    }
}
