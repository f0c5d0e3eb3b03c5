internal import DocumentValues
internal import HostConnections
internal import ModuleContract

extension FileModule {
    static func linkPlan(_ arguments: Arguments, _ facts: Facts) throws(ModuleFailure) -> Plan {
        let (path, state) = (arguments.path, facts.state)
        var plan = Plan(result: ["dest": .string(path)])
        guard let source = arguments.source ?? state.linkTarget else {
            throw ModuleFailure("src is required for creating new symlinks")
        }
        plan.result["src"] = .string(source)
        if state.linkTarget == source {
            return attributesOfLink(arguments, facts, plan)
        }
        if facts.source?.exists != true, !arguments.isForced {
            throw ModuleFailure(
                "src file does not exist, use \"force=yes\" if you really want to create the "
                    + "link: \(facts.source?.path ?? source)",
                result: ["path": .string(path), "src": .string(source)]
            )
        }
        if state.exists, !state.isLink, !arguments.isForced {
            throw ModuleFailure(
                "refusing to convert from \(state.kind.rawValue) to symlink for \(path)",
                result: ["path": .string(path)]
            )
        }
        let summary =
            state.linkTarget.map { "link \(path) \($0) -> \(source)" }
            ?? "link \(path) to \(source)"
        let flags = state.isDirectory && !state.isLink ? "directory" : ""
        plan.changes = [
            Change(summary, requests: [.command(.script(replaceByLink, [source, path, flags]))])
        ]
        completeAfterChanges(&plan, path: path)
        return plan
    }

    private static func attributesOfLink(
        _ arguments: Arguments,
        _ facts: Facts,
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
    // a directory, which no rename replaces, is removed before.
    private static let replaceByLink: ShellScript = """
        temporary=$2.switchyard.$$
        ln -s -- "$1" "$temporary" || exit 1
        if [ -n "$3" ]; then rm -rf -- "$2" || exit 1; fi
        mv -f -T -- "$temporary" "$2" || { rm -f -- "$temporary"; exit 1; }
        """

    static func hardLinkPlan(_ arguments: Arguments, _ facts: Facts) throws(ModuleFailure) -> Plan {
        let (path, state) = (arguments.path, facts.state)
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
            if !arguments.isForced || state.isDirectory {
                throw ModuleFailure("Cannot link, different hard link exists at destination")
            }
        }
        plan.changes = [
            Change(
                "link \(path) to the file of \(source)",
                requests: [.command(.arguments(["ln", "-f", "--", source, path]))]
            )
        ]
        completeAfterChanges(&plan, path: path)
        return plan
    }
}
