internal import DocumentValues
internal import HostConnections
internal import LinuxSystem

/// A handler as journals know it: by the play, the role and its own name.
struct NotedHandler: Sendable, Hashable {
    /// The play's name.
    var play: String
    /// The role whose handler it is; nil for one of the play.
    var role: String?
    /// The handler's name.
    var name: String

    /// The handler as it is shown: `role : name`.
    var title: String { role.map { "\($0) : \(name)" } ?? name }
}

/// An entry that an earlier run, or one that still goes on, has left in a journal.
struct JournalEntry: Sendable, Hashable {
    /// The handler.
    var handler: NotedHandler
    /// The file of the entry on the target.
    var path: String
    /// The user that the entry was written as; nil for the connection's own.
    var user: String?
    /// The run that wrote it: user, controller, process.
    var owner: String
    /// When it was written.
    var since: String
    /// Whether the run that wrote it still goes on.
    var isHeld: Bool
}

extension JournalEntry {
    /// What tells the entries of this process from those of others.
    static let ownToken = randomName(count: 16)

    /// This process in an operator's words.
    static let ownName: String = {
        let user = UserEntry.current?.name ?? String(CurrentProcess.effectiveUserID)
        let machine = (try? FileSystem.readText("/proc/sys/kernel/hostname")) ?? ""
        let name = machine.split(whereSeparator: \.isWhitespace).first ?? "localhost"
        return "\(user)@\(name), process \(CurrentProcess.id)"
    }()

    /// The line that an entry of this run is.
    static func line(_ handler: NotedHandler, host: String, as become: Become?) -> String {
        var entry: ValueMap = [
            "host": .string(host), "play": .string(handler.play), "handler": .string(handler.name),
        ]
        entry["role"] = handler.role.map { .string($0) }
        entry["as"] = become.map { .string($0.user) }
        entry["by"] = .string(ownName)
        entry["run"] = .string(ownToken)
        entry["since"] = .string(WallTime.now.formatted("%Y-%m-%dT%H:%M:%SZ", inUTC: true))
        return Value.map(entry).json()
    }

    /// Reads a line; nil when it is about another host, or nobody's.
    init?(line: String, path: String, isHeld: Bool, host: String) {
        guard let entry = try? JSONReader.read(line), entry["host"]?.string == host,
            let play = entry["play"]?.string, let name = entry["handler"]?.string
        else { return nil }
        handler = NotedHandler(play: play, role: entry["role"]?.string, name: name)
        self.path = path
        user = entry["as"]?.string
        owner = entry["by"]?.string ?? "an unknown run"
        since = entry["since"]?.string ?? "an unknown time"
        self.isHeld = isHeld && entry["run"]?.string != Self.ownToken
    }
}
