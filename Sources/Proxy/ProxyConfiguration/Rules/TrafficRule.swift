public import Samples

/// One line of `http-request`, `http-response`, `http-after-response` or `redirect`.
///
/// Two are equal when they were written alike, what files said included.
public struct TrafficRule: Sendable {
    /// What it does.
    public let action: any RuleAction
    /// When; nil is always.
    public let condition: Condition?
    /// As it was written, the condition left out.
    public let text: String
    /// Where it was declared.
    public var place: DeclarationPlace

    init(
        _ action: any RuleAction,
        when condition: Condition?,
        text: String,
        place: DeclarationPlace
    ) {
        self.action = action
        self.condition = condition
        self.text = text
        self.place = place
    }
}

extension TrafficRule: Hashable {
    /// Whether both were written alike.
    public static func == (left: TrafficRule, right: TrafficRule) -> Bool {
        left.action === right.action
            || left.text == right.text && left.condition == right.condition
    }

    /// Hashes what was written.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
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
        public var value: LogFormat

        /// A header.
        public init(name: String, value: LogFormat) {
            self.name = name
            self.value = value
        }
    }

    /// What the response carries.
    public enum Body: Sendable, Hashable {
        /// `string` and `file`: these bytes.
        case bytes([UInt8])
        /// `lf-string` and `lf-file`: evaluated for each request.
        case format(LogFormat)
        /// `errorfile` and the like: a whole response.
        case response([UInt8])
        /// `default-errorfiles`: the proxy's page for the status, or its `errorfile`.
        case page
        /// `errorfiles`: what a section has for the status, or the proxy's page.
        case group(ErrorGroup)

        /// Whether it brings its headers along.
        var isWholeResponse: Bool {
            switch self {
            case .response, .page, .group: true
            case .bytes, .format: false
            }
        }
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
        case location(LogFormat)
        /// `prefix`: this, then the request's URI.
        case prefix(LogFormat)
        /// `scheme`: this, `://`, the Host header, the request's URI.
        case scheme(LogFormat)
    }

    /// How the location is made.
    public var target: Target
    /// `code`: 301, 302, 303, 307 or 308; 302 unless said.
    public var status = 302
    /// `drop-query`: without what follows `?`; only with `prefix`.
    public var dropsQuery = false
    /// `append-slash`: with `/` at the end of the path; only with `drop-query`.
    public var appendsSlash = false
    /// `ignore-empty`: without a location there is no redirect.
    public var ignoresEmpty = false
    /// `set-cookie NAME[=value]` or `clear-cookie NAME[=]`: the whole header value.
    public var cookie: String?

    /// A redirect with status 302.
    public init(_ target: Target) {
        self.target = target
    }
}

/// One `use_backend` line.
public struct BackendRule: Sendable, Hashable {
    /// The name of the backend; one that is not evaluated exists.
    public var backend: LogFormat
    /// When; nil is always.
    public var condition: Condition?
    /// Where it was declared.
    public var place = DeclarationPlace()

    /// A rule.
    public init(backend: LogFormat, when condition: Condition?) {
        self.backend = backend
        self.condition = condition
    }

    /// The backend's name when it is always the same.
    public var name: String? { backend.literal }
}
