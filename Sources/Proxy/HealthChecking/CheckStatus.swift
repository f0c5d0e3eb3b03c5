/// How a check ended, in HAProxy's word for it.
public enum CheckStatus: String, Sendable, Hashable {
    /// The socket failed, or the connection did while bytes passed.
    case socketError = "SOCKERR"
    /// There is a connection.
    case connected = "L4OK"
    /// No connection came about in time.
    case connectionTimeout = "L4TOUT"
    /// The connection was refused.
    case connectionFailed = "L4CON"
    /// There is an encrypted connection.
    case encrypted = "L6OK"
    /// No encrypted connection came about in time.
    case encryptionTimeout = "L6TOUT"
    /// TLS could not be agreed on.
    case encryptionFailed = "L6RSP"
    /// What was expected has come.
    case answered = "L7OK"
    /// The server asks for no new clients.
    case conditionallyAnswered = "L7OKC"
    /// What was expected has not come in time.
    case answerTimeout = "L7TOUT"
    /// The answer makes no sense.
    case invalidAnswer = "L7RSP"
    /// The answer says that something is wrong.
    case wrongAnswer = "L7STS"
    /// Traffic has met too many errors.
    case observed = "HANA"

    /// HAProxy's sentence.
    public var sentence: String {
        switch self {
        case .socketError: "Socket error"
        case .connected: "Layer4 check passed"
        case .connectionTimeout: "Layer4 timeout"
        case .connectionFailed: "Layer4 connection problem"
        case .encrypted: "Layer6 check passed"
        case .encryptionTimeout: "Layer6 timeout"
        case .encryptionFailed: "Layer6 invalid response"
        case .answered: "Layer7 check passed"
        case .conditionallyAnswered: "Layer7 check conditionally passed"
        case .answerTimeout: "Layer7 timeout"
        case .invalidAnswer: "Layer7 invalid response"
        case .wrongAnswer: "Layer7 wrong status"
        case .observed: "Health analyze"
        }
    }

    /// Whether it comes with a code of the server's.
    public var tellsCode: Bool {
        self == .answered || self == .conditionallyAnswered || self == .wrongAnswer
    }

    /// Whether the check has passed.
    public var hasPassed: Bool {
        switch self {
        case .connected, .encrypted, .answered, .conditionallyAnswered: true
        case .socketError, .connectionTimeout, .connectionFailed, .encryptionTimeout,
            .encryptionFailed, .answerTimeout, .invalidAnswer, .wrongAnswer, .observed:
            false
        }
    }
}

/// How a check ended.
public struct CheckOutcome: Sendable, Hashable {
    /// In a word.
    public var status: CheckStatus
    /// The code that the server gave; zero without one.
    public var code = 0
    /// What the word does not say; may come from the server.
    public var detail: [UInt8] = []

    /// An outcome.
    public init(_ status: CheckStatus, code: Int = 0, detail: [UInt8] = []) {
        self.status = status
        self.code = code
        // HAProxy keeps so many, and nothing from a zero on.
        self.detail = Array(detail.prefix(127).prefix { $0 != 0 })
    }

    /// An outcome with a text of our own.
    public init(_ status: CheckStatus, code: Int = 0, detail: String) {
        self.init(status, code: code, detail: Array(detail.utf8))
    }
}
