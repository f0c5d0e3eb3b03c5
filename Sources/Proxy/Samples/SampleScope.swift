/// What a sample is taken from: HAProxy's `SMP_USE` bits.
public struct SampleSources: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt32

    /// Sources of those bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// What is known when the configuration is read.
    public static let constants = SampleSources(rawValue: 1 << 0)
    /// State of the process.
    public static let state = SampleSources(rawValue: 1 << 1)
    /// The listener that accepted the connection.
    public static let listener = SampleSources(rawValue: 1 << 2)
    /// The frontend.
    public static let frontend = SampleSources(rawValue: 1 << 3)
    /// The client's address.
    public static let clientAddress = SampleSources(rawValue: 1 << 4)
    /// The client's connection after its handshakes.
    public static let clientConnection = SampleSources(rawValue: 1 << 5)
    /// Tracked counters.
    public static let tracking = SampleSources(rawValue: 1 << 6)
    /// The request's bytes.
    public static let requestBytes = SampleSources(rawValue: 1 << 7)
    /// The request's head as it is now.
    public static let requestHead = SampleSources(rawValue: 1 << 8)
    /// What is remembered of the request's head.
    public static let request = SampleSources(rawValue: 1 << 9)
    /// The request's body.
    public static let requestBody = SampleSources(rawValue: 1 << 10)
    /// The backend.
    public static let backend = SampleSources(rawValue: 1 << 11)
    /// The server.
    public static let server = SampleSources(rawValue: 1 << 12)
    /// The server connection's addresses.
    public static let serverAddress = SampleSources(rawValue: 1 << 13)
    /// The server's connection after its handshakes.
    public static let serverConnection = SampleSources(rawValue: 1 << 14)
    /// The response's bytes.
    public static let responseBytes = SampleSources(rawValue: 1 << 15)
    /// The response's head as it is now.
    public static let responseHead = SampleSources(rawValue: 1 << 16)
    /// What is remembered of the response's head.
    public static let response = SampleSources(rawValue: 1 << 17)
    /// The response's body.
    public static let responseBody = SampleSources(rawValue: 1 << 18)
    /// What is known of a request when it has ended.
    public static let requestEnd = SampleSources(rawValue: 1 << 19)
    /// What is known of a response when it has ended.
    public static let responseEnd = SampleSources(rawValue: 1 << 20)
    /// What is known of a transaction when it has ended.
    public static let transactionEnd = SampleSources(rawValue: 1 << 21)
    /// What is known of a connection when it has ended.
    public static let sessionEnd = SampleSources(rawValue: 1 << 22)

    private static let names = [
        "constants", "internal state", "listener", "frontend", "client address",
        "client-side connection", "track counters", "request buffer", "HTTP request headers",
        "HTTP request", "HTTP request body", "backend", "server", "server address",
        "server-side connection", "response buffer", "HTTP response headers", "HTTP response",
        "HTTP response body", "request buffer statistics", "response buffer statistics",
        "transaction statistics", "session statistics",
    ]

    /// HAProxy's words for what these are.
    public var described: String {
        Self.names.indices.filter { rawValue >> UInt32($0) & 1 != 0 }.map { Self.names[$0] }
            .joined(separator: ",")
    }

    /// Whether one of them can be had at a point.
    public func isAvailable(at point: SamplePoint) -> Bool {
        Self.names.indices.contains { index in
            rawValue >> UInt32(index) & 1 != 0 && Self.points[index].contains(point)
        }
    }

    /// Whether one of them can be had at one of some points.
    public func isAvailable(at points: [SamplePoint]) -> Bool {
        points.contains { isAvailable(at: $0) }
    }

    /// For each source, the points where it can be had.
    private static let points: [Set<SamplePoint>] = {
        let all = SamplePoint.allCases
        func from(_ first: SamplePoint, to last: SamplePoint = .logs) -> Set<SamplePoint> {
            Set(all.filter { $0.rawValue >= first.rawValue && $0.rawValue <= last.rawValue })
        }
        let bytesOfRequest = from(.requestContent, to: .serverConnect)
        let ofResponse = from(.backendResponseContent, to: .responseBody).union([.checks])
        return [
            Set(all), Set(all).subtracting([.configuration]), from(.connection), from(.connection),
            from(.connection).union([.checks]), from(.session), from(.connection), bytesOfRequest,
            bytesOfRequest, from(.requestContent), from(.requestBody, to: .serverConnect),
            from(.backendRequestContent).union([.checks]), from(.serverConnect).union([.checks]),
            from(.backendResponseContent).union([.checks]),
            from(.backendResponseContent).union([.checks]), ofResponse, ofResponse,
            ofResponse.union([.logs]),
            from(.backendResponseBody, to: .responseBody).union([.checks]),
            from(.requestContent), from(.chooseServer), from(.requestContent), from(.connection),
        ]
    }()
}

/// Where samples are taken: HAProxy's checkpoints, in the order of a stream's life.
public enum SamplePoint: UInt8, Sendable, Hashable, CaseIterable {
    /// `tcp-request connection`.
    case connection
    /// `tcp-request session`.
    case session
    /// `tcp-request content` of a frontend.
    case requestContent
    /// `http-request` of a frontend.
    case requestHead
    /// The request's body in a frontend.
    case requestBody
    /// `use_backend`.
    case chooseBackend
    /// `tcp-request content` of a backend.
    case backendRequestContent
    /// `http-request` of a backend.
    case backendRequestHead
    /// The request's body in a backend.
    case backendRequestBody
    /// `use-server`, `balance`.
    case chooseServer
    /// What a connection to a server needs.
    case serverConnect
    /// `tcp-response content` of a backend.
    case backendResponseContent
    /// `http-response` of a backend.
    case backendResponseHead
    /// The response's body in a backend.
    case backendResponseBody
    /// `stick store`.
    case stickStore
    /// `tcp-response content` of a frontend.
    case responseContent
    /// `http-response` of a frontend.
    case responseHead
    /// The response's body in a frontend.
    case responseBody
    /// Log lines.
    case logs
    /// Health checks.
    case checks
    /// While the configuration is read.
    case configuration
    /// The runtime API.
    case commands

    /// Whether what can be in either message is taken from the response.
    public var looksAtResponse: Bool {
        rawValue >= SamplePoint.serverConnect.rawValue && rawValue <= SamplePoint.logs.rawValue
    }

    /// HAProxy's words for the point.
    public var described: String {
        switch self {
        case .connection: "frontend tcp-request connection rule"
        case .session: "frontend tcp-request session rule"
        case .requestContent: "frontend tcp-request content rule"
        case .requestHead: "frontend http-request header rule"
        case .requestBody: "frontend http-request body rule"
        case .chooseBackend: "frontend use-backend rule"
        case .backendRequestContent: "backend tcp-request content rule"
        case .backendRequestHead: "backend http-request header rule"
        case .backendRequestBody: "backend http-request body rule"
        case .chooseServer: "backend use-server, balance or stick-match rule"
        case .serverConnect: "server source selection"
        case .backendResponseContent: "backend tcp-response content rule"
        case .backendResponseHead: "backend http-response header rule"
        case .backendResponseBody: "backend http-response body rule"
        case .stickStore: "backend stick-store rule"
        case .responseContent: "frontend tcp-response content rule"
        case .responseHead: "frontend http-response header rule"
        case .responseBody: "frontend http-response body rule"
        case .logs: "logs"
        case .checks: "backend tcp-check rule"
        case .configuration: "configuration parser"
        case .commands: "CLI parser"
        }
    }
}
