internal import Cryptography
internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract

/// `fetch`: a file of the target, kept on the controller.
enum FetchModule: TaskModule {
    struct Arguments: Sendable {
        var source: String
        /// The file of the controller that takes the content.
        var destination: String
        var failsWhenMissing: Bool
    }

    static let description = ModuleDescription(
        name: "fetch",
        arguments: ArgumentTable([
            ArgumentSpecification("src", .path, isRequired: true),
            ArgumentSpecification("dest", .controllerPath, isRequired: true),
            ArgumentSpecification("flat", .bool, defaultValue: false),
            ArgumentSpecification("fail_on_missing", .bool, defaultValue: true),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let source = arguments.string("src")
        var destination = arguments.string("dest")
        if arguments.bool("flat") {
            if destination.hasSuffix("/") { destination += TargetPath.baseName(source) }
        } else {
            let host = try context.controller.variable("inventory_hostname")?.string ?? "host"
            let path = source.hasPrefix("/") ? String(source.dropFirst()) : source
            destination = TargetPath.join(TargetPath.join(destination, host), path)
        }
        return Arguments(
            source: source,
            destination: destination,
            failsWhenMissing: arguments.bool("fail_on_missing")
        )
    }

    /// The content; nil when there is no such file.
    static func probe(_ arguments: Arguments) -> Probe<[UInt8]?> {
        let source = arguments.source
        return .facts(from: [.download(path: source, limit: 512 << 20)]) {
            (replies) throws(ModuleFailure) in
            switch replies.first?.download {
            case .content(let bytes)?: return bytes
            case .missing?: return nil
            case .tooLarge(let count)?:
                throw ModuleFailure("\(source) has \(count) bytes, which is too many")
            case .failed(let why)?: throw ModuleFailure("could not read \(source): \(why)")
            case nil: throw ModuleFailure("could not read \(source): no reply")
            }
        }
    }

    static func plan(_ arguments: Arguments, facts: [UInt8]?) throws(ModuleFailure) -> Plan {
        guard let content = facts else {
            let message = "the remote file does not exist: \(arguments.source)"
            if arguments.failsWhenMissing { throw ModuleFailure(message) }
            return Plan(result: ["msg": .string(message + ", not transferring, ignored")])
        }
        let checksum = Digest.sha1.hexadecimal(of: content)
        var plan = Plan()
        plan.result = [
            "dest": .string(arguments.destination), "file": .string(arguments.source),
            "checksum": .string(checksum), "remote_checksum": .string(checksum),
        ]
        if let present = try? FileSystem.read(arguments.destination), present == content {
            return plan
        }
        plan.changes = [
            Change("fetch \(arguments.source) to \(arguments.destination)", requests: [])
        ]
        plan.effects = [.saveOnController(path: arguments.destination, bytes: content)]
        return plan
    }
}
