internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `tempfile`: a file or directory of a new name that only its owner may use.
enum TempfileModule: TaskModule {
    struct Arguments: Sendable {
        var isDirectory: Bool
        /// The directory that it is made in; nil is the target's for such things.
        var directory: String?
        var prefix: String
        var suffix: String
    }

    static let description = ModuleDescription(
        name: "tempfile",
        arguments: ArgumentTable([
            ArgumentSpecification(
                "state",
                defaultValue: "file",
                choices: ["file", "directory"]
            ),
            ArgumentSpecification("path", .path),
            ArgumentSpecification("prefix", defaultValue: "ansible."),
            ArgumentSpecification("suffix", defaultValue: ""),
        ]),
        checkMode: .skipped
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let names = (arguments.string("prefix"), arguments.string("suffix"))
        if names.0.contains("/") || names.1.contains("/") {
            throw ModuleFailure("'prefix' and 'suffix' of a temporary name can have no '/'")
        }
        return Arguments(
            isDirectory: arguments.string("state") == "directory",
            directory: arguments.optionalString("path"),
            prefix: names.0,
            suffix: names.1
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Bool> { .known(true) }

    static func plan(_ arguments: Arguments, facts: Bool) throws(ModuleFailure) -> Plan {
        let what = arguments.isDirectory ? "directory" : "file"
        let request = HostRequest.command(
            .script(
                script,
                [
                    arguments.directory ?? "", arguments.prefix + "XXXXXXXX" + arguments.suffix,
                    arguments.isDirectory ? "-d" : "",
                ]
            )
        )
        var plan = Plan(changes: [Change("make a temporary \(what)", requests: [request])])
        plan.finish = { (replies, result) throws(ModuleFailure) in
            let reply = try commandResult(replies.last, doing: "make a temporary \(what)")
            let bytes = reply.output.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
            let path = String(decoding: bytes.last ?? [], as: UTF8.self)
            let facts = bytes.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
            let words = facts.split(separator: " ").map(String.init)
            result.values["path"] = .string(
                path.hasSuffix("\n") ? String(path.dropLast()) : path
            )
            result.values["state"] = .string(what)
            guard words.count == 6 else { return }
            result.values["mode"] = .string(
                String(repeating: "0", count: max(0, 4 - words[0].count)) + words[0]
            )
            result.values["uid"] = Int(words[1]).map { .integer($0) }
            result.values["gid"] = Int(words[2]).map { .integer($0) }
            result.values["owner"] = .string(words[3])
            result.values["group"] = .string(words[4])
            result.values["size"] = Int(words[5]).map { .integer($0) }
        }
        return plan
    }

    private static let script: ShellScript = """
        directory=${1:-${TMPDIR:-/tmp}}
        umask 077
        path=$(mktemp $3 "$directory/$2" && echo .) || exit
        path=${path%??}
        stat -c '%a %u %g %U %G %s' -- "$path" 2>/dev/null || echo
        printf '%s\\n' "$path"
        """
}
