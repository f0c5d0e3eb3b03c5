/// How a server is probed.
public enum CheckKind: Sendable, Hashable {
    /// A connection (and a TLS handshake) is enough.
    case connect
    /// `option httpchk`, `http-check ...`: a request is sent and the response judged.
    case http(HTTPCheck)
}

/// The request of an HTTP check and what its response must be.
public struct HTTPCheck: Sendable, Hashable {
    /// The method; OPTIONS unless said.
    public var method = "OPTIONS"
    /// The URI.
    public var uri = "/"
    /// The version as in the request line.
    public var version = "HTTP/1.0"
    /// Headers in the order of sending.
    public var headers: [Header] = []
    /// The body.
    public var body: String?
    /// What the response must be, every one; empty asks for a 2xx or 3xx status.
    public var expectations: [CheckExpectation] = []
    /// `http-check disable-on-404`: a 404 takes the server out of new traffic without marking it
    /// down.
    public var drainsOn404 = false

    /// A header of the request.
    public struct Header: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: String

        /// A header.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The request of `option httpchk` without arguments.
    public init() {}
}

/// `http-check expect`: one demand on the response.
public struct CheckExpectation: Sendable, Hashable {
    /// What is looked at.
    public enum Subject: Sendable, Hashable {
        /// `status`: the code is in one of the ranges.
        case status([ClosedRange<Int>])
        /// `rstatus`: the code matches a regular expression.
        case statusPattern(String)
        /// `string`: the body contains it.
        case body(String)
        /// `rstring`: the body matches a regular expression.
        case bodyPattern(String)
    }

    /// What is looked at.
    public var subject: Subject
    /// After `!`: it must not be so.
    public var isNegated: Bool

    /// A demand.
    public init(_ subject: Subject, isNegated: Bool = false) {
        self.subject = subject
        self.isNegated = isNegated
    }
}
