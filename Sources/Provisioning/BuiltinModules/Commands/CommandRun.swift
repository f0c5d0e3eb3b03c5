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
    /// Whether the command is not to run: what it would do can't be foreseen.
    let isCheckMode: Bool

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

    /// The arguments that may stand in the command line, before or behind its words.
    ///
    /// They are taken out before the run: what a template puts into the line is never an argument.
    static let namesInFreeForm = [
        "creates", "removes", "chdir", "executable", "warn", "stdin", "stdin_add_newline",
        "strip_empty_ends",
    ]

    init(_ arguments: ArgumentReader, context: ModuleContext) throws(ModuleFailure) {
        isCheckMode = context.isCheckMode
        let raw = arguments.optionalString("_raw_params")
        text = raw ?? arguments.optionalString("cmd") ?? ""
        creates = arguments.optionalString("creates")
        removes = arguments.optionalString("removes")
        directory = arguments.optionalString("chdir")
        input = arguments.optionalString("stdin")
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
    func plan(_ facts: CommandFacts) throws(ModuleFailure) -> Plan {
        let start = start(facts)
        if let why = facts.directoryFault, !isCheckMode { throw start.directoryFailure(why) }
        if let skipped = skippedResult(facts) { return Plan(result: skipped) }
        if isCheckMode { return foreseen }
        var command = start.command
        command.input = input.map { Array($0.utf8) }
        let (started, stripsEnds, reported) = (WallTime.now, self.stripsEnds, self.reported)
        var plan = Plan(changes: [Change("run \(displayed)", requests: [.command(command)])])
        plan.result["cmd"] = reported
        plan.finish = { (replies, result) throws(ModuleFailure) in
            guard let finished = replies.first?.command else {
                throw ModuleFailure("the command gave no reply")
            }
            if let failure = start.failure(finished) { throw failure }
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

    private func start(_ facts: CommandFacts) -> ProgramStart {
        let variables = facts.variables
        return ProgramStart(
            words: expandsVariables
                ? words.map { ArgumentVariables.expanded($0, variables) } : words,
            directory: directory,
            reported: reported
        )
    }

    /// What check mode makes of a command, with all that later tasks read of its result.
    ///
    /// Without `creates` and `removes` nobody knows whether it would change anything.
    private var foreseen: Plan {
        var plan = Plan(result: Self.result(cmd: reported))
        plan.result.merge([
            "msg": "Command would have run if not in check mode",
            "start": .null, "end": .null, "delta": .null,
        ])
        if creates == nil && removes == nil {
            plan.result["skipped"] = true
        } else {
            plan.changes = [Change("run \(displayed)", requests: [])]
        }
        return plan
    }

    /// The result of a command that does not run.
    static func result(cmd: Value, output: String = "") -> ValueMap {
        [
            "cmd": cmd, "rc": 0, "stdout": .string(output),
            "stdout_lines": output.isEmpty ? [] : .list([.string(output)]),
            "stderr": "", "stderr_lines": [],
        ]
    }

    private var displayed: String {
        reported.string ?? words.map { ShellQuoting.quote($0) }.joined(separator: " ")
    }

    private func skippedResult(_ facts: CommandFacts) -> ValueMap? {
        let (path, verb): (String, String)
        if let creates, facts.isCreated {
            (path, verb) = (creates, "exists")
        } else if let removes, !facts.isRemovable {
            (path, verb) = (removes, "does not exist")
        } else {
            return nil
        }
        var result = Self.result(cmd: reported, output: "skipped, since \(path) \(verb)")
        let start = isCheckMode ? "Would not" : "Did not"
        result["msg"] = .string("\(start) run command since '\(path)' \(verb)")
        return result
    }

    // Patterns are matched by the shell's own globbing; nothing else in them is interpreted. Names
    // of variables are letters, digits and underscores, so `eval` sees nothing else.
    fileprivate static let script: ShellScript =
        ProgramStart.entering + """
            creates=$1 removes=$2 directory=$3
            shift 3
            for name do
                eval "value=\\${$name-} ; set=\\${$name+x}"
                if [ -n "$set" ]; then
                    printf 'variable %s %s\\n' "$name" "$(printf '%s' "$value" | tr '\\n' ' ')"
                fi
            done
            if why=$(sy_enter "$directory"); then [ -z "$directory" ] || cd -- "$directory"
            else printf 'directory %s\\n' "$why"; fi
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
    /// Why the directory to run in cannot be entered.
    var directoryFault: String?
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
            case "directory": directoryFault = parts.last.map { String($0) }
            case "variable" where parts.count > 1:
                variables[String(parts[1])] = parts.count > 2 ? String(parts[2]) : ""
            default: break
            }
        }
    }
}
