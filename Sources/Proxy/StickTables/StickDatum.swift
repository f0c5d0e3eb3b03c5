/// What a table may keep of a key, in the order in which HAProxy lists it.
public enum StickDatum: Int, Sendable, CaseIterable {
    case serverID, generalTag0, generalCounter0, generalRate0
    case connections, connectionRate, currentConnections, sessions, sessionRate
    case requests, requestRate, errors, errorRate
    case bytesIn, bytesInRate, bytesOut, bytesOutRate
    case generalCounter1, generalRate1, failures, failureRate
    case generalTags, generalCounters, generalRates, glitches, glitchRate

    /// Its name after `store`.
    public var word: String {
        switch self {
        case .serverID: "server_id"
        case .generalTag0: "gpt0"
        case .generalCounter0: "gpc0"
        case .generalRate0: "gpc0_rate"
        case .connections: "conn_cnt"
        case .connectionRate: "conn_rate"
        case .currentConnections: "conn_cur"
        case .sessions: "sess_cnt"
        case .sessionRate: "sess_rate"
        case .requests: "http_req_cnt"
        case .requestRate: "http_req_rate"
        case .errors: "http_err_cnt"
        case .errorRate: "http_err_rate"
        case .bytesIn: "bytes_in_cnt"
        case .bytesInRate: "bytes_in_rate"
        case .bytesOut: "bytes_out_cnt"
        case .bytesOutRate: "bytes_out_rate"
        case .generalCounter1: "gpc1"
        case .generalRate1: "gpc1_rate"
        case .failures: "http_fail_cnt"
        case .failureRate: "http_fail_rate"
        case .generalTags: "gpt"
        case .generalCounters: "gpc"
        case .generalRates: "gpc_rate"
        case .glitches: "glitch_cnt"
        case .glitchRate: "glitch_rate"
        }
    }

    /// Whether it is an amount of a period.
    public var isRate: Bool { word.hasSuffix("_rate") }

    /// Whether there may be several of it, told apart by number.
    public var isArray: Bool { [.generalTags, .generalCounters, .generalRates].contains(self) }

    /// The array whose element stands for it where it is not kept itself, and the number there.
    var element: (array: StickDatum, index: Int)? {
        switch self {
        case .generalTag0: (.generalTags, 0)
        case .generalCounter0: (.generalCounters, 0)
        case .generalCounter1: (.generalCounters, 1)
        case .generalRate0: (.generalRates, 0)
        case .generalRate1: (.generalRates, 1)
        default: nil
        }
    }
}

/// One thing that a table keeps.
public struct StoredDatum: Sendable, Hashable {
    /// What.
    public var datum: StickDatum
    /// How many of it.
    public var count: Int
    /// The period of a rate in milliseconds.
    public var period: Int64

    /// One thing.
    public init(_ datum: StickDatum, count: Int = 1, period: Int64 = 0) {
        self.datum = datum
        self.count = count
        self.period = period
    }
}
