internal import DocumentValues
internal import ModuleContract

/// `template`: a file rendered from a template of the controller.
enum TemplateModule: TaskModule {
    static let description = ModuleDescription(
        name: "template",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("src", .controllerPath, isRequired: true),
                ArgumentSpecification("dest", .path, isRequired: true),
                ArgumentSpecification("backup", .bool, defaultValue: false),
                ArgumentSpecification("force", .bool, defaultValue: true),
                ArgumentSpecification("follow", .bool, defaultValue: false),
                ArgumentSpecification("validate"),
                ArgumentSpecification(
                    "newline_sequence",
                    defaultValue: "\n",
                    choices: ["\n", "\r", "\r\n", "\\n", "\\r", "\\r\\n"]
                ),
                ArgumentSpecification("trim_blocks", .bool, defaultValue: true),
                ArgumentSpecification("lstrip_blocks", .bool, defaultValue: false),
                ArgumentSpecification("variable_start_string"),
                ArgumentSpecification("variable_end_string"),
                ArgumentSpecification("block_start_string"),
                ArgumentSpecification("block_end_string"),
            ] + FileAttributes.specifications
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> FilePlacement {
        let source = arguments.string("src")
        let path = try context.controller.find(source, in: "templates")
        let attributes = try FileAttributes(arguments, allowsPreserve: true)
        var placement = FilePlacement(
            content: try context.controller.render(path, options: options(arguments)),
            sourceName: path,
            destination: arguments.string("dest"),
            attributes: attributes
        )
        placement.nameInDirectory = TargetPath.baseName(source)
        if attributes.mode == .preserve { placement.sourceMode = try context.controller.mode(path) }
        placement.replacesExisting = arguments.bool("force")
        placement.keepsBackup = arguments.bool("backup")
        placement.validate = try validationCommand(arguments.optionalString("validate"))
        placement.followsLinks = arguments.bool("follow")
        placement.wantsDiff = context.isDiffMode
        placement.foreseesDirectory = context.isCheckMode
        return placement
    }

    static func probe(_ arguments: FilePlacement) -> Probe<PlacementFacts> { arguments.probe }

    static func plan(
        _ arguments: FilePlacement,
        facts: PlacementFacts
    ) throws(ModuleFailure) -> Plan {
        try arguments.plan(facts)
    }

    private static func options(_ arguments: ArgumentReader) -> TemplateOptions {
        var options = TemplateOptions()
        options.sourceName = arguments.string("src")
        options.destination = arguments.string("dest")
        options.trimsBlocks = arguments.bool("trim_blocks")
        options.stripsLeft = arguments.bool("lstrip_blocks")
        let spelled = arguments.string("newline_sequence")
        options.newlineSequence =
            ["\\n": "\n", "\\r": "\r", "\\r\\n": "\r\n"][spelled] ?? spelled
        func marker(_ name: String, _ standard: String) -> String {
            arguments.optionalString(name) ?? standard
        }
        options.variableMarkers = [
            marker("variable_start_string", "{{"), marker("variable_end_string", "}}"),
        ]
        options.blockMarkers = [
            marker("block_start_string", "{%"), marker("block_end_string", "%}"),
        ]
        return options
    }
}
