internal import Cryptography
internal import DocumentValues
internal import HostConnections
internal import ModuleContract
internal import RegularExpressions

/// `assemble`: a file that is put together from the files of a directory.
enum AssembleModule: TaskModule {
    struct Arguments: Sendable {
        /// The directory, as the task names it.
        var source: String
        /// The files of a directory of the controller; nil when it is on the target.
        var fragments: [Fragment]?
        var joint: FragmentJoint
        /// The file, without its content yet.
        var placement: FilePlacement
    }

    struct Facts: Sendable {
        var fragments: [Fragment]
        var placement: PlacementFacts
    }

    static let description = ModuleDescription(
        name: "assemble",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("src", .controllerPath, isRequired: true),
                ArgumentSpecification("dest", .path, isRequired: true),
                ArgumentSpecification("backup", .bool, defaultValue: false),
                ArgumentSpecification("delimiter"),
                ArgumentSpecification("remote_src", .bool, defaultValue: true),
                ArgumentSpecification("regexp"),
                ArgumentSpecification("ignore_hidden", .bool, defaultValue: false),
                ArgumentSpecification("validate"),
                // Vaulted fragments of the controller are decrypted in any case.
                ArgumentSpecification("decrypt", .bool, defaultValue: true, choices: [true]),
            ] + FileAttributes.specifications
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let source = arguments.string("src")
        var placement = FilePlacement(
            content: [],
            sourceName: source,
            destination: arguments.string("dest"),
            attributes: try FileAttributes(arguments)
        )
        placement.keepsBackup = arguments.bool("backup")
        placement.validate = try validationCommand(arguments.optionalString("validate"))
        placement.wantsDiff = context.isDiffMode
        placement.foreseesDirectory = context.isCheckMode
        let isRemote = arguments.bool("remote_src")
        return Arguments(
            source: source,
            fragments: isRemote ? nil : try Fragment.ofController(source, context.controller),
            joint: try FragmentJoint(
                pattern: arguments.optionalString("regexp"),
                delimiter: arguments.optionalString("delimiter"),
                leavesHiddenOut: arguments.bool("ignore_hidden")
            ),
            placement: placement
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        if let fragments = arguments.fragments {
            return arguments.placement.probe.mapped {
                Facts(fragments: fragments, placement: $0)
            }
        }
        let source = arguments.source
        guard case .ask(let requests, let then) = arguments.placement.probe else {
            fatalError("a placement asks nothing of the target")
        }
        // Both travel together.
        return .ask([Fragment.request(source)] + requests) { (replies) throws(ModuleFailure) in
            let fragments = try Fragment.ofTarget(replies.first, source)
            return try then(Array(replies.dropFirst())).mapped {
                Facts(fragments: fragments, placement: $0)
            }
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        var placement = arguments.placement
        if facts.placement.destination.isDirectory {
            throw ModuleFailure("Destination \(placement.destination) is a directory")
        }
        placement.content = try arguments.joint.joined(facts.fragments)
        var plan = try placement.plan(facts.placement)
        plan.result["path"] = nil
        let texts = plan.changes.compactMap(\.diff).last
        plan.result["diff"] = texts.map { diff in
            [
                "before": .string(diff.before), "after": .string(diff.after),
                "before_header": .string(diff.beforeName),
                "after_header": .string(diff.afterName),
            ]
        }
        plan.result["src"] = .string(arguments.source)
        plan.result["md5sum"] = .string(Digest.md5.hexadecimal(of: placement.content))
        plan.result["msg"] = "OK"
        return plan
    }
}
