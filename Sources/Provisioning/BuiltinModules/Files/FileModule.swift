internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `file`: files, directories and links with their attributes, or their absence.
enum FileModule: TaskModule {
    struct Arguments: Sendable {
        var path: String
        var state: State?
        var source: String?
        var attributes: FileAttributes
        var isForced: Bool
        var followsLinks: Bool
        var isRecursive: Bool
        var accessTime: TouchTime?
        var modificationTime: TouchTime?
    }

    /// The argument `state`.
    enum State: String, Sendable, CaseIterable {
        case file, directory, touch, link, hard, absent
    }

    /// What is looked at: the path, or the source's name in it, and what is there.
    struct Facts: Sendable {
        var path: String
        var findings: Findings
    }

    struct Findings: Sendable {
        /// The path, a link not followed.
        var state: FileState
        /// The path, links followed.
        var followed: FileState
        /// What a link is to point to.
        var source: FileState?
        /// The directories above the path that are missing, outermost first.
        var missingAncestors: [String]
        /// What is below, with `recurse`.
        var below: [FileState]
        /// Whether the path is a directory with something in it.
        var holdsEntries: Bool
    }

    static let description = ModuleDescription(
        name: "file",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("path", .path, aliases: ["dest", "name"], isRequired: true),
                ArgumentSpecification(
                    "state",
                    choices: State.allCases.map { .string($0.rawValue) }
                ),
                ArgumentSpecification("src", .path),
                ArgumentSpecification("force", .bool, defaultValue: false),
                ArgumentSpecification("follow", .bool, defaultValue: true),
                ArgumentSpecification("recurse", .bool, defaultValue: false),
                ArgumentSpecification("access_time"),
                ArgumentSpecification("modification_time"),
            ] + FileAttributes.specifications
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let state = arguments.optionalString("state").flatMap(State.init(rawValue:))
        let isRecursive = arguments.bool("recurse")
        if isRecursive, let state, state != .directory {
            throw ModuleFailure("recurse option requires state to be 'directory'")
        }
        if state == .hard, arguments["src"] == nil {
            throw ModuleFailure("src is required for creating new hardlinks")
        }
        let path = arguments.string("path")
        return Arguments(
            path: path,
            state: state,
            source: arguments.optionalString("src"),
            attributes: try FileAttributes(arguments),
            isForced: arguments.bool("force"),
            followsLinks: arguments.bool("follow"),
            isRecursive: isRecursive,
            accessTime: try TouchTime(arguments.optionalString("access_time")),
            modificationTime: try TouchTime(arguments.optionalString("modification_time"))
        )
    }

    /// A look at the path; then, where Ansible puts a source into a directory, at the name in it.
    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        let look = probe(arguments, at: arguments.path)
        guard let source = arguments.source, arguments.state != .link, arguments.state != .absent
        else { return look.mapped { Facts(path: arguments.path, findings: $0) } }
        let inside = TargetPath.join(arguments.path, TargetPath.baseName(source))
        return look.followed { (facts) in
            if facts.followed.isDirectory {
                return probe(arguments, at: inside).mapped { Facts(path: inside, findings: $0) }
            }
            return .known(Facts(path: arguments.path, findings: facts))
        }
    }

    private static func probe(_ arguments: Arguments, at path: String) -> Probe<Findings> {
        let source = arguments.source.map {
            arguments.state == .hard ? $0 : TargetPath.join(TargetPath.directory(path), $0)
        }
        let ancestors = Array(TargetPath.ancestry(path).dropLast())
        let look = FileLook(paths: [path])
        var followed = FileLook(paths: [path] + (source.map { [$0] } ?? []) + ancestors)
        followed.followsLinks = true
        let tree = TreeLook(path: arguments.isRecursive ? path : nil)
        let entries = HostRequest.command(.script(Self.firstEntry, [path]))
        let requests = [look.request, followed.request] + tree.requests + [entries]
        return .facts(from: requests) { [followed] (replies) throws(ModuleFailure) in
            let states = try followed.states(replies.count > 1 ? replies[1] : nil)
            let rest = states.dropFirst(source == nil ? 1 : 2)
            return Findings(
                state: try look.state(replies.first),
                followed: states[0],
                source: source == nil ? nil : states[1],
                missingAncestors: rest.filter { !$0.exists }.map(\.path),
                below: try tree.states(replies.dropFirst(2).first),
                holdsEntries: replies.dropFirst(2 + tree.requests.count).first?.command?.output
                    .isEmpty == false
            )
        }
    }

    private static let firstEntry: ShellScript = """
        if [ -d "$1" ] && [ ! -L "$1" ]; then ls -A -- "$1" | head -n 1; fi
        """

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        var arguments = arguments
        arguments.path = facts.path
        let facts = facts.findings
        let state = arguments.state ?? impliedState(arguments, facts)
        var plan = try self.plan(state, arguments, facts)
        if state != .absent || facts.state.exists {
            plan.result["diff"] = diff(of: arguments.path, facts.state, state)
        }
        return plan
    }

    /// The key `diff` of the result: what the state and the mode were, and become.
    private static func diff(
        of path: String,
        _ found: FileState,
        _ wanted: State
    ) -> Value {
        var before: ValueMap = ["path": .string(path)]
        var after = before
        if found.kind.rawValue != wanted.rawValue {
            before["state"] = .string(found.kind.rawValue)
            after["state"] = .string(wanted.rawValue)
        }
        return ["before": .map(before), "after": .map(after)]
    }

    private static func plan(
        _ state: State,
        _ arguments: Arguments,
        _ facts: Findings
    ) throws(ModuleFailure) -> Plan {
        if arguments.source != nil, state != .link, state != .hard {
            throw ModuleFailure(
                "src option requires state to be 'link' or 'hard'",
                result: ["path": .string(arguments.path)]
            )
        }
        switch state {
        case .absent: return absencePlan(arguments, facts)
        case .directory: return try directoryPlan(arguments, facts)
        case .touch: return try touchPlan(arguments, facts)
        case .link: return try linkPlan(arguments, facts)
        case .hard: return try hardLinkPlan(arguments, facts)
        case .file: return try filePlan(arguments, facts)
        }
    }

    /// Without `state`, what is there stays what it is.
    private static func impliedState(_ arguments: Arguments, _ facts: Findings) -> State {
        switch facts.state.kind {
        case .directory: .directory
        case .link: .link
        case .hard: .hard
        case .absent: arguments.isRecursive ? .directory : .file
        case .file: .file
        }
    }

    private static func absencePlan(_ arguments: Arguments, _ facts: Findings) -> Plan {
        var plan = Plan(result: ["path": .string(arguments.path), "state": "absent"])
        guard facts.state.exists else { return plan }
        plan.changes = [
            Change(
                "remove the \(facts.state.kind.rawValue) \(arguments.path)",
                requests: [removal(of: arguments.path)]
            )
        ]
        return plan
    }

    /// What removes a path; `link/` means the directory behind the link, which is no place of its own.
    private static func removal(of path: String) -> HostRequest {
        guard path.hasSuffix("/") else { return .command(.arguments(["rm", "-rf", "--", path])) }
        let bare = TargetPath.withoutFinalSlashes(path)
        return .command(.script(removeDirectory, [path, bare, path.pythonRepr]))
    }

    private static let removeDirectory: ShellScript = """
        if [ -L "$2" ]; then
            printf 'rmtree failed: [Errno 20] Not a directory: %s\\n' "$3" >&2
            exit 1
        fi
        rm -rf -- "$1"
        """

    private static func filePlan(
        _ arguments: Arguments,
        _ facts: Findings
    ) throws(ModuleFailure) -> Plan {
        let state = arguments.followsLinks ? facts.followed : facts.state
        let path = arguments.path
        guard state.exists else {
            throw ModuleFailure(
                "file (\(path)) is absent, cannot continue",
                result: ["path": .string(path), "state": "absent"]
            )
        }
        let isFile = !state.isDirectory && (arguments.followsLinks || !state.isLink)
        if arguments.state == .file, !isFile {
            throw ModuleFailure(
                "file (\(path)) is \(state.kind.rawValue), cannot continue",
                result: state.resultValues.merging(["path": .string(path)])
            )
        }
        return attributesPlan(arguments, state)
    }

    /// The attributes of what is there already.
    static func attributesPlan(
        _ arguments: Arguments,
        _ state: FileState,
        resultKey: String = "path"
    ) -> Plan {
        let path = arguments.followsLinks ? state.linkSource ?? state.path : state.path
        var plan = Plan(result: [resultKey: .string(path)])
        plan.result.merge(state.resultValues)
        if path != state.path { plan.result["state"] = .string(state.bareKind.rawValue) }
        plan.changes = arguments.attributes.changes(
            of: state,
            followsLinks: arguments.followsLinks
        )
        completeAfterChanges(&plan, path: path)
        return plan
    }
}
