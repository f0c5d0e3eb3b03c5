internal import DocumentValues
internal import ModuleContract
internal import RegularExpressions

/// `include_vars`: variables of files of the controller.
enum IncludeVarsModule: TaskModule {
    struct Arguments: Sendable {
        var variables: VariableSet
        var files: [String]
    }

    static let description = ModuleDescription(
        name: "include_vars",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("file", .controllerPath),
                ArgumentSpecification("dir", .controllerPath),
                ArgumentSpecification("name"),
                ArgumentSpecification("depth", .integer, defaultValue: 0),
                ArgumentSpecification(
                    "extensions",
                    .list(.string),
                    defaultValue: ["yaml", "yml", "json"]
                ),
                ArgumentSpecification("files_matching"),
                ArgumentSpecification("ignore_files", .list(.string)),
                ArgumentSpecification("ignore_unknown_extensions", .bool, defaultValue: false),
                ArgumentSpecification("hash_behaviour", choices: ["replace"]),
            ],
            rules: [.mutuallyExclusive(["file", "dir"]), .requiredOneOf(["file", "dir"])],
            freeForm: "file"
        ),
        scope: .run
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var files: [String] = []
        if let file = arguments.optionalString("file") {
            files = [try context.controller.find(file, in: "vars")]
        } else if let directory = arguments.optionalString("dir") {
            let root = try context.controller.find(directory, in: "vars")
            files = try chosenFiles(in: root, arguments, context)
        }
        let sets = try files.map { (file) throws(ModuleFailure) in
            try context.controller.variables(in: file)
        }
        return Arguments(
            variables: union(of: sets, below: arguments.optionalString("name")),
            files: files
        )
    }

    /// The variables of all files, or one variable that holds them.
    private static func union(of sets: [VariableSet], below name: String?) -> VariableSet {
        let origin = sets.map(\.origin).joined(separator: ", ")
        var all = VariableSet(origin: origin, isSecret: sets.contains(where: \.isSecret))
        for pair in sets.flatMap(\.pairs) { all.set(pair) }
        guard let name, let place = all.pairs.first?.key.place else { return all }
        let pair = Node.Pair(
            key: Node(.string(name), at: place),
            value: Node(.map(all.pairs), at: place)
        )
        return VariableSet(origin: origin, pairs: [pair], isSecret: all.isSecret)
    }

    private static func chosenFiles(
        in root: String,
        _ arguments: ArgumentReader,
        _ context: ModuleContext
    ) throws(ModuleFailure) -> [String] {
        let extensions = arguments.strings("extensions")
        let pattern = try arguments.optionalString("files_matching").map {
            (text) throws(ModuleFailure) in try compiled(text)
        }
        let ignored = try arguments.strings("ignore_files").map {
            (text) throws(ModuleFailure) in try compiled(text)
        }
        let depth = arguments.integer("depth")
        var files: [String] = []
        for name in try context.controller.list(root) where !name.hasSuffix("/") {
            let parts = name.split(separator: "/")
            let last = parts.last.map(String.init) ?? name
            let isChosen = pattern.map { (try? $0.matches(last)) ?? false } ?? true
            let isIgnored = ignored.contains { (try? $0.matches(last)) ?? false }
            guard isChosen, !isIgnored, depth == 0 || parts.count <= depth else { continue }
            let suffix = last.split(separator: ".").last.map(String.init) ?? ""
            if extensions.contains(suffix) {
                files.append(TargetPath.join(root, name))
            } else if !arguments.bool("ignore_unknown_extensions") {
                throw ModuleFailure(
                    "\(TargetPath.join(root, name)) does not have a valid extension: "
                        + extensions.joined(separator: ", ")
                )
            }
        }
        return files
    }

    static func probe(_ arguments: Arguments) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Arguments, facts: Void) throws(ModuleFailure) -> Plan {
        var values = ValueMap()
        for pair in arguments.variables.pairs {
            values[Value(plain: pair.key)] = Value(plain: pair.value)
        }
        return Plan(
            effects: [.includeVariables(arguments.variables)],
            result: [
                "ansible_facts": .map(values),
                "ansible_included_var_files": .list(arguments.files.map { .string($0) }),
            ]
        )
    }
}
