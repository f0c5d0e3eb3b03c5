internal import DocumentValues
internal import HostConnections
internal import ModuleContract

extension FileModule {
    static func directoryPlan(
        _ arguments: Arguments,
        _ facts: Findings
    ) throws(ModuleFailure) -> Plan {
        let state = arguments.followsLinks ? facts.followed : facts.state
        let path = arguments.path
        if state.exists, !state.isDirectory || (state.isLink && !arguments.followsLinks) {
            throw ModuleFailure(
                "\(path) already exists as a \(state.kind.rawValue)",
                result: ["path": .string(path), "state": .string(state.kind.rawValue)]
            )
        }
        guard state.exists else { return creationPlan(arguments, facts) }
        var plan = attributesPlan(arguments, state)
        guard arguments.isRecursive else { return plan }
        let changes = recursiveChanges(arguments.attributes, facts.below)
        if !changes.isEmpty {
            plan.changes = plan.changes.filter(\.countsAsChange) + changes
            completeAfterChanges(&plan, path: state.linkSource ?? path)
        }
        return plan
    }

    /// All missing directories down to the path; each gets the attributes, as in Ansible.
    private static func creationPlan(_ arguments: Arguments, _ facts: Findings) -> Plan {
        var plan = Plan(result: ["path": .string(arguments.path), "state": "directory"])
        for path in facts.missingAncestors + [arguments.path] {
            let bits = arguments.attributes.bitsOfNewFile(
                isDirectory: true,
                umask: facts.state.umask
            )
            let make = HostRequest.command(.arguments(["mkdir", "--", path]))
            plan.changes.append(
                Change(
                    "make the directory \(path)",
                    requests: [make] + arguments.attributes.requests(forNew: path, bits: bits)
                )
            )
        }
        completeAfterChanges(&plan, path: arguments.path)
        return plan
    }

    /// The changes below a directory, like ones together; links are left alone.
    static func recursiveChanges(
        _ attributes: FileAttributes,
        _ states: [FileState]
    ) -> [Change] {
        var modes: [Int: [String]] = [:]
        var owners: [String] = []
        var groups: [String] = []
        for state in states {
            guard let status = state.status, status.type != 0o120000 else { continue }
            if let bits = attributes.newBits(for: state) {
                modes[bits, default: []].append(state.path)
            }
            if attributes.changesOwner(of: status) { owners.append(state.path) }
            if attributes.changesGroup(of: status) { groups.append(state.path) }
        }
        var changes: [Change] = []
        if let owner = attributes.owner, !owners.isEmpty {
            changes.append(batch("owner \(owner)", ["chown", "--", owner], owners))
        }
        if let group = attributes.group, !groups.isEmpty {
            changes.append(batch("group \(group)", ["chgrp", "--", group], groups))
        }
        for (bits, paths) in modes.sorted(by: { $0.key < $1.key }) {
            let mode = octalMode(bits)
            changes.append(batch("mode \(mode)", ["chmod", mode, "--"], paths))
        }
        return changes
    }

    private static func batch(_ what: String, _ words: [String], _ paths: [String]) -> Change {
        let requests = stride(from: 0, to: paths.count, by: 500).map { start in
            HostRequest.command(.arguments(words + paths[start..<min(start + 500, paths.count)]))
        }
        return Change(
            "\(what) of \(paths.count) paths below, \(paths[0]) first",
            requests: requests
        )
    }
}

/// A look at everything below a directory; names with a newline are not seen.
struct TreeLook: Sendable {
    /// The directory; nil looks at nothing.
    var path: String?

    var requests: [HostRequest] {
        path.map { [.command(.script(Self.script, [$0]))] } ?? []
    }

    func states(_ reply: HostReply?) throws(ModuleFailure) -> [FileState] {
        guard let path else { return [] }
        let result = try commandResult(reply, doing: "look below \(path)")
        var states: [FileState] = []
        var umask = 0o22
        for line in result.text.split(separator: "\n") {
            if line.hasPrefix("umask ") {
                umask = Int(line.dropFirst(6), radix: 8) ?? umask
                continue
            }
            let fields = line.split(separator: " ", maxSplits: 13, omittingEmptySubsequences: false)
            guard fields.count == 14, let status = FileState.Status(fields: Array(fields[..<13]))
            else { continue }
            var state = FileState(path: String(fields[13]), umask: umask)
            state.status = status
            states.append(state)
        }
        return states
    }

    private static let script: ShellScript = """
        printf 'umask %s\\n' "$(umask)"
        [ -d "$1" ] || exit 0
        find "$1" ! -path "$1" -exec stat -c '%f %u %g %s %i %d %h %X %Y %Z %b %U %G %n' -- {} +
        """
}
