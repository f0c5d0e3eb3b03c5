/// A `resolvers` section: who is asked for the names of servers while the proxy runs, and how.
public struct ResolversSettings: Sendable, Hashable {
    /// How long a failure of a kind is overlooked after the last good answer.
    public struct Patience: Sendable, Hashable {
        /// `hold nx`: there is no such name.
        public var noSuchName: Duration = .seconds(30)
        /// `hold refused`: the name servers do not want to answer.
        public var refused: Duration = .seconds(30)
        /// `hold timeout`: they do not answer.
        public var timeout: Duration = .seconds(30)
        /// `hold other`: they answer something else.
        public var other: Duration = .seconds(30)
        /// `hold obsolete`: an answer leaves out what an earlier one had.
        public var obsolete: Duration = .zero
    }

    /// The name.
    public var name: String
    /// `nameserver`, in order.
    public var servers: [NameServer] = []
    /// `hold`.
    public var patience = Patience()
    /// `resolve_retries`: how often a name is asked for before that is a failure.
    public var attempts = 3
    /// `timeout resolve`: how long after an answer a name is asked for again.
    public var interval: Duration = .seconds(1)
    /// `timeout retry`: how long an answer is awaited.
    public var retryInterval: Duration = .seconds(1)
    /// `accepted_payload_size`: how large a datagram of an answer may be.
    public var payloadSize = 512

    /// A section with the defaults of the manual.
    public init(name: String) {
        self.name = name
    }
}

/// `nameserver`: one who is asked.
public struct NameServer: Sendable, Hashable {
    /// The name in statistics and messages.
    public var name: String
    /// Where it is.
    public var address: IPAddress
    /// Its port.
    public var port: Int
    /// `tcp@`: it is asked over connections only.
    public var usesConnections: Bool

    /// One who is asked.
    public init(name: String, address: IPAddress, port: Int, usesConnections: Bool) {
        self.name = name
        self.address = address
        self.port = port
        self.usesConnections = usesConnections
    }
}

/// `resolvers` and its like on a server: how its name is looked up while the proxy runs.
public struct ServerResolution: Sendable, Hashable {
    /// `resolvers`: the section.
    public var resolvers: String
    /// `resolve-prefer`: whether addresses of version 6 go first.
    public var prefersVersion6 = true
    /// `resolve-net`: networks whose addresses go first.
    public var networks: [NetworkRange] = []
    /// `resolve-opts allow-dup-ip`: whether several servers of a name may have one address.
    public var allowsDuplicates = false
    /// `resolve-opts ignore-weight`: the weights of services do not count.
    public var ignoresWeight = false

    /// Names are looked up by a section.
    public init(resolvers: String) {
        self.resolvers = resolvers
    }
}
