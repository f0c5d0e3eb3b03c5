import BuiltinModules
import Diagnostics
import DocumentValues
import HostConnections
import ModuleContract
import Testing

/// The controller's side of a module under test: files that exist only here.
struct FakeController: ControllerFiles {
    var files: [String: [UInt8]] = [:]
    var variables: ValueMap = [:]
    var conditions: [String: Bool] = [:]

    func find(_ name: String, in folder: String) throws(ModuleFailure) -> String {
        let bare = name.hasSuffix("/") ? String(name.dropLast()) : name
        let path = bare.hasPrefix("/") ? bare : "/role/\(folder)/\(bare)"
        guard files[path] != nil || isDirectory(path) else {
            throw ModuleFailure("could not find \(name)")
        }
        return path
    }

    func read(_ path: String) throws(ModuleFailure) -> [UInt8] {
        guard let bytes = files[path] else { throw ModuleFailure("could not find \(path)") }
        return bytes
    }

    func list(_ directory: String) throws(ModuleFailure) -> [String] {
        var entries: Set<String> = []
        for path in files.keys where path.hasPrefix(directory + "/") {
            let parts = path.dropFirst(directory.count + 1).split(separator: "/")
            for count in 1...parts.count {
                let joined = parts.prefix(count).joined(separator: "/")
                entries.insert(count == parts.count ? joined : joined + "/")
            }
        }
        return entries.sorted()
    }

    func isDirectory(_ path: String) -> Bool {
        files.keys.contains { $0.hasPrefix(path + "/") }
    }

    func linkText(_ path: String) -> String? { nil }

    func mode(_ path: String) throws(ModuleFailure) -> Int { 0o755 }

    func render(_ path: String, options: TemplateOptions) throws(ModuleFailure) -> [UInt8] {
        try read(path)
    }

    func evaluate(condition: String) throws(ModuleFailure) -> Bool {
        guard let holds = conditions[condition] else {
            throw ModuleFailure("'\(condition)' is undefined")
        }
        return holds
    }

    func variable(_ name: String) throws(ModuleFailure) -> Value? { variables[name] }

    func expression(_ text: String) throws(ModuleFailure) -> Value? { variables[text] }

    func variables(in path: String) throws(ModuleFailure) -> VariableSet {
        let place = SourcePlace(SourceText(name: path, text: ""), line: 1, column: 1)
        let pair = Node.Pair(
            key: Node(.string("from"), at: place),
            value: Node(.string(path), at: place)
        )
        return VariableSet(origin: path, pairs: [pair])
    }
}

/// A module with arguments and a context, ready to be asked and planned.
struct ModuleTrial {
    var name: String
    var arguments: ValueMap
    var controller = FakeController()
    var facts: ValueMap = [:]
    var isCheckMode = false
    var isDiffMode = false

    init(_ name: String, _ arguments: ValueMap) {
        self.name = name
        self.arguments = arguments
    }

    /// The probe of the module.
    func start() throws(ModuleFailure) -> Probe<Plan> {
        guard let entry = BuiltinModules.catalog[name] else {
            throw ModuleFailure("no module \(name)")
        }
        let context = ModuleContext(
            controller: controller,
            facts: facts,
            isCheckMode: isCheckMode,
            isDiffMode: isDiffMode
        )
        return try entry.start(reader(entry.description.arguments), context: context)
    }

    /// What the first step of the probe asks.
    func requests() throws(ModuleFailure) -> [HostRequest] {
        guard case .ask(let requests, _) = try start() else { return [] }
        return requests
    }

    /// The plan of a module that asks nothing.
    func plan() throws(ModuleFailure) -> Plan { try plan(steps: []) }

    /// The plan after these replies, one list a step.
    func plan(_ steps: [HostReply]...) throws(ModuleFailure) -> Plan {
        try plan(steps: steps)
    }

    /// The plan of a module that asks commands that print these texts, in one step.
    func plan(printing outputs: String...) throws(ModuleFailure) -> Plan {
        try plan(steps: [outputs.map { reply($0) }])
    }

    private func plan(steps: [[HostReply]]) throws(ModuleFailure) -> Plan {
        var probe = try start()
        var steps = steps[...]
        while true {
            switch probe {
            case .known(let plan): return plan
            case .ask(_, let then): probe = try then(steps.popFirst() ?? [])
            }
        }
    }

    private func reader(_ table: ArgumentTable) -> ArgumentReader {
        var values: ValueMap = [:]
        for argument in table.arguments {
            if let value = argument.defaultValue { values[argument.name] = value }
        }
        for entry in arguments {
            let name = entry.key.string ?? ""
            let known = table[name]
            if case .list = known?.kind, entry.value.list == nil {
                values[known?.name ?? name] = .list([entry.value])
            } else {
                values[known?.name ?? name] = entry.value
            }
        }
        return ArgumentReader(values)
    }
}

/// The reply of a command that printed this.
func reply(_ output: String, status: Int32 = 0, errors: String = "") -> HostReply {
    .command(
        CommandResult(
            exitStatus: status,
            output: Array(output.utf8),
            errorOutput: Array(errors.utf8)
        )
    )
}

extension Plan {
    /// What the changes that count say.
    var summaries: [String] { changes.filter(\.countsAsChange).map(\.summary) }

    /// The result after these replies.
    func finished(_ replies: [HostReply]) throws(ModuleFailure) -> TaskResult {
        var outcome = TaskResult(isChanged: isChange, values: result)
        try finish?(replies, &outcome)
        return outcome
    }
}

/// The message of the failure that the body throws.
func failureMessage(_ body: () throws(ModuleFailure) -> some Any) -> String? {
    do {
        _ = try body()
        return nil
    } catch {
        return error.message
    }
}
