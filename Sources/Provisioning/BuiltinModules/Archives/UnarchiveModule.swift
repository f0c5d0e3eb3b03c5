internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `unarchive`: what is in an archive, below a directory of the target.
enum UnarchiveModule: TaskModule {
    struct Arguments: Sendable {
        var source: ArchiveSource
        /// The directory.
        var destination: String
        /// The task is skipped when this is there.
        var creates: String?
        var options: ArchiveOptions
        /// Whether the result names the entries.
        var listsFiles: Bool
        var isCheckMode: Bool
    }

    static let description = ModuleDescription(
        name: "unarchive",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("src", .controllerPath, isRequired: true),
                ArgumentSpecification("dest", .path, isRequired: true),
                ArgumentSpecification("remote_src", .bool),
                ArgumentSpecification("copy", .bool),
                ArgumentSpecification("creates", .path),
                ArgumentSpecification("list_files", .bool, defaultValue: false),
                ArgumentSpecification("exclude", .list(.string), defaultValue: []),
                ArgumentSpecification("include", .list(.string), defaultValue: []),
                ArgumentSpecification("keep_newer", .bool, defaultValue: false),
                ArgumentSpecification("extra_opts", .list(.string), defaultValue: []),
                ArgumentSpecification("validate_certs", .bool, defaultValue: true),
            ] + FileAttributes.specifications,
            rules: [.mutuallyExclusive(["copy", "remote_src"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        if !arguments.strings("exclude").isEmpty, !arguments.strings("include").isEmpty {
            throw ModuleFailure("parameters are mutually exclusive: include|exclude")
        }
        return Arguments(
            source: try ArchiveSource(arguments, context),
            destination: arguments.string("dest"),
            creates: arguments.optionalString("creates"),
            options: try ArchiveOptions(arguments),
            listsFiles: arguments.bool("list_files"),
            isCheckMode: context.isCheckMode
        )
    }

    /// What the probe came to.
    enum Facts: Sendable {
        /// `creates` is there.
        case isCreated
        /// In check mode: there is no such directory yet, which an earlier task would have made.
        case hasNoDestination
        /// The archive and the directory were held against each other.
        case looked(ArchiveLook, destination: FileState)
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        var look = FileLook(paths: [TargetPath.withoutFinalSlashes(arguments.destination)])
        look.followsLinks = true
        let ask = arguments.creates.map { [CommandFacts.request(creates: $0, removes: nil)] } ?? []
        return .ask([look.request] + ask) { [look] (replies) throws(ModuleFailure) in
            let state = try look.state(replies.first)
            if arguments.creates != nil {
                let found = try commandResult(replies.last, doing: "look for what is created")
                if CommandFacts(found.text).isCreated { return .known(.isCreated) }
            }
            guard state.isDirectory else {
                if arguments.isCheckMode, !state.exists { return .known(.hasNoDestination) }
                throw ModuleFailure("dest '\(arguments.destination)' must be an existing dir")
            }
            return arguments.source.probe.followed { archive in
                ArchiveLook.probe(archive, arguments.destination, arguments.options)
                    .mapped { .looked($0, destination: state) }
            }
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        let what = "unpack \(arguments.source.name) into \(arguments.destination)"
        switch facts {
        case .isCreated:
            let why = "skipped, since \(arguments.creates ?? "") exists"
            return Plan(result: ["skipped": true, "msg": .string(why)])
        case .hasNoDestination:
            return Plan(
                changes: [Change(what, requests: [])],
                result: ["dest": .string(arguments.destination)]
            )
        case .looked(let look, let state):
            let comparison = try look.compared(arguments.options)
            var plan = Plan()
            plan.result["handler"] = .string(look.archive.kind.handler)
            plan.result["dest"] = .string(arguments.destination)
            plan.result["src"] = .string(arguments.source.name)
            if arguments.listsFiles {
                plan.result["files"] = .list(look.names.map { .string($0) })
            }
            plan.result.merge(state.resultValues)
            if comparison.isUnpacked {
                plan.changes = look.attributeChanges(arguments.options.attributes)
            } else {
                let unpacking = look.unpacking(arguments.options, comparison)
                let diff = comparison.diff(arguments.destination, arguments.source.name)
                plan.changes = [Change(what, requests: [unpacking.request], diff: diff)]
                // A change of its own, so that nothing is done to what was only unpacked in part.
                let requests = arguments.options.requests(forNew: look.pathsWithFolders)
                if !requests.isEmpty {
                    plan.changes.append(
                        Change(
                            "set the attributes of it",
                            requests: requests,
                            countsAsChange: false
                        )
                    )
                }
                complete(&plan, unpacking.words, look)
            }
            if !comparison.itemized.isEmpty {
                plan.result["diff"] = ["prepared": .string(comparison.itemized)]
            }
            return plan
        }
    }

    /// What the program said goes into the result, and the attributes of the directory after it.
    private static func complete(_ plan: inout Plan, _ words: [String], _ archive: ArchiveLook) {
        let again = FileLook(paths: [archive.destination])
        let known = plan.result
        plan.changes.append(
            Change(
                "look at \(archive.destination)",
                requests: [again.request],
                countsAsChange: false
            )
        )
        plan.finish = { (replies, result) throws(ModuleFailure) in
            guard let unpacked = replies.first?.command else {
                throw ModuleFailure("nothing came back of the unpacking")
            }
            let said: ValueMap = [
                "cmd": .list(words.map { .string($0) }), "rc": .integer(Int(unpacked.exitStatus)),
                "out": .string(EscapedBytes.text(unpacked.output)),
                "err": .string(EscapedBytes.text(unpacked.errorOutput)),
            ]
            result.values["extract_results"] = .map(said)
            guard unpacked.isSuccess else {
                let names = (known["src"]?.string ?? "", known["dest"]?.string ?? "")
                throw ModuleFailure(
                    "failed to unpack \(names.0) to \(names.1)",
                    result: ["extract_results": .map(said)]
                )
            }
            try requireSuccess(replies, doing: "set the attributes of what was unpacked")
            result.values.merge(try again.state(replies.last).resultValues)
        }
    }
}
