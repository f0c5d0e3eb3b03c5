public import HostConnections

/// A module in the table of modules: its description, and how to start it, without its types.
public struct ModuleEntry: Sendable {
    /// Name, arguments and nature.
    public let description: ModuleDescription

    private let prepare:
        @Sendable (ArgumentReader, ModuleContext) throws(ModuleFailure) -> Probe<Plan>

    /// Enters a module.
    public init<Module: TaskModule>(_ module: Module.Type) {
        description = module.description
        prepare = { (reader, context) throws(ModuleFailure) in
            let arguments = try module.decode(reader, context: context)
            return try module.probe(arguments).map { (facts) throws(ModuleFailure) in
                try module.plan(arguments, facts: facts)
            }
        }
    }

    /// A module that Ansible has and Switchyard does not: it takes any arguments, and fails.
    public static func unsupported(_ name: String) -> ModuleEntry {
        ModuleEntry(
            description: ModuleDescription(
                name: name,
                arguments: ArgumentTable(
                    [ArgumentSpecification("free_form", .raw)],
                    freeForm: "free_form",
                    takesAnyName: true
                ),
                scope: .run
            )
        ) { (_, _) throws(ModuleFailure) in
            throw ModuleFailure("the module '\(name)' is not supported")
        }
    }

    /// The same module, which asks the target first whether it can have some of the arguments.
    ///
    /// - Parameters:
    ///   - names: the arguments.
    ///   - request: what is asked when one of them is given; it changes nothing.
    ///   - check: refuses them by the reply.
    /// - Returns: the module with the question before its own.
    public func asking(
        about names: [String],
        _ request: HostRequest,
        check: @escaping @Sendable (HostReply?) throws(ModuleFailure) -> Void
    ) -> ModuleEntry {
        ModuleEntry(description: description) { (reader, context) throws(ModuleFailure) in
            guard names.contains(where: { reader[$0] != nil }) else {
                return try prepare(reader, context)
            }
            return .ask([request]) { (replies) throws(ModuleFailure) in
                try check(replies.first)
                return try prepare(reader, context)
            }
        }
    }

    init(
        description: ModuleDescription,
        prepare:
            @escaping @Sendable (ArgumentReader, ModuleContext) throws(ModuleFailure) -> Probe<Plan>
    ) {
        self.description = description
        self.prepare = prepare
    }

    /// Decodes coerced arguments; asking what the probe wants leads to the plan.
    public func start(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Probe<Plan> {
        try prepare(arguments, context)
    }
}

/// The modules that a playbook may name.
public struct ModuleCatalog: Sendable {
    private let entries: [String: ModuleEntry]

    /// The short names, sorted.
    public let names: [String]

    /// A catalog of entries; a name that is taken twice is a bug and stops the program.
    public init(_ modules: [ModuleEntry]) {
        var entries: [String: ModuleEntry] = [:]
        for module in modules {
            for name in module.description.allNames
            where entries.updateValue(module, forKey: name) != nil {
                fatalError("two modules are named '\(name)'")
            }
        }
        self.entries = entries
        names = modules.map(\.description.name).sorted()
    }

    /// The module of that name, short or fully qualified.
    public subscript(name: String) -> ModuleEntry? { entries[name] }
}
