internal import DocumentValues
internal import HostConnections
internal import HTTPWire
internal import ModuleContract

/// `slurp`: the content of a file of the target, base64 encoded.
enum SlurpModule: TaskModule {
    static let description = ModuleDescription(
        name: "slurp",
        arguments: ArgumentTable([
            ArgumentSpecification("src", .path, aliases: ["path"], isRequired: true)
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> String {
        arguments.string("src")
    }

    static func probe(_ arguments: String) -> Probe<[UInt8]> {
        .facts(from: [.download(path: arguments, limit: 64 << 20)]) {
            (replies) throws(ModuleFailure) in
            switch replies.first?.download {
            case .content(let bytes)?: return bytes
            case .missing?: throw ModuleFailure("file not found: \(arguments)")
            case .tooLarge(let count)?:
                throw ModuleFailure("\(arguments) has \(count) bytes, which is too many")
            case .failed(let why)?: throw ModuleFailure("could not read \(arguments): \(why)")
            case nil: throw ModuleFailure("could not read \(arguments): no reply")
            }
        }
    }

    static func plan(_ arguments: String, facts: [UInt8]) throws(ModuleFailure) -> Plan {
        Plan(
            result: [
                "content": .string(Base64.encode(facts)), "encoding": "base64",
                "source": .string(arguments),
            ]
        )
    }
}
