internal import LinuxSystem

/// How many connections may be open at once, by the descriptors that this program may have.
///
/// A value without a clock and without sockets: it is told what is opened, used and closed, and says
/// what has to be closed first. A connection in use may need a second shell, for another user.
struct ConnectionBudget {
    /// What is known of one connection.
    private struct Entry {
        var cost = 0
        var isOpen = false
        var users = 0
        /// Whether something goes through it for as long as it lives: it is never closed.
        var isPinned = false
        var lastUse = 0
    }

    /// Descriptors that are left to everything else.
    private static let spare = 64

    private let limit: Int
    private var entries: [TargetSettings: Entry] = [:]
    private var uses = 0

    /// A budget of as many descriptors.
    init(limit: Int) {
        self.limit = limit
    }

    /// Whether shells that nobody uses are better closed.
    var isTight: Bool { entries.values.count(where: \.isOpen) > limit / 64 }

    /// Takes note of a use that begins.
    ///
    /// - Returns: the connections to be closed before, each taken note of as in use by the caller.
    mutating func enter(_ key: TargetSettings) -> [TargetSettings] {
        uses += 1
        entries[key, default: Entry()].cost = key.kind.descriptorCount
        entries[key, default: Entry()].users += 1
        entries[key, default: Entry()].lastUse = uses
        entries[key, default: Entry()].isOpen = true
        var victims: [TargetSettings] = []
        while need > limit - Self.spare, let victim = idle {
            entries[victim]?.users = 1
            entries[victim]?.isOpen = false
            victims.append(victim)
        }
        return victims
    }

    /// Takes note of a use that has ended.
    mutating func leave(_ key: TargetSettings) {
        entries[key]?.users -= 1
    }

    /// Takes note that a connection is closed, or was never opened.
    mutating func noteClosed(_ key: TargetSettings) {
        entries[key]?.isOpen = false
    }

    /// Takes note that something goes through a connection for as long as it lives.
    mutating func pin(_ key: TargetSettings) {
        entries[key, default: Entry()].isPinned = true
    }

    private var need: Int {
        entries.values.reduce(0) { sum, entry in
            guard entry.isOpen else { return sum }
            return sum + (entry.users > 0 ? 2 * entry.cost : entry.cost)
        }
    }

    /// The connection that is closed with the least harm.
    ///
    /// Tasks go round the hosts: the one used last is needed last.
    private var idle: TargetSettings? {
        entries.filter { $0.value.isOpen && $0.value.users == 0 && !$0.value.isPinned }
            .max { $0.value.lastUse < $1.value.lastUse }?.key
    }
}
