internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `find`: files, directories and links below directories, by what they are and hold.
enum FindModule: TaskModule {
    struct Arguments: Sendable {
        var paths: [String]
        var filter: FindFilter
        /// How deep is looked; nil is everywhere.
        var depth: Int?
        var followsLinks: Bool
        var wantsChecksum: Bool
        /// After so many matches no more directories are looked at.
        var limit: Int?
    }

    struct Facts: Sendable {
        var trees: [FoundTree]
        /// The states of the entries that fit, again, with what only matches are asked for.
        var matches: [FileState]
        var matchCountByTree: [Int]
        var examined: Int
        var reachesLimit: Bool
    }

    static let description = ModuleDescription(
        name: "find",
        arguments: ArgumentTable(
            [
                ArgumentSpecification(
                    "paths",
                    .list(.path),
                    aliases: ["path", "name"],
                    isRequired: true
                ),
                ArgumentSpecification("recurse", .bool, defaultValue: false),
                ArgumentSpecification("depth", .integer),
                ArgumentSpecification("follow", .bool, defaultValue: false),
                ArgumentSpecification("get_checksum", .bool, defaultValue: false),
                ArgumentSpecification("limit", .integer),
            ] + FindFilter.specifications
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let limit = arguments.optionalInteger("limit")
        if let limit, limit <= 0 {
            throw ModuleFailure("limit cannot be \(limit) (use None for unlimited)")
        }
        let depth = arguments.optionalInteger("depth").flatMap { $0 == 0 ? nil : $0 }
        return Arguments(
            paths: arguments.strings("paths"),
            filter: try FindFilter(arguments),
            depth: arguments.bool("recurse") ? depth : 1,
            followsLinks: arguments.bool("follow"),
            wantsChecksum: arguments.bool("get_checksum"),
            limit: limit
        )
    }

    /// Lists the trees, then looks into the files that fit as far as a list tells.
    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        let requests = arguments.paths.map { path in
            FoundTree.request(
                path,
                // What is one level deeper is counted, as Ansible does.
                depth: arguments.depth.map { $0 == 1 ? 1 : $0 + 1 },
                followsLinks: arguments.followsLinks
            )
        }
        let trees = Probe<[FoundTree]>.facts(from: requests) { (replies) throws(ModuleFailure) in
            var trees: [FoundTree] = []
            for (path, reply) in zip(arguments.paths, replies) {
                trees.append(try FoundTree(path, reply))
            }
            return trees
        }
        return trees.followed { trees in
            let fitting = trees.map { $0.fitting(arguments) }
            let all = fitting.flatMap(\.self)
            let isDone = !arguments.wantsChecksum && arguments.filter.contains == nil
            let look = FindLook(paths: isDone ? [] : all.map(\.path), of: arguments)
            return look.probe.mapped { looked in
                facts(trees, fitting, looked: isDone ? nil : looked, arguments)
            }
        }
    }

    private static func facts(
        _ trees: [FoundTree],
        _ fitting: [[FileState]],
        looked: [FileState]?,
        _ arguments: Arguments
    ) -> Facts {
        var facts = Facts(
            trees: trees,
            matches: [],
            matchCountByTree: [],
            examined: 0,
            reachesLimit: false
        )
        var rest = looked?[...]
        for (tree, states) in zip(trees, fitting) {
            facts.examined += tree.entries.count
            let before = facts.matches.count
            for state in states {
                var state = state
                if let seen = rest?.popFirst() {
                    state.sha1 = seen.sha1
                    state.content = seen.content
                }
                guard !facts.reachesLimit, arguments.filter.acceptsContent(of: state) else {
                    continue
                }
                facts.matches.append(state)
                facts.reachesLimit = facts.matches.count == arguments.limit
            }
            facts.matchCountByTree.append(facts.matches.count - before)
        }
        return facts
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        var skipped: ValueMap = [:]
        var warnings: [Value] = []
        for tree in facts.trees {
            if !tree.isDirectory {
                let why = "'\(tree.path)' is not a directory"
                skipped[tree.path] = .string(why)
                warnings.append(
                    .string("Skipped '\(tree.path)' path due to this access issue: \(why)\n")
                )
            }
            for path in tree.forbidden {
                skipped[path] = .string("[Errno 13] Permission denied: '\(path)'")
            }
        }
        var message = facts.reachesLimit ? "Limit of matches reached" : "All paths examined"
        if !warnings.isEmpty { message = "Not all paths examined, check warnings for details" }
        var plan = Plan(
            result: [
                "files": .list(
                    facts.matches.map { .map(values($0, withChecksum: arguments.wantsChecksum)) }
                ),
                "matched": .integer(facts.matches.count), "examined": .integer(facts.examined),
                "msg": .string(message), "skipped_paths": .map(skipped),
            ]
        )
        if !warnings.isEmpty { plan.result["warnings"] = .list(warnings) }
        return plan
    }

    private static func values(_ state: FileState, withChecksum: Bool) -> ValueMap {
        guard let status = state.status else { return [:] }
        var values: ValueMap = ["path": .string(state.path)]
        values.merge(StatKeys.attributes(of: state, status))
        values["pw_name"] = .string(status.owner == "UNKNOWN" ? "" : status.owner)
        values["gr_name"] = .string(status.group == "UNKNOWN" ? "" : status.group)
        if withChecksum, let sum = state.sha1 { values["checksum"] = .string(sum) }
        return values
    }
}

/// A look into files that a list found.
private struct FindLook {
    var paths: [String]
    var wantsChecksum: Bool
    var wantsContent: Bool

    init(paths: [String], of arguments: FindModule.Arguments) {
        self.paths = paths
        wantsChecksum = arguments.wantsChecksum
        wantsContent = arguments.filter.contains != nil
    }

    /// The states, in the order of the paths; so many a request as fit into one.
    var probe: Probe<[FileState]> {
        if paths.isEmpty { return .known([]) }
        let looks = stride(from: 0, to: paths.count, by: 200).map { start in
            var look = FileLook(paths: Array(paths[start..<min(start + 200, paths.count)]))
            look.wantsChecksum = wantsChecksum
            look.contentLimit = wantsContent ? FileLook.editableByteCount : nil
            return look
        }
        return .facts(from: looks.map(\.request)) { (replies) throws(ModuleFailure) in
            var states: [FileState] = []
            for (look, reply) in zip(looks, replies) { states += try look.states(reply) }
            return states
        }
    }
}
