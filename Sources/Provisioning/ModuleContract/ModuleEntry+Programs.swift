internal import DocumentValues
internal import HostConnections

extension ModuleEntry {
    /// A module that is a program of an operator's: it is carried to the target, given its arguments
    /// in a file, and prints its result as JSON.
    ///
    /// - Parameters:
    ///   - name: the module's name.
    ///   - path: the program, on the controller.
    ///   - takesJSON: whether the arguments are JSON, else they are `name='value'` words.
    /// - Returns: the module; check mode skips it, as nobody can foresee what it does.
    public static func program(_ name: String, path: String, takesJSON: Bool) -> ModuleEntry {
        let description = ModuleDescription(
            name: name,
            arguments: ArgumentTable([], takesAnyName: true),
            checkMode: .skipped
        )
        return ModuleEntry(description: description) { (arguments, context) throws(ModuleFailure) in
            let bytes = try context.controller.read(path)
            let options = ProgramArguments.bytes(of: arguments.all, asJSON: takesJSON)
            var command = ShellCommand.script(
                ProgramArguments.script,
                [name, String(options.count)]
            )
            command.input = options + bytes
            var plan = Plan(changes: [Change("run \(name)", requests: [.command(command)])])
            plan.finish = { (replies, result) throws(ModuleFailure) in
                guard let reply = replies.first?.command else {
                    throw ModuleFailure("the program of '\(name)' was not run: no reply")
                }
                let printed = try ProgramResult.read(reply, of: name)
                result.isChanged = printed["changed"]?.bool ?? false
                result.values.merge(printed)
                result.values["changed"] = nil
                result.values["failed"] = nil
            }
            return .known(plan)
        }
    }
}

/// How a program of an operator's is given its arguments.
enum ProgramArguments {
    static func bytes(of arguments: ValueMap, asJSON: Bool) -> [UInt8] {
        if asJSON { return Array(Value.map(arguments).json(.python).utf8) }
        let words = arguments.map { entry in
            ShellQuoting.quote(entry.key.pythonText) + "="
                + ShellQuoting.quote(entry.value.pythonText)
        }
        return Array(words.joined(separator: " ").utf8)
    }

    // Arguments and program come on standard input: neither is to be seen in a list of processes.
    static let script =
        "# an operator's module" + ShellScript.inPrivateFolder + """
            mask=$(umask)
            umask 077
            dd bs=1 count="$2" >"$folder/arguments" 2>/dev/null || exit 1
            cat >"$folder/$1" && chmod 0500 "$folder/$1" || exit 1
            umask "$mask"
            "$folder/$1" "$folder/arguments" </dev/null
            """
}

/// What a program of an operator's printed.
enum ProgramResult {
    /// The JSON object among the lines that it printed.
    static func read(
        _ reply: CommandResult,
        of name: String
    ) throws(ModuleFailure) -> ValueMap {
        let lines = reply.text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { trimmedStart($0).hasPrefix("{") }
        let end = lines.lastIndex { trimmedEnd($0).hasSuffix("}") }
        var known: ValueMap = [
            "rc": .integer(Int(reply.exitStatus)), "module_stdout": .string(reply.text),
            "module_stderr": .string(reply.errorText),
        ]
        guard let start, let end, start <= end,
            let value = try? JSONReader.read(lines[start...end].joined(separator: "\n")),
            let map = value.map
        else {
            throw ModuleFailure(
                "MODULE FAILURE: '\(name)' printed no JSON object\n"
                    + "See stdout/stderr for the exact error",
                result: known
            )
        }
        if map["ansible_facts"] != nil {
            throw ModuleFailure(
                "'\(name)' answered 'ansible_facts', which programs in 'library' can't set"
            )
        }
        if map["failed"]?.isTruthy == true {
            known = map
            known["failed"] = nil
            let message = map["msg"]?.pythonText ?? "the module '\(name)' failed"
            throw ModuleFailure(message, result: known)
        }
        return map
    }

    private static func trimmedStart(_ line: Substring) -> Substring {
        line.drop { $0.isWhitespace }
    }

    private static func trimmedEnd(_ line: Substring) -> Substring {
        var line = line
        while line.last?.isWhitespace == true { line.removeLast() }
        return line
    }
}
