/// One `http-request` or `redirect` line.
public struct RequestRule: Sendable, Hashable {
    /// What it does.
    public var action: RequestAction
    /// When; nil is always.
    public var condition: Condition?
    /// Where it was declared.
    public var place = DeclarationPlace()

    /// A rule.
    public init(_ action: RequestAction, when condition: Condition? = nil) {
        self.action = action
        self.condition = condition
    }
}

/// What an `http-request` line does.
public enum RequestAction: Sendable, Hashable {
    /// `set-header`: the header has this value and no other.
    case setHeader(name: String, value: SampleTemplate)
    /// `add-header`: one more line.
    case addHeader(name: String, value: SampleTemplate)
    /// `del-header`: every line of that name goes.
    case deleteHeader(name: String)
    /// `set-path`: the path of the URI, the query stays.
    case setPath(SampleTemplate)
    /// `set-method`.
    case setMethod(SampleTemplate)
    /// `deny` and `return`: the proxy answers itself, no more rules run.
    case respond(ImmediateResponse)
    /// `redirect`.
    case redirect(Redirect)
    /// `disable-l7-retry`: no other attempt once the request was sent; failed connections are
    /// still tried again.
    case disableRetryAfterSending
    /// `allow`: no more rules of this set run.
    case allow
}

/// One `http-response` line.
public struct ResponseRule: Sendable, Hashable {
    /// What it does.
    public var action: ResponseAction
    /// When; nil is always.
    public var condition: Condition?
    /// Where it was declared.
    public var place = DeclarationPlace()

    /// A rule.
    public init(_ action: ResponseAction, when condition: Condition? = nil) {
        self.action = action
        self.condition = condition
    }
}

/// What an `http-response` line does.
public enum ResponseAction: Sendable, Hashable {
    /// `set-header`: the header has this value and no other.
    case setHeader(name: String, value: SampleTemplate)
    /// `add-header`: one more line.
    case addHeader(name: String, value: SampleTemplate)
    /// `del-header`: every line of that name goes.
    case deleteHeader(name: String)
    /// `set-status`.
    case setStatus(Int, reason: String?)
    /// `deny`: the response is replaced, 502 unless said.
    case respond(ImmediateResponse)
    /// `allow`: no more rules of this set run.
    case allow
}

/// A response that the proxy makes.
public struct ImmediateResponse: Sendable, Hashable {
    /// The status.
    public var status: Int
    /// `hdr`, each one, in order.
    public var headers: [Header] = []
    /// `content-type`; only with a body.
    public var contentType: String?
    /// The body; nil is the proxy's page for the status (or `errorfile`) after `deny`, and no
    /// body after `return`.
    public var body: Body?
    /// Whether it denies something, and counts so.
    ///
    /// A missing body then means the proxy's page for the status.
    public var isDenial: Bool

    /// A header of the response.
    public struct Header: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: SampleTemplate

        /// A header.
        public init(name: String, value: SampleTemplate) {
            self.name = name
            self.value = value
        }
    }

    /// What the response carries.
    public enum Body: Sendable, Hashable {
        /// `string` and `file`: these bytes.
        case bytes([UInt8])
        /// `lf-string`: evaluated for each request.
        case template(SampleTemplate)
    }

    /// A response without headers or body.
    public init(status: Int, isDenial: Bool) {
        self.status = status
        self.isDenial = isDenial
    }
}

/// `redirect`: where to, and how.
public struct Redirect: Sendable, Hashable {
    /// How the location is made.
    public enum Target: Sendable, Hashable {
        /// `location`: this.
        case location(SampleTemplate)
        /// `prefix`: this, then the request's URI.
        case prefix(SampleTemplate)
        /// `scheme`: this, `://`, the Host header, the request's URI.
        case scheme(SampleTemplate)
    }

    /// How the location is made.
    public var target: Target
    /// `code`: 301, 302, 303, 307 or 308; 302 unless said.
    public var status = 302
    /// `drop-query`: without what follows `?`; only with `prefix`.
    public var dropsQuery = false
    /// `append-slash`: with `/` at the end of the path; only with `drop-query`.
    public var appendsSlash = false
    /// `set-cookie NAME[=value]` or `clear-cookie NAME[=]`: the whole header value.
    public var cookie: String?

    /// A redirect with status 302.
    public init(_ target: Target) {
        self.target = target
    }
}

/// One `use_backend` line.
public struct BackendRule: Sendable, Hashable {
    /// The name of the backend, which exists.
    public var backend: String
    /// When; nil is always.
    public var condition: Condition?
    /// Where it was declared.
    public var place = DeclarationPlace()

    /// A rule.
    public init(backend: String, when condition: Condition?) {
        self.backend = backend
        self.condition = condition
    }
}
