/// `balance`: how a server is chosen for a stream that no cookie leads.
public enum BalanceMethod: Sendable, Hashable {
    /// `roundrobin`: in turn by weight, the weights may change.
    case roundRobin
    /// `static-rr`: in turn by the weights of the configuration.
    case staticRoundRobin
    /// `leastconn`: where the fewest streams are.
    case leastConnections
    /// `first`: the first one with room.
    case first
    /// `random[(draws)]`: the least loaded of that many drawn.
    case random(draws: Int)
    /// `source`: by the client's address.
    case source
    /// `uri ...`: by the request's URI.
    case uri(URIHashing)
    /// `hdr(name) [use_domain_only]`: by a request header.
    case header(String, domainOnly: Bool)
    /// `url_param name`: by a parameter of the query.
    case urlParameter(String)

    /// Whether the server follows from a hash of something in the request.
    public var isHashed: Bool {
        switch self {
        case .source, .uri, .header, .urlParameter: return true
        case .roundRobin, .staticRoundRobin, .leastConnections, .first, .random: return false
        }
    }
}

/// What of the URI is hashed.
public struct URIHashing: Sendable, Hashable {
    /// `whole`: the query too.
    public var includesQuery = false
    /// `path-only`: not the scheme and the host of an absolute URI.
    public var pathOnly = false
    /// `len`: at most so many bytes; zero is all.
    public var maximumLength = 0
    /// `depth`: at most so many directories; zero is all.
    public var maximumDepth = 0

    /// The path, with the host of an absolute URI.
    public init() {}
}

/// `hash-type`: how a hash leads to a server.
public struct HashSettings: Sendable, Hashable {
    /// How hashes are laid over servers.
    public enum Method: Sendable, Hashable {
        /// `map-based`: a table of servers by weight; nearly all keys move when one goes.
        case mapBased
        /// `consistent`: points on a ring; only the keys of the one that goes move.
        case consistent
    }

    /// How hashes are laid over servers.
    public var method: Method = .mapBased
    /// What makes a hash of the bytes.
    public var function: HashFunction = .sdbm
    /// `avalanche`: the bits of the hash are mixed once more.
    public var isAvalanched = false

    /// The default: `map-based sdbm`.
    public init() {}

    /// `hash-type consistent` without a function: sdbm, avalanched.
    public static let consistent: HashSettings = {
        var settings = HashSettings()
        settings.method = .consistent
        settings.isAvalanched = true
        return settings
    }()
}
