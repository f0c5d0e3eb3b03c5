/// A server as balancing sees it.
public struct BalancedServer: Sendable, Hashable {
    /// The number that places it on the ring and orders `first`.
    public var id: Int
    /// The weight of the configuration or of the operator, 0 to 256.
    public var weight: Int
    /// Whether it only serves when no other can.
    public var isBackup: Bool
    /// Whether it is up and neither drained nor in maintenance.
    public var acceptsTraffic: Bool

    /// Describes a server.
    public init(id: Int, weight: Int, isBackup: Bool = false, acceptsTraffic: Bool = true) {
        self.id = id
        self.weight = weight
        self.isBackup = isBackup
        self.acceptsTraffic = acceptsTraffic
    }
}

/// How busy servers are, asked while one is picked.
///
/// Servers go by their position in the backend.
public protocol ServerLoads {
    /// Streams that are being served.
    func served(_ server: Int) -> Int
    /// Whether one more stream can be served now: no limit, or below it.
    func hasRoom(_ server: Int) -> Bool
    /// Whether one more stream can be served or wait: no limit, or below limit and queue together.
    func canQueue(_ server: Int) -> Bool
    /// Streams that the whole backend serves.
    var servedByAll: Int { get }
}

/// Loads of servers without limits that serve nothing.
public struct IdleServers: ServerLoads, Sendable {
    /// No server is busy.
    public init() {}
    /// Zero.
    public func served(_ server: Int) -> Int { 0 }
    /// True.
    public func hasRoom(_ server: Int) -> Bool { true }
    /// True.
    public func canQueue(_ server: Int) -> Bool { true }
    /// Zero.
    public var servedByAll: Int { 0 }
}

/// The units in which weights are counted inside: sixteen to one of the operator's, so that a
/// slow start has steps.
enum WeightScale {
    static let units = 16
    static let maximumWeight = 256
    static let maximumUnits = units * maximumWeight
}

/// A server with the weight that counts at the moment.
struct Seat {
    let id: Int
    let isBackup: Bool
    var acceptsTraffic: Bool
    /// The weight in units, by slow start less than the operator's.
    var units: Int
    /// The sum of the units before it, for bounded loads.
    var unitsBefore = 0

    var isUsable: Bool { acceptsTraffic && units > 0 }
}

/// The group that serves at the moment.
enum ServingGroup {
    /// The servers that are no backups.
    case active
    /// One backup alone.
    case singleBackup(Int)
    /// All backups.
    case backups
    /// Nobody.
    case nobody

    init(_ seats: [Seat], usesAllBackups: Bool) {
        var firstBackup: Int?
        for index in seats.indices where seats[index].isUsable {
            if !seats[index].isBackup {
                self = .active
                return
            }
            if firstBackup == nil { firstBackup = index }
        }
        guard let firstBackup else {
            self = .nobody
            return
        }
        self = usesAllBackups ? .backups : .singleBackup(firstBackup)
    }
}
