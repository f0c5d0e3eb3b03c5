internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract

/// A program to run on the target, with the conditions under which it is not.
struct CommandRun: Sendable {
    /// The command line as the operator wrote it; empty with `argv`.
    var text = ""
    /// The argument vector.
    var words: [String] = []
    /// What the result calls the command.
    var reported: Value = .null
    /// The shell named in the free text.
    var executable: String?
    /// The command is skipped when something matches this pattern.
    var creates: String?
    /// The command is skipped when nothing matches this pattern.
    var removes: String?
    /// Where it runs.
    var directory: String?
    /// What it reads.
    var input: String?
    /// Whether output loses its line ends.
    var stripsEnds = true
    /// Whether `$NAME` and `~` in arguments are the target's.
    var expandsVariables = false

    /// The arguments that `command` and `shell` share.
    static let specifications: [ArgumentSpecification] = [
        ArgumentSpecification("_raw_params"),
        ArgumentSpecification("cmd"),
        ArgumentSpecification("creates", .path),
        ArgumentSpecification("removes", .path),
        ArgumentSpecification("chdir", .path),
        ArgumentSpecification("stdin"),
        ArgumentSpecification("stdin_add_newline", .bool, defaultValue: true),
        ArgumentSpecification("strip_empty_ends", .bool, defaultValue: true),
    ]

    init(_ arguments: ArgumentReader, context: ModuleContext) throws(ModuleFailure) {
        var options: [String: String] = [:]
        if let raw = arguments.optionalString("_raw_params") {
            (text, options) = try FreeFormOptions.split(raw)
        } else {
            text = arguments.optionalString("cmd") ?? ""
        }
        func option(_ name: String) throws(ModuleFailure) -> String? {
            guard let path = arguments.optionalString(name) ?? options[name] else { return nil }
            return try TargetPath.expanded(path, context)
        }
        creates = try option("creates")
        removes = try option("removes")
        directory = try option("chdir")
        executable = options["executable"]
        input = arguments.optionalString("stdin") ?? options["stdin"]
        if input != nil, arguments.bool("stdin_add_newline") { input?.append("\n") }
        stripsEnds = arguments.bool("strip_empty_ends")
    }

    /// Asks what `creates` and `removes` match and what variables hold; nothing if none is used.
    var probe: Probe<CommandFacts> {
        let names = expandsVariables ? ArgumentVariables.names(in: words) : []
        if creates == nil, removes == nil, names.isEmpty { return .known(CommandFacts()) }
        let parameters = [creates ?? "", removes ?? "", directory ?? ""] + names
        return .facts(from: [.command(.script(Self.script, parameters))]) {
            (replies) throws(ModuleFailure) in
            let result = try commandResult(replies.first, doing: "look what the command needs")
            return CommandFacts(result.text)
        }
    }

    /// The command, unless `creates` or `removes` speak against it.
    func plan(_ facts: CommandFacts) -> Plan {
        if let skipped = skippedResult(facts) { return Plan(result: skipped) }
        var command = ShellCommand.arguments(
            expandsVariables ? words.map { ArgumentVariables.expanded($0, facts.variables) } : words
        )
        command.input = input.map { Array($0.utf8) }
        command.directory = directory
        let (started, stripsEnds, reported) = (WallTime.now, self.stripsEnds, self.reported)
        var plan = Plan(changes: [Change("run \(displayed)", requests: [.command(command)])])
        plan.result["cmd"] = reported
        plan.finish = { (replies, result) throws(ModuleFailure) in
            guard let finished = replies.first?.command else {
                throw ModuleFailure("the command gave no reply")
            }
            var values = commandValues(finished, stripsEnds: stripsEnds)
            values["cmd"] = reported
            values.merge(CommandTimes.values(from: started, to: WallTime.now))
            guard finished.exitStatus == 0 else {
                values["changed"] = true
                throw ModuleFailure("non-zero return code", result: values)
            }
            values["msg"] = ""
            result.values.merge(values)
        }
        return plan
    }

    private var displayed: String {
        reported.string ?? words.map { ShellQuoting.quote($0) }.joined(separator: " ")
    }

    private func skippedResult(_ facts: CommandFacts) -> ValueMap? {
        let message: String
        if let creates, facts.isCreated {
            message = "skipped, since \(creates) exists"
        } else if let removes, !facts.isRemovable {
            message = "skipped, since \(removes) does not exist"
        } else {
            return nil
        }
        return [
            "cmd": reported, "rc": 0, "stdout": .string(message),
            "stdout_lines": .list([.string(message)]), "stderr": "", "stderr_lines": [],
            "msg": .string(message),
        ]
    }

    // Patterns are matched by the shell's own globbing; nothing else in them is interpreted. Names
    // of variables are letters, digits and underscores, so `eval` sees nothing else.
    fileprivate static let script: ShellScript = """
        creates=$1 removes=$2 directory=$3
        shift 3
        for name do
            eval "value=\\${$name-} ; set=\\${$name+x}"
            if [ -n "$set" ]; then
                printf 'variable %s %s\\n' "$name" "$(printf '%s' "$value" | tr '\\n' ' ')"
            fi
        done
        if [ -n "$directory" ]; then cd -- "$directory" 2>/dev/null; fi
        IFS=
        set +f
        for path in $creates; do
            if [ -e "$path" ] || [ -L "$path" ]; then echo created; break; fi
        done
        for path in $removes; do
            if [ -e "$path" ] || [ -L "$path" ]; then echo removable; break; fi
        done
        exit 0
        """
}

/// What a command's conditions and variables found.
struct CommandFacts: Sendable, Hashable {
    /// Whether something matches `creates`.
    var isCreated = false
    /// Whether something matches `removes`.
    var isRemovable = false
    /// The target's variables that the arguments name.
    var variables: [String: String] = [:]

    init() {}

    /// Asks what the patterns match.
    static func request(creates: String?, removes: String?) -> HostRequest {
        .command(.script(CommandRun.script, [creates ?? "", removes ?? "", ""]))
    }

    /// Reads what the script printed.
    init(_ text: String) {
        for line in lines(of: text).compactMap(\.string) {
            let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            switch parts.first {
            case "created": isCreated = true
            case "removable": isRemovable = true
            case "variable" where parts.count > 1:
                variables[String(parts[1])] = parts.count > 2 ? String(parts[2]) : ""
            default: break
            }
        }
    }
}
