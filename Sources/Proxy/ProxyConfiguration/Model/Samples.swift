/// A fetch and the converters after it, as `req.hdr(host),lower`.
public struct SampleExpression: Sendable, Hashable {
    /// What is taken from the stream.
    public var fetch: SampleFetch
    /// What is made of it, in order.
    public var converters: [SampleConverter]

    /// An expression.
    public init(_ fetch: SampleFetch, converters: [SampleConverter] = []) {
        self.fetch = fetch
        self.converters = converters
    }
}

/// A text with expressions in it, as `https://%[req.hdr(host)]%[path]`.
public struct SampleTemplate: Sendable, Hashable {
    /// A piece of the text.
    public enum Part: Sendable, Hashable {
        /// As it is.
        case literal(String)
        /// Evaluated for each request.
        case expression(SampleExpression)
    }

    /// The pieces in order; neighbouring literals are one.
    public var parts: [Part]

    /// A text of pieces.
    public init(parts: [Part]) {
        self.parts = parts
    }

    /// A text without expressions.
    public init(literal: String) {
        parts = literal.isEmpty ? [] : [.literal(literal)]
    }

    /// The whole text when there is no expression in it.
    public var literal: String? {
        switch parts.count {
        case 0: return ""
        case 1:
            guard case .literal(let text) = parts[0] else { return nil }
            return text
        default: return nil
        }
    }
}

/// What can be taken from a stream.
public enum SampleFetch: Sendable, Hashable {
    /// `src`: the client's address.
    case sourceAddress
    /// `src_port`.
    case sourcePort
    /// `dst`: the address the client connected to.
    case destinationAddress
    /// `dst_port`.
    case destinationPort
    /// `ssl_fc`: whether the client speaks TLS.
    case clientUsesTLS
    /// `ssl_fc_sni`: the name in the client's TLS greeting.
    case clientServerName
    /// `method`.
    case method
    /// `path`: without the query.
    case path
    /// `pathq`: with the query.
    case pathAndQuery
    /// `url`: as in the request line.
    case url
    /// `query`: what follows the question mark.
    case query
    /// `url_param(name)` / `urlp(name)`.
    case queryParameter(String)
    /// `base`: the Host header and the path.
    case base
    /// `req.ver`: `1.0` or `1.1`.
    case requestVersion
    /// `req.hdr(name[,n])`, `hdr(name)`: comma-separated values count one by one; the last unless
    /// n says which, negative from the end. In an ACL without n: any of them.
    case requestHeader(String, occurrence: Int?)
    /// `req.fhdr(name[,n])`: whole lines.
    case requestHeaderLine(String, occurrence: Int?)
    /// `req.hdr_cnt(name)`.
    case requestHeaderCount(String)
    /// `req.cook(name)`.
    case requestCookie(String)
    /// `res.hdr(name[,n])`.
    case responseHeader(String, occurrence: Int?)
    /// `res.fhdr(name[,n])`.
    case responseHeaderLine(String, occurrence: Int?)
    /// `status`.
    case responseStatus
    /// `fe_name`.
    case frontendName
    /// `be_name`.
    case backendName
    /// `srv_name`: of the server that answered.
    case serverName
    /// `nbsrv[(backend)]`: usable servers; nil is the current backend.
    case usableServers(String?)
    /// `str(text)`.
    case text(String)
    /// `int(n)`.
    case number(Int)
    /// `bool(x)`, `always_true`, `always_false`.
    case truth(Bool)
    /// `hostname`: of this machine.
    case hostName
    /// `date`: seconds since the epoch.
    case date

    /// Whether it can be had before a server answered.
    public var needsResponse: Bool {
        switch self {
        case .responseHeader, .responseHeaderLine, .responseStatus: return true
        default: return false
        }
    }
}

/// What can be made of a sample.
public enum SampleConverter: Sendable, Hashable {
    /// `lower`.
    case lowercase
    /// `upper`.
    case uppercase
    /// `length`.
    case length
    /// `host_only`: without the port.
    case hostOnly
    /// `port_only`.
    case portOnly
    /// `field(n,delimiters)`: the n-th field, from one, negative from the end.
    case field(Int, delimiters: String)
    /// `not`: of a truth value.
    case not
}
