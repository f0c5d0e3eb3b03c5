public import LinuxSystem

/// What is done to find out whether a server is well: a list of steps over bytes.
///
/// `tcp-check`, `http-check` and the checks of protocols all come to this. The first step is always a
/// connection.
public struct CheckProgram: Sendable, Hashable {
    /// What the steps are written in, by which results are worded.
    public enum Language: Sendable, Hashable {
        /// `tcp-check`.
        case bytes
        /// `http-check`.
        case http
        /// A protocol's own check, as `option redis-check`, and one without any option.
        case builtIn
    }

    /// What the steps are written in.
    public var language: Language
    /// The steps in order.
    public var steps: [CheckStep]
    /// `http-check disable-on-404`: a 404 takes the server out of new traffic without marking it down.
    public var drainsOn404 = false
    /// `http-check send-state`: requests tell how the server stands.
    public var tellsState = false

    /// A program.
    public init(_ language: Language, steps: [CheckStep]) {
        self.language = language
        self.steps = steps
    }

    /// A connection is enough.
    public static let connect = CheckProgram(
        .builtIn,
        steps: [CheckStep(.connect(.implicit), number: 0)]
    )

    /// Its connections.
    public var connections: [CheckConnection] {
        steps.compactMap { step in
            guard case .connect(let connection) = step.action else { return nil }
            return connection
        }
    }

    /// Whether a step wants TLS by itself.
    public var encryptsConnections: Bool { connections.contains(where: \.isEncrypted) }

    /// The patterns that its steps match names of headers with.
    var namePatterns: [String] {
        steps.compactMap { step in
            guard case .expect(let expectation) = step.action,
                case .header(let header) = expectation.subject,
                case .pattern(let pattern) = header.name
            else { return nil }
            return pattern
        }
    }

    /// The patterns that its steps match with.
    var patterns: [String] {
        steps.flatMap { step -> [String] in
            guard case .expect(let expectation) = step.action else { return [] }
            return expectation.subject.patterns
        }
    }
}

/// One step of a check.
public struct CheckStep: Sendable, Hashable {
    /// What is done.
    public enum Action: Sendable, Hashable {
        /// A new connection takes the place of the one before.
        case connect(CheckConnection)
        /// Bytes are sent.
        case send(CheckText)
        /// A request is sent.
        case request(CheckRequest)
        /// What has come since the last step of another kind is judged.
        case expect(CheckExpectation)
        /// A variable is set or forgotten.
        case variable(CheckVariableChange)
    }

    /// What is done.
    public var action: Action
    /// Its number in messages: from one, and zero for a connection that nobody wrote.
    public var number: Int
    /// `comment`: what messages say about it.
    public var comment: String?

    /// A step.
    public init(_ action: Action, number: Int, comment: String? = nil) {
        self.action = action
        self.number = number
        self.comment = comment
    }
}

/// `tcp-check connect`: where a check connects, and how.
public struct CheckConnection: Sendable, Hashable {
    /// `default`: what the server's line says counts where nothing else is said.
    public var takesServersSettings = false
    /// `port`.
    public var port: Int?
    /// `addr`; a port of zero says nothing of it.
    public var address: SocketAddress?
    /// `send-proxy`: it begins with a header of the PROXY protocol.
    public var sendsProxyHeader = false
    /// `ssl`: it is encrypted.
    public var isEncrypted = false
    /// `sni`: the name that is asked for.
    public var serverName: String?
    /// `alpn`: the protocols that are offered.
    public var protocols: [String] = []
    /// `proto`: whether it speaks HTTP/2; nil says nothing of it.
    public var speaksHTTP2: Bool?
    /// `linger`: it is closed without a reset.
    public var closesGently = false

    /// A connection that nothing is said of.
    public init() {}

    /// The connection before steps that begin without one.
    public static let implicit: CheckConnection = {
        var connection = CheckConnection()
        connection.takesServersSettings = true
        return connection
    }()
}
