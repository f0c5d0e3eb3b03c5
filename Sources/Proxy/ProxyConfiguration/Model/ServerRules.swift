public import Samples

/// One `use-server` line.
public struct ServerRule: Sendable, Hashable {
    /// The name of the server; one that is not evaluated exists.
    public var server: LogFormat
    /// When; nil is always.
    public var condition: Condition?
    /// Where it was declared.
    public var place: DeclarationPlace

    init(server: LogFormat, when condition: Condition?, place: DeclarationPlace) {
        self.server = server
        self.condition = condition
        self.place = place
    }
}

/// One `force-persist` or `ignore-persist` line.
public struct PersistenceRule: Sendable, Hashable {
    /// Whether a cookie leads even to a server that is down, or to none.
    public var isForced: Bool
    /// When.
    public var condition: Condition
}
