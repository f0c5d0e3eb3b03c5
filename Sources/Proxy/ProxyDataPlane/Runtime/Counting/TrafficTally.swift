/// A number that only grows; the names of `show stat` are in brackets.
public enum TrafficNumber: Int, Sendable, CaseIterable {
    /// Requests [req_tot].
    case requests
    /// Connections [conn_tot].
    case connections
    /// Bytes from clients [bin].
    case bytesIn
    /// Bytes to clients [bout].
    case bytesOut
    /// Requests denied by rules [dreq].
    case deniedRequests
    /// Connections that rules refused as soon as they came [dcon].
    case deniedConnections
    /// Connections that rules refused after their handshakes [dses].
    case deniedSessions
    /// Responses denied by rules [dresp].
    case deniedResponses
    /// Requests that the proxy answered itself, but for denials [intercepted].
    case interceptedRequests
    /// Requests that were no valid HTTP or ended early [ereq].
    case requestErrors
    /// Connections to servers that failed [econ].
    case connectionErrors
    /// Responses that were no valid HTTP or ended early [eresp].
    case responseErrors
    /// Attempts after a failure on the same server [wretr].
    case retries
    /// Attempts on another server [wredis].
    case redispatches
    /// Connections to servers opened [connect].
    case connectionsOpened
    /// Connections to servers used again [reuse].
    case connectionsReused
    /// Transfers that the client cut [cli_abrt].
    case clientAborts
    /// Transfers that the server cut [srv_abrt].
    case serverAborts
    /// Times a server was chosen by balancing [lbtot].
    case selections
    /// Responses by the first digit of their status [hrsp_1xx to hrsp_other].
    case responses1xx, responses2xx, responses3xx, responses4xx, responses5xx, responsesOther

    static let responses: [TrafficNumber] = [
        .responses1xx, .responses2xx, .responses3xx, .responses4xx, .responses5xx, .responsesOther,
    ]
}

/// A time of a stream whose mean is kept, in HAProxy's order.
public enum TrafficTime: Int, Sendable, CaseIterable {
    /// In a queue [qtime].
    case queue
    /// Until the server was reached [ctime].
    case connect
    /// Until it answered [rtime].
    case response
    /// In all [ttime].
    case total
}

/// The row of one worker of ``TrafficCounters``: what it has counted itself.
struct TrafficTally {
    let rows: NumberRows
    let thread: Int

    // Where what is in a row begins; first the numbers, by their raw values.
    static var sessionsPlace: Int { TrafficNumber.responsesOther.rawValue + 1 }
    static var sessionRatePlace: Int { sessionsPlace + OwnedGauge.width }
    static var requestRatePlace: Int { sessionRatePlace + OwnedRate.width }
    static var lastSessionPlace: Int { requestRatePlace + OwnedRate.width }
    static var timesPlace: Int { lastSessionPlace + 1 }
    static var width: Int { timesPlace + 4 * OwnedMean.width }

    /// Counts one, or so many.
    func add(_ number: TrafficNumber, _ amount: Int = 1) {
        rows.own(thread, number.rawValue).add(amount)
    }

    /// Counts a response by its status.
    func countResponse(_ status: Int) {
        switch status / 100 {
        case 1: add(.responses1xx)
        case 2: add(.responses2xx)
        case 3: add(.responses3xx)
        case 4: add(.responses4xx)
        case 5: add(.responses5xx)
        default: add(.responsesOther)
        }
    }

    /// Sessions or streams that are there.
    var sessions: OwnedGauge {
        OwnedGauge(rows: rows, thread: thread, place: Self.sessionsPlace)
    }

    /// Sessions of each second.
    var sessionRate: OwnedRate {
        OwnedRate(rows: rows, thread: thread, place: Self.sessionRatePlace)
    }

    /// Requests of each second.
    var requestRate: OwnedRate {
        OwnedRate(rows: rows, thread: thread, place: Self.requestRatePlace)
    }

    /// Takes a time of a stream in, in milliseconds.
    func note(_ time: TrafficTime, _ milliseconds: Int) {
        let place = Self.timesPlace + time.rawValue * OwnedMean.width
        OwnedMean(rows: rows, thread: thread, place: place).note(milliseconds)
    }

    /// Remembers when the last stream came, in seconds since 1970.
    func noteSession(at seconds: Int) {
        rows.own(thread, Self.lastSessionPlace).set(seconds)
    }
}
