internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `script`: a program of the controller, carried to the target, run there, and taken away again.
enum ScriptModule: TaskModule {
    struct Arguments: Sendable {
        /// The program; the failure is only told where the program would run.
        var program: Result<Program, ModuleFailure>
        /// What is in the way of running it when it is there.
        var creates: String?
        /// What is in the way of running it when it is not there.
        var removes: String?
        /// Where it runs.
        var directory: String?
        /// Whether it is not to run: what it would do can't be foreseen.
        var isCheckMode: Bool
    }

    /// What is carried to the target.
    struct Program: Sendable {
        /// Its name there.
        var name: String
        var bytes: [UInt8]
        /// The command line, in which `"$0"` stands for the program.
        var line: String
    }

    static let description = ModuleDescription(
        name: "script",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("_raw_params"),
                ArgumentSpecification("cmd"),
                ArgumentSpecification("creates"),
                ArgumentSpecification("removes"),
                ArgumentSpecification("chdir"),
                ArgumentSpecification("executable"),
            ],
            rules: [
                .mutuallyExclusive(["_raw_params", "cmd"]), .requiredOneOf(["_raw_params", "cmd"]),
            ],
            freeForm: "_raw_params",
            namesInFreeForm: CommandRun.namesInFreeForm
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let raw = arguments.optionalString("_raw_params") ?? arguments.optionalString("cmd") ?? ""
        let (source, rest) = try CommandWords.splitFirst(raw)
        let program: Result<Program, ModuleFailure>
        do throws(ModuleFailure) {
            let path = try context.controller.find(source, in: "files")
            let start = arguments.optionalString("executable").map { $0 + " " } ?? ""
            program = .success(
                Program(
                    name: TargetPath.baseName(path),
                    bytes: try context.controller.read(path),
                    line: start + "\"$0\"" + rest
                )
            )
        } catch {
            program = .failure(error)
        }
        return Arguments(
            program: program,
            creates: arguments.optionalString("creates"),
            removes: arguments.optionalString("removes"),
            directory: arguments.optionalString("chdir"),
            isCheckMode: context.isCheckMode
        )
    }

    /// Why the program is not to run, by what is there; nil when nothing is in the way.
    static func probe(_ arguments: Arguments) -> Probe<String?> {
        let (creates, removes) = (arguments.creates, arguments.removes)
        if creates == nil, removes == nil { return .known(nil) }
        let look = ShellCommand.script(conditions, [creates ?? "", removes ?? ""])
        return .facts(from: [.command(look)]) { (replies) throws(ModuleFailure) in
            let found = try commandResult(replies.first, doing: "look what the script needs").text
            switch trimmed(found) {
            case "created": return "\(creates ?? "") exists, matching creates option"
            case "removed": return "\(removes ?? "") does not exist, matching removes option"
            default: return nil
            }
        }
    }

    static func plan(_ arguments: Arguments, facts: String?) throws(ModuleFailure) -> Plan {
        if let facts { return Plan(result: ["skipped": true, "msg": .string(facts)]) }
        if let directory = arguments.directory, !directory.hasPrefix("/") {
            throw ModuleFailure(
                "chdir \(directory) must be an absolute path for a Unix-aware remote node"
            )
        }
        let program = try arguments.program.get()
        if arguments.isCheckMode {
            guard arguments.creates != nil || arguments.removes != nil else {
                let why: Value = "Check mode is not supported for this task."
                return Plan(result: ["skipped": true, "msg": why])
            }
            return Plan(changes: [Change("run the script \(program.name)", requests: [])])
        }
        var command = ShellCommand.script(
            run,
            [program.name, program.line, arguments.directory ?? ""]
        )
        command.input = program.bytes
        var plan = Plan(
            changes: [Change("run the script \(program.name)", requests: [.command(command)])]
        )
        plan.finish = { (replies, result) throws(ModuleFailure) in
            result.values.merge(try wholeOutput(of: replies.first))
        }
        return plan
    }

    private static let conditions: ShellScript = """
        if [ -n "$1" ] && [ -e "$1" ]; then echo created
        elif [ -n "$2" ] && ! [ -e "$2" ]; then echo removed
        fi
        """

    private static let run =
        "# the script" + ShellScript.inPrivateFolder + """
            cat >"$folder/$1" && chmod 0500 "$folder/$1" || exit 1
            if [ -n "$3" ]; then cd -- "$3" || exit; fi
            /bin/sh -c "$2" "$folder/$1" </dev/null
            """
}

extension CommandWords {
    /// The first word of a command line, quotes taken away, and the text after it as it is.
    static func splitFirst(_ text: String) throws(ModuleFailure) -> (word: String, rest: String) {
        let line = trimmed(text)
        for end in line.indices where line[end].isWhitespace {
            // A space within quotes leaves a quote open before it.
            if let words = try? split(String(line[..<end])), words.count == 1 {
                return (words[0], String(line[end...]))
            }
        }
        guard let word = try split(line).first else { throw ModuleFailure("no script given") }
        return (word, "")
    }
}
