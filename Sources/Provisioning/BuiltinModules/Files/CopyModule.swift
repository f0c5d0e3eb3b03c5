internal import Cryptography
internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `copy`: a file, a text or a directory tree of the controller, or of the target itself, put in
/// place.
enum CopyModule: TaskModule {
    /// What is copied.
    enum Arguments: Sendable {
        /// One file.
        case file(FilePlacement)
        /// A directory of the controller.
        case tree(TreePlacement)
        /// Something that is on the target already.
        case onTarget(TargetCopy)
    }

    /// What is there, for each kind.
    enum Facts: Sendable {
        case file(PlacementFacts)
        case tree([FileState])
        case onTarget(TargetCopyFacts)
    }

    static let description = ModuleDescription(
        name: "copy",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("src", .controllerPath),
                ArgumentSpecification("content", .raw),
                ArgumentSpecification("dest", .path, isRequired: true),
                ArgumentSpecification("backup", .bool, defaultValue: false),
                ArgumentSpecification("force", .bool, aliases: ["thirsty"], defaultValue: true),
                ArgumentSpecification("follow", .bool, defaultValue: false),
                ArgumentSpecification("remote_src", .bool, defaultValue: false),
                ArgumentSpecification("directory_mode", .raw),
                ArgumentSpecification("checksum"),
                ArgumentSpecification("validate"),
                // Vaulted files of the controller are decrypted in any case.
                ArgumentSpecification("decrypt", .bool, defaultValue: true, choices: [true]),
            ] + FileAttributes.specifications,
            rules: [.mutuallyExclusive(["src", "content"]), .requiredOneOf(["src", "content"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let attributes = try FileAttributes(arguments, allowsPreserve: true)
        let destination = arguments.string("dest")
        let directoryMode = try arguments["directory_mode"].map { (value) throws(ModuleFailure) in
            try FileMode(value)
        }
        guard let source = arguments.optionalString("src") else {
            var placement = FilePlacement(
                content: EscapedBytes.bytes(contentText(arguments["content"] ?? "")),
                sourceName: "content of the task",
                destination: destination,
                attributes: attributes
            )
            if attributes.mode == .preserve {
                throw ModuleFailure("mode 'preserve' needs a source file, and 'content' has none")
            }
            try complete(&placement, arguments, context)
            return .file(placement)
        }
        if arguments.bool("remote_src") {
            var copy = try TargetCopy(
                source: source,
                destination: destination,
                attributes: attributes,
                directoryMode: directoryMode,
                arguments: arguments
            )
            copy.foreseesDirectory = context.isCheckMode
            return .onTarget(copy)
        }
        let path = try context.controller.find(source, in: "files")
        if context.controller.isDirectory(path) {
            return .tree(
                try TreePlacement(
                    source: path,
                    isContentOnly: source.hasSuffix("/"),
                    destination: destination,
                    attributes: attributes,
                    directoryMode: directoryMode,
                    arguments: arguments,
                    context: context
                )
            )
        }
        var placement = FilePlacement(
            content: try context.controller.read(path),
            sourceName: path,
            destination: destination,
            attributes: attributes
        )
        placement.nameInDirectory = TargetPath.baseName(source)
        if attributes.mode == .preserve { placement.sourceMode = try context.controller.mode(path) }
        try complete(&placement, arguments, context)
        return .file(placement)
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        switch arguments {
        case .file(let placement): placement.probe.mapped { .file($0) }
        case .tree(let tree): tree.probe.mapped { .tree($0) }
        case .onTarget(let copy): copy.probe.mapped { .onTarget($0) }
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        switch (arguments, facts) {
        case (.file(let placement), .file(let facts)): try placement.plan(facts)
        case (.tree(let tree), .tree(let states)): try tree.plan(states)
        case (.onTarget(let copy), .onTarget(let facts)): try copy.plan(facts)
        default: fatalError("a copy was given the facts of another kind of copy")
        }
    }

    private static func complete(
        _ placement: inout FilePlacement,
        _ arguments: ArgumentReader,
        _ context: ModuleContext
    ) throws(ModuleFailure) {
        placement.replacesExisting = arguments.bool("force")
        placement.keepsBackup = arguments.bool("backup")
        placement.validate = try validationCommand(arguments.optionalString("validate"))
        placement.followsLinks = arguments.bool("follow")
        placement.wantsDiff = context.isDiffMode
        placement.foreseesDirectory = context.isCheckMode
        try placement.check(arguments.optionalString("checksum"))
    }
}

/// The text of the argument `content`: lists and mappings become JSON, as in Ansible.
func contentText(_ value: Value) -> String {
    switch value {
    case .list, .map: value.json(.python)
    default: value.pythonText
    }
}

extension FilePlacement {
    /// Refuses content whose SHA-1 checksum is another one than the task states.
    func check(_ expected: String?) throws(ModuleFailure) {
        guard let expected else { return }
        let found = Digest.sha1.hexadecimal(of: content)
        guard found != expected else { return }
        throw ModuleFailure(
            "Copied file does not match the expected checksum. Transfer failed.",
            result: ["checksum": .string(found), "expected_checksum": .string(expected)]
        )
    }
}
