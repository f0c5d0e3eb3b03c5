internal import DocumentValues
internal import HostConnections
internal import ModuleContract

extension FileModule {
    static func linkPlan(_ arguments: Arguments, _ facts: Findings) throws(ModuleFailure) -> Plan {
        let (path, state) = (arguments.path, facts.state)
        var plan = Plan(result: ["dest": .string(path)])
        guard let source = arguments.source ?? state.linkTarget else {
            throw ModuleFailure("src is required for creating new symlinks")
        }
        plan.result["src"] = .string(source)
        if arguments.source != nil, facts.source?.exists != true, !arguments.isForced {
            throw ModuleFailure(
                "src file does not exist, use \"force=yes\" if you really want to create the "
                    + "link: \(facts.source?.path ?? source)",
                result: ["path": .string(path), "src": .string(source)]
            )
        }
        if state.linkTarget == source {
            return attributesOfLink(arguments, facts, plan)
        }
        if state.exists, !state.isLink, !arguments.isForced {
            throw ModuleFailure(
                "refusing to convert from \(state.kind.rawValue) to symlink for \(path)",
                result: state.resultValues.merging(["path": .string(path)])
            )
        }
        if facts.holdsEntries {
            throw ModuleFailure(
                "the directory \(path) is not empty, refusing to convert it",
                result: state.resultValues.merging(["path": .string(path)])
            )
        }
        let isDirectory = state.isDirectory && !state.isLink
        plan.changes = [linking(path, from: state.linkTarget, to: source, isDirectory: isDirectory)]
        if arguments.followsLinks {
            guard let target = facts.source, target.exists else {
                let warning =
                    "Cannot set fs attributes on a non-existent symlink target. follow should be "
                    + "set to False to avoid this."
                plan.result["warnings"] = [.string(warning)]
                plan.finish = { (replies, _) throws(ModuleFailure) in
                    try requireSuccess(replies, doing: "link \(path)")
                }
                return plan
            }
            plan.changes += arguments.attributes.changes(of: target, followsLinks: true)
        } else {
            let owning = arguments.attributes.requests(forNewLink: path)
            if !owning.isEmpty { plan.changes.append(Change("own \(path)", requests: owning)) }
        }
        completeAfterChanges(&plan, path: path)
        return plan
    }

    /// The change that makes a link, in the place of what is there.
    static func linking(
        _ path: String,
        from old: String? = nil,
        to source: String,
        isDirectory: Bool = false
    ) -> Change {
        let summary = old.map { "link \(path) \($0) -> \(source)" } ?? "link \(path) to \(source)"
        let parameters = [source, path, isDirectory ? "directory" : ""]
        return Change(summary, requests: [.command(.script(replaceByLink, parameters))])
    }

    private static func attributesOfLink(
        _ arguments: Arguments,
        _ facts: Findings,
        _ start: Plan
    ) -> Plan {
        var plan = start
        let state = arguments.followsLinks && facts.followed.exists ? facts.followed : facts.state
        plan.result.merge(facts.state.resultValues)
        plan.changes = arguments.attributes.changes(
            of: state,
            followsLinks: arguments.followsLinks
        )
        completeAfterChanges(&plan, path: arguments.path)
        return plan
    }

    // The link is made beside the path and renamed over it, so that the path never is missing;
    // a directory, which no rename replaces, is removed before, and only when it is empty.
    private static let replaceByLink: ShellScript = """
        temporary=$2.switchyard.$$
        ln -s -- "$1" "$temporary" || exit 1
        if [ -n "$3" ]; then rmdir -- "$2" || { rm -f -- "$temporary"; exit 1; }; fi
        mv -f -T -- "$temporary" "$2" || { rm -f -- "$temporary"; exit 1; }
        """

    static func hardLinkPlan(
        _ arguments: Arguments,
        _ facts: Findings
    ) throws(ModuleFailure) -> Plan {
        let (path, state) = (arguments.path, facts.state)
        if arguments.source == nil, state.kind == .hard {
            var plan = attributesPlan(arguments, state, resultKey: "dest")
            plan.result["src"] = .null
            return plan
        }
        guard let source = arguments.source, let found = facts.source?.status else {
            throw ModuleFailure(
                "src does not exist",
                result: ["dest": .string(path), "src": .string(arguments.source ?? "")]
            )
        }
        var plan = Plan(result: ["dest": .string(path), "src": .string(source)])
        if let status = state.status {
            if status.inode == found.inode, status.device == found.device {
                plan.result.merge(state.resultValues)
                plan.changes = arguments.attributes.changes(of: state, followsLinks: true)
                completeAfterChanges(&plan, path: path)
                return plan
            }
            if state.isDirectory {
                throw ModuleFailure("Cannot link: different hard link exists at destination")
            }
            if !arguments.isForced, !state.isLink {
                let kind = state.kind == .hard ? "different hard link" : state.kind.rawValue
                throw ModuleFailure(
                    "Cannot link, \(kind) exists at destination",
                    result: state.resultValues
                        .merging(["dest": .string(path), "src": .string(source)])
                )
            }
        }
        plan.changes = [
            Change(
                "link \(path) to the file of \(source)",
                requests: [.command(.arguments(["ln", "-f", "-n", "--", source, path]))]
            )
        ]
        if let target = facts.source {
            plan.changes += arguments.attributes.changes(of: target, followsLinks: true)
        }
        completeAfterChanges(&plan, path: path)
        return plan
    }
}
