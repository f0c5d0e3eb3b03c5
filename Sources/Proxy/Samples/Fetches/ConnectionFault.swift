/// Why a connection could not be used, by HAProxy's numbers.
public enum ConnectionFault: Int64, Sendable {
    /// Nothing is wrong.
    case none = 0
    /// The socket failed.
    case socket = 6
    /// The client has closed before it said anything of TLS.
    case closedBeforeHandshake = 24
    /// The socket failed before the client said anything of TLS.
    case brokenBeforeHandshake = 25
    /// TLS was not agreed on in time.
    case handshakeTimedOut = 26
    /// Who signed the client's certificate is not believed.
    case authoritiesRefused = 30
    /// The client's certificate is not believed.
    case certificateRefused = 31
    /// The server's certificate is not for the name that `verifyhost` says.
    case otherHost = 32
    /// The server's certificate is not for the name that it was asked for by.
    case otherServerName = 33
    /// TLS could not be agreed on.
    case handshake = 34

    /// HAProxy's sentence.
    public var sentence: String {
        switch self {
        case .none: "Success"
        case .socket: "General socket error"
        case .closedBeforeHandshake: "Connection closed during SSL handshake"
        case .brokenBeforeHandshake: "Connection error during SSL handshake"
        case .handshakeTimedOut: "Timeout during SSL handshake"
        case .authoritiesRefused: "SSL client CA chain cannot be verified"
        case .certificateRefused: "SSL client certificate not trusted"
        case .otherHost:
            "Server presented an SSL certificate different from the configured one"
        case .otherServerName:
            "Server presented an SSL certificate different from the expected one"
        case .handshake: "SSL handshake failure"
        }
    }

    /// Whether the client came and went without a word.
    public var isSilence: Bool {
        self == .none || self == .closedBeforeHandshake || self == .brokenBeforeHandshake
    }
}

extension FetchKeyword {
    /// Why connections of either side failed.
    static let connectionFaults: [FetchKeyword] = [
        .fact("fc_err", .sint, .clientConnection, .clientFault),
        sentence("fc_err_str", .clientConnection, .clientFault),
        .fact("bc_err", .sint, .serverConnection, .serverFault),
        sentence("bc_err_str", .serverConnection, .serverFault),
    ]

    private static func sentence(
        _ name: String,
        _ sources: SampleSources,
        _ fact: StreamFact
    ) -> FetchKeyword {
        FetchKeyword(name, .none, .str, sources) { _, context in
            guard let number = context.fact(fact)?.integer,
                let fault = ConnectionFault(rawValue: number)
            else { return nil }
            return context.arena.store(fault.sentence.utf8).map { .text($0) }
        }
    }
}
