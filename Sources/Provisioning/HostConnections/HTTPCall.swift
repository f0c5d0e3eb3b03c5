/// One HTTP exchange as seen from a target.
public struct HTTPCall: Sendable, Hashable {
    /// The method.
    public var method: String

    /// The address: `http://` or `https://`, host, port, path and query.
    public var url: String

    /// Header fields in order.
    public var headers: [Header]

    /// The body.
    public var body: [UInt8]

    /// How long the whole exchange may take.
    public var timeout: Duration

    /// Whether that is how long nothing may come, instead.
    public var isTimeoutOfSilence: Bool

    /// How many redirects are followed; 0 gives the redirect itself back.
    public var redirectLimit: Int

    /// Whose certificates are believed on https.
    public var trust: Trust

    /// Speaks to this unix socket instead of the host of the address.
    public var unixSocket: String?

    /// The most bytes a body may have.
    public var bodyLimit: Int

    /// A header field.
    public struct Header: Sendable, Hashable {
        /// The name, in any case.
        public var name: String
        /// The value.
        public var value: String

        /// Pairs a name with a value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Whose certificates are believed.
    public enum Trust: Sendable, Hashable {
        /// The authorities of the controller's system.
        case system
        /// The authorities in this PEM text, and no others; the file is where it was read.
        case authorities(pem: String, file: String)
        /// Anyone.
        case anyone
    }

    /// Describes an exchange.
    public init(
        _ method: String,
        _ url: String,
        headers: [Header] = [],
        body: [UInt8] = [],
        timeout: Duration = .seconds(30)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        isTimeoutOfSilence = false
        redirectLimit = 0
        trust = .system
        unixSocket = nil
        bodyLimit = 64 << 20
    }
}

/// How an HTTP exchange ended.
public enum HTTPOutcome: Sendable, Hashable {
    /// A whole response.
    case response(HTTPAnswer)
    /// None: refused, timed out, certificate not believed, no HTTP; in the operator's words.
    case failed(String)
}

/// A whole HTTP response.
public struct HTTPAnswer: Sendable, Hashable {
    /// The status code.
    public var status: Int

    /// The reason phrase.
    public var reason: String

    /// The header fields in order.
    public var headers: [HTTPCall.Header]

    /// The body, decoded from its transfer coding.
    public var body: [UInt8]

    /// The address that answered, after redirects.
    public var url: String

    /// Puts a response together.
    public init(
        status: Int,
        reason: String,
        headers: [HTTPCall.Header],
        body: [UInt8],
        url: String
    ) {
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
        self.url = url
    }

    /// The value of the first field of that name, in any case.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}
