/// How far a load stayed behind its own times: what it asked of itself and could not do.
///
/// A request that leaves late is the load's fault, not the proxy's: the clients were too few for
/// how long the answers took, or the machine was too slow.
public struct Lateness: Sendable, Hashable {
    /// A request is late when it leaves that much after it was due.
    public static let tolerance = Duration.milliseconds(250)

    /// Requests that left late.
    public var lateCount = 0
    /// Those of them for which no client was free.
    public var clientlessCount = 0
    /// Requests that were due and never left.
    public var unsentCount = 0
    /// How late the latest one left.
    public var longest = Duration.zero
    /// Requests that were due.
    public var dueCount = 0

    /// A load in time.
    public init() {}

    /// The lateness of samples and of the requests that never left.
    public init(of samples: [LoadSample], unsentCount: Int) {
        let late = samples.filter { $0.delay > Self.tolerance }
        lateCount = late.count
        clientlessCount = late.filter(\.waitedForClient).count
        longest = late.map(\.delay).max() ?? .zero
        self.unsentCount = unsentCount
        dueCount = samples.count + unsentCount
    }

    /// Whether the load did what it was asked: at most one request in a hundred was late.
    public var isSustained: Bool { (lateCount + unsentCount) * 100 <= dueCount }

    /// What the load could not do, and what to do about it; nil when it was sustained.
    public func shortfall(clientCount: Int, of what: String = "the load") -> String? {
        if isSustained { return nil }
        var parts: [String] = []
        if lateCount > 0 { parts.append("\(lateCount) left late, by up to \(longest.drillText)") }
        if unsentCount > 0 { parts.append("\(unsentCount) never left") }
        let isShortOfClients = clientlessCount * 2 > lateCount || lateCount == 0
        let cause =
            isShortOfClients
            ? "all \(clientCount) clients waited for answers; allow more, or ask for less"
            : "this machine was too slow; ask for less"
        return "\(what) could not be sustained: of \(dueCount) requests "
            + parts.joined(separator: " and ") + ": \(cause)"
    }
}
