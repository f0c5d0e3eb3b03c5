/// `observe`, `error-limit`, `on-error`: how traffic itself counts for the health of a server.
///
/// A value type without a counter: it says which events count, and what follows from too many.
public struct ServerObservation: Sendable, Hashable {
    /// `observe`: what is looked at.
    public enum Layer: Sendable, Hashable {
        /// `layer4`: whether connections come about.
        case connections
        /// `layer7`: whether valid responses come, too.
        case responses
    }

    /// `on-error`: what too many errors in a row do.
    ///
    /// Each makes the next check come within `fastinter`.
    public enum Reaction: Sendable, Hashable {
        /// `fastinter`: nothing else.
        case hurry
        /// `fail-check`: they count as a failed check.
        case failCheck
        /// `sudden-death`: they count as failed checks, all but the last that takes the server down.
        case suddenDeath
        /// `mark-down`: the server is down.
        case markDown
    }

    /// What traffic tells of a server.
    public enum Event: Sendable, Hashable {
        /// There is a connection, a new one or one that was kept.
        case connected
        /// No connection came about.
        case connectionFailed
        /// A response came, and the server did not fail by it.
        case validResponse
        /// A response came with a status by which the server has failed.
        case wrongStatus
        /// What came is no head of a response.
        case invalidHead
        /// A response's body is not what its head says.
        case invalidBody
        /// Reading failed before a response came.
        case readError
        /// No response came in time.
        case readTimeout
        /// The server closed before it responded.
        case closed

        /// The event of a response; of 501 and 505 the client is the cause.
        public init(status: Int) {
            self = status < 500 || status == 501 || status == 505 ? .validResponse : .wrongStatus
        }

        /// HAProxy's words.
        public var description: String {
            switch self {
            case .connected: "L4 successful connection"
            case .connectionFailed: "L4 unsuccessful connection"
            case .validResponse: "Correct http response"
            case .wrongStatus: "Wrong http response"
            case .invalidHead: "Invalid http response (headers)"
            case .invalidBody: "Invalid http response"
            case .readError: "Read error (http)"
            case .readTimeout: "Read timeout (http)"
            case .closed: "Close from server (http)"
            }
        }
    }

    /// How an event counts.
    public enum Meaning: Sendable, Hashable {
        /// Not at all.
        case none
        /// The errors in a row are at an end.
        case good
        /// One more error.
        case bad
    }

    /// What is looked at.
    public var layer: Layer

    /// `error-limit`: how many errors in a row are too many.
    public var errorLimit = 10

    /// `on-error`.
    public var reaction = Reaction.failCheck

    /// What is looked at, with the defaults of the manual.
    public init(_ layer: Layer) {
        self.layer = layer
    }

    /// How an event counts.
    public func meaning(of event: Event) -> Meaning {
        switch (layer, event) {
        case (_, .connectionFailed): .bad
        case (.connections, .connected): .good
        case (.connections, _), (.responses, .connected): .none
        case (.responses, .validResponse): .good
        case (.responses, .wrongStatus), (.responses, .invalidHead), (.responses, .invalidBody),
            (.responses, .readError), (.responses, .readTimeout), (.responses, .closed):
            .bad
        }
    }
}
