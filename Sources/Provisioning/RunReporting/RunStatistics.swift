/// The counts of the recap line, host by host.
public struct RunStatistics: Sendable, Hashable {
    /// The counts of one host.
    public struct Counts: Sendable, Hashable {
        /// Tasks that ended well, changed ones too.
        public var ok = 0
        /// Tasks that changed something.
        public var changed = 0
        /// Tasks that could not be tried.
        public var unreachable = 0
        /// Tasks that failed and were neither rescued nor ignored.
        public var failed = 0
        /// Tasks whose condition did not hold.
        public var skipped = 0
        /// Failures that a `rescue` took care of.
        public var rescued = 0
        /// Failures that were ignored.
        public var ignored = 0

        /// Nothing counted yet.
        public init() {}
    }

    /// The counts by the name of the host.
    public private(set) var hosts: [String: Counts] = [:]

    /// Nothing counted yet.
    public init() {}

    /// The counts of a host; of a new one they are zero.
    public subscript(host: String) -> Counts {
        get { hosts[host] ?? Counts() }
        set { hosts[host] = newValue }
    }

    /// Whether a host has failed.
    public var hasFailed: Bool { hosts.values.contains { $0.failed > 0 } }

    /// Whether a host was unreachable.
    public var hasUnreachable: Bool { hosts.values.contains { $0.unreachable > 0 } }

    /// Whether anything changed on a host.
    public var hasChanged: Bool { hosts.values.contains { $0.changed > 0 } }

    /// The status that `ansible-playbook` exits with: 4 with unreachable hosts, 2 with failed ones.
    public var exitStatus: Int32 {
        if hasUnreachable { return 4 }
        return hasFailed ? 2 : 0
    }
}
