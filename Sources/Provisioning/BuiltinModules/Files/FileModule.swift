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

    struct Facts: Sendable {
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
        if arguments["src"] != nil, let state, state != .link, state != .hard {
            throw ModuleFailure("src option requires state to be 'link' or 'hard'")
        }
        if state == .hard, arguments["src"] == nil {
            throw ModuleFailure("src is required for creating new hardlinks")
        }
        let path = try TargetPath.expanded(arguments.string("path"), context)
        return Arguments(
            path: TargetPath.withoutFinalSlashes(path),
            state: state ?? (isRecursive ? .directory : nil),
            source: arguments.optionalString("src"),
            attributes: try FileAttributes(arguments),
            isForced: arguments.bool("force"),
            followsLinks: arguments.bool("follow"),
            isRecursive: isRecursive,
            accessTime: try TouchTime(arguments.optionalString("access_time")),
            modificationTime: try TouchTime(arguments.optionalString("modification_time"))
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        let path = arguments.path
        let source = arguments.source.map {
            arguments.state == .hard ? $0 : TargetPath.join(TargetPath.directory(path), $0)
        }
        let ancestors = Array(TargetPath.ancestry(path).dropLast())
        let look = FileLook(paths: [path])
        var followed = FileLook(paths: [path] + (source.map { [$0] } ?? []) + ancestors)
        followed.followsLinks = true
        let tree = TreeLook(path: arguments.isRecursive ? path : nil)
        let requests = [look.request, followed.request] + tree.requests
        return .facts(from: requests) { [followed] (replies) throws(ModuleFailure) in
            let states = try followed.states(replies.count > 1 ? replies[1] : nil)
            let rest = states.dropFirst(source == nil ? 1 : 2)
            return Facts(
                state: try look.state(replies.first),
                followed: states[0],
                source: source == nil ? nil : states[1],
                missingAncestors: rest.filter { !$0.exists }.map(\.path),
                below: try tree.states(replies.dropFirst(2).first)
            )
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        switch arguments.state ?? impliedState(arguments, facts) {
        case .absent: return absencePlan(arguments, facts)
        case .directory: return try directoryPlan(arguments, facts)
        case .touch: return try touchPlan(arguments, facts)
        case .link: return try linkPlan(arguments, facts)
        case .hard: return try hardLinkPlan(arguments, facts)
        case .file: return try filePlan(arguments, facts)
        }
    }

    /// Without `state`, what is there stays what it is.
    private static func impliedState(_ arguments: Arguments, _ facts: Facts) -> State {
        if arguments.source != nil { return .link }
        switch facts.state.kind {
        case .directory: return .directory
        case .link: return arguments.followsLinks ? .file : .link
        case .absent, .file, .hard: return .file
        }
    }

    private static func absencePlan(_ arguments: Arguments, _ facts: Facts) -> Plan {
        var plan = Plan(result: ["path": .string(arguments.path), "state": "absent"])
        guard facts.state.exists else { return plan }
        plan.changes = [
            Change(
                "remove the \(facts.state.kind.rawValue) \(arguments.path)",
                requests: [.command(.arguments(["rm", "-rf", "--", arguments.path]))]
            )
        ]
        return plan
    }

    private static func filePlan(
        _ arguments: Arguments,
        _ facts: Facts
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
                result: ["path": .string(path), "state": .string(state.kind.rawValue)]
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
        var plan = Plan(result: [resultKey: .string(arguments.path)])
        plan.result.merge(state.resultValues)
        plan.changes = arguments.attributes.changes(
            of: state,
            followsLinks: arguments.followsLinks
        )
        completeAfterChanges(&plan, path: arguments.path)
        return plan
    }
}
