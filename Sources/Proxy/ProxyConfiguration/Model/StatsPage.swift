public import Samples

/// `stats ...` of a proxy: the page with its counters.
public struct StatsPage: Sendable, Hashable {
    /// A name and password of `stats auth`.
    public struct Credentials: Sendable, Hashable {
        /// The name.
        public var user: String
        /// The password as the operator wrote it.
        public var password: String

        /// A pair.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// `stats uri`: requests whose path begins so get the page.
    public var uri = "/haproxy?stats"
    /// `stats refresh`.
    public var refresh: Duration?
    /// `stats realm`.
    public var realm = "HAProxy Statistics"
    /// `stats auth`; nobody is asked when empty.
    public var credentials: [Credentials] = []
    /// `stats hide-version`.
    public var hidesVersion = false
    /// `stats show-legends`.
    public var showsLegends = false
    /// `stats show-node`: the name to show; empty is the global one.
    public var node: String?
    /// `stats show-desc`: the text to show; empty is the global one.
    public var description: String?

    /// `stats admin`: who may change servers on the page; nobody when empty.
    public var administrators: [Condition] = []
    /// `stats scope`: the proxies to show; all when empty.
    public var scope: Set<String> = []

    /// A page with the defaults of the manual.
    public init() {}
}
