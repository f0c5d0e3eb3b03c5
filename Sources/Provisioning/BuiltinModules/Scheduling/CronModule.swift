internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `cron`: a job, or a variable, in the crontab of a user or in a file below `/etc/cron.d`.
enum CronModule: TaskModule {
    struct Arguments: Sendable {
        var place: Place
        var wish: Wish
        var keepsBackup: Bool
        var warnings: [String]
        var wantsDiff: Bool
    }

    /// Where the crontab is.
    enum Place: Sendable, Hashable {
        /// The crontab of a user; nil is the one who acts.
        case user(String?)
        /// A file, and its name as the task has it.
        case file(String, named: String)

        /// The crontab in the operator's words.
        var title: String {
            switch self {
            case .user(let name?): "crontab for user \"\(name)\""
            case .user: "crontab"
            case .file(let path, _): path
            }
        }
    }

    enum Wish: Sendable {
        case job(String, line: String)
        case noJob(String)
        case variable(String, declaration: String, Crontab.Position)
        case noVariable(String)
    }

    private static let times = ["minute", "hour", "day", "month", "weekday"]

    static let description = ModuleDescription(
        name: "cron",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("name", isRequired: true),
                ArgumentSpecification("user"),
                ArgumentSpecification("job", aliases: ["value"]),
                ArgumentSpecification("cron_file", .path),
                ArgumentSpecification(
                    "state",
                    defaultValue: "present",
                    choices: ["present", "absent"]
                ),
                ArgumentSpecification("backup", .bool, defaultValue: false),
                ArgumentSpecification("minute", defaultValue: "*"),
                ArgumentSpecification("hour", defaultValue: "*"),
                ArgumentSpecification("day", aliases: ["dom"], defaultValue: "*"),
                ArgumentSpecification("month", defaultValue: "*"),
                ArgumentSpecification("weekday", aliases: ["dow"], defaultValue: "*"),
                ArgumentSpecification(
                    "special_time",
                    choices: [
                        "reboot", "yearly", "annually", "monthly", "weekly", "daily", "hourly",
                    ]
                ),
                ArgumentSpecification("disabled", .bool, defaultValue: false),
                ArgumentSpecification("env", .bool, defaultValue: false),
                ArgumentSpecification("insertafter"),
                ArgumentSpecification("insertbefore"),
            ],
            rules: [.mutuallyExclusive(["insertafter", "insertbefore"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var warnings: [String] = []
        let place = try place(arguments, warnings: &warnings)
        if arguments["special_time"] != nil, times.contains(where: { arguments.string($0) != "*" })
        {
            throw ModuleFailure("You must specify time and date fields or special time.")
        }
        return Arguments(
            place: place,
            wish: try wish(arguments, place, warnings: &warnings),
            keepsBackup: arguments.bool("backup"),
            warnings: warnings,
            wantsDiff: context.isDiffMode
        )
    }

    private static func place(
        _ arguments: ArgumentReader,
        warnings: inout [String]
    ) throws(ModuleFailure) -> Place {
        guard let name = arguments.optionalString("cron_file"), !name.isEmpty else {
            return .user(arguments.optionalString("user"))
        }
        if name == "/etc/crontab" {
            throw ModuleFailure(
                "Will not manage /etc/crontab via cron_file, see documentation."
            )
        }
        let base = TargetPath.baseName(name)
        let isPlain = base.allSatisfy { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber || letter == "_" || letter == "-")
        }
        if !isPlain {
            // Cron passes such a file over.
            warnings.append(
                "Filename portion of cron_file (\"\(base)\") should consist solely of upper- and "
                    + "lower-case letters, digits, underscores, and hyphens"
            )
        }
        return .file(TargetPath.join("/etc/cron.d", name), named: name)
    }

    private static func wish(
        _ arguments: ArgumentReader,
        _ place: Place,
        warnings: inout [String]
    ) throws(ModuleFailure) -> Wish {
        let name = arguments.string("name")
        let isVariable = arguments.bool("env")
        let isWanted = arguments.string("state") == "present"
        let user = arguments.optionalString("user")
        if isWanted, case .file = place, user == nil {
            throw ModuleFailure(
                "To use cron_file=... parameter you must specify user=... as well"
            )
        }
        if isVariable, name.contains(" ") {
            throw ModuleFailure("Invalid name for environment variable")
        }
        guard isWanted else { return isVariable ? .noVariable(name) : .noJob(name) }
        guard let job = arguments.optionalString("job") else {
            throw ModuleFailure("You must specify 'job' to install a new cron job or variable")
        }
        let after = arguments.optionalString("insertafter")
        let before = arguments.optionalString("insertbefore")
        if isVariable {
            let position = after.map(Crontab.Position.after) ?? before.map(Crontab.Position.before)
            return .variable(name, declaration: "\(name)=\"\(job)\"", position ?? .start)
        }
        if after != nil || before != nil {
            throw ModuleFailure(
                "Insertafter and insertbefore parameters are valid only with env=yes"
            )
        }
        let bare = withoutLineEnds(job)
        if bare.contains(where: \.isNewline) {
            warnings.append("Job should not contain line breaks")
        }
        var words = [times.map { arguments.string($0) }.joined(separator: " ")]
        if let special = arguments.optionalString("special_time") { words = ["@\(special)"] }
        if case .file = place, let user { words.append(user) }
        words.append(bare)
        let mark = arguments.bool("disabled") ? "#" : ""
        return .job(name, line: mark + words.joined(separator: " "))
    }

    private static func withoutLineEnds(_ text: String) -> String {
        String(withoutFinalNewlines(text).drop { $0.isNewline })
    }
}

extension CronModule {
    struct Facts: Sendable {
        var crontab: Crontab
        /// The state of the file, where the crontab is one.
        var file: FileState?
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        switch arguments.place {
        case .user(let user):
            let request = HostRequest.command(.script(listing, [user ?? ""]))
            return .facts(from: [request]) { (replies) throws(ModuleFailure) in
                guard let result = replies.first?.command else {
                    throw ModuleFailure("Unable to read crontab")
                }
                // 1 also says that there is no crontab.
                guard [0, 1].contains(result.exitStatus), !result.isTimedOut else {
                    let words = trimmed(result.errorText)
                    throw ModuleFailure(words.isEmpty ? "Unable to read crontab" : words)
                }
                return Facts(crontab: Crontab(result.output, isListed: true))
            }
        case .file(let path, _):
            var look = FileLook(paths: [path])
            look.followsLinks = true
            look.contentLimit = FileLook.editableByteCount
            return .facts(from: [look.request]) { [look] (replies) throws(ModuleFailure) in
                let state = try look.state(replies.first)
                guard !state.exists || state.content != nil else {
                    throw ModuleFailure("\(path) cannot be read as a crontab")
                }
                return Facts(crontab: Crontab(state.content ?? [], isListed: false), file: state)
            }
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        var crontab = facts.crontab
        var isChanged: Bool
        var summary: String
        switch arguments.wish {
        case .job(let name, let line):
            isChanged = crontab.put(job: line, named: name)
            summary = "put the job '\(name)' into \(arguments.place.title)"
        case .noJob(let name):
            isChanged = crontab.remove(job: name)
            summary = "take the job '\(name)' out of \(arguments.place.title)"
        case .variable(let name, let declaration, let position):
            guard let changes = crontab.put(variable: name, declaration, at: position) else {
                throw ModuleFailure("Variable named '\(position.neighbour)' not found.")
            }
            isChanged = changes
            summary = "set \(name) in \(arguments.place.title)"
        case .noVariable(let name):
            isChanged = crontab.remove(variable: name)
            summary = "take \(name) out of \(arguments.place.title)"
        }
        var plan = Plan()
        if case .file(_, let name) = arguments.place { plan.result["cron_file"] = .string(name) }
        if isChanged, case .noJob = arguments.wish, case .file(let path, _) = arguments.place,
            crontab.isEmpty
        {
            plan.result["state"] = "absent"
            plan.result["diff"] = [:]
            let remove = HostRequest.command(.arguments(["rm", "-f", "--", path]))
            add(("remove \(path)", remove), leading: nil, arguments, facts, to: &plan)
            return plan
        }
        plan.result["jobs"] = .list(crontab.jobs.map { .string($0) })
        plan.result["envs"] = .list(crontab.variables.map { .string($0) })
        if !arguments.warnings.isEmpty {
            plan.result["warnings"] = .list(arguments.warnings.map { .string($0) })
        }
        if !isChanged, facts.crontab.isUnended {
            isChanged = true
            summary = "end the last line of \(arguments.place.title)"
        }
        guard isChanged else { return plan }
        let request = writing(crontab, arguments.place, facts)
        add((summary, request), leading: crontab, arguments, facts, to: &plan)
        return plan
    }

    private static func writing(
        _ crontab: Crontab,
        _ place: Place,
        _ facts: Facts
    ) -> HostRequest {
        switch place {
        case .file(let path, _):
            let isNew = facts.file?.exists != true
            return .upload(
                FileUpload(.bytes(crontab.content), to: path, mode: isNew ? 0o644 : nil)
            )
        case .user(let user):
            var command = ShellCommand.script(installing, [user ?? ""])
            command.input = crontab.content
            return .command(command)
        }
    }

    /// The one change, with the old crontab kept before it where that is wanted.
    private static func add(
        _ change: (summary: String, request: HostRequest),
        leading after: Crontab?,
        _ arguments: Arguments,
        _ facts: Facts,
        to plan: inout Plan
    ) {
        var requests = [change.request]
        if arguments.keepsBackup {
            var command = ShellCommand.script(keeping)
            command.input = facts.crontab.content
            requests.insert(.command(command), at: 0)
        }
        var diff: Diff?
        if arguments.wantsDiff {
            diff = Diff(
                beforeName: arguments.place.title,
                afterName: after == nil ? "/dev/null" : arguments.place.title,
                before: facts.crontab.text,
                after: String(decoding: after?.content ?? [], as: UTF8.self)
            )
            plan.result["diff"] = diff?.value
        }
        plan.changes = [Change(change.summary, requests: requests, diff: diff)]
        plan.finish = { (replies, result) throws(ModuleFailure) in
            if arguments.keepsBackup, let path = replies.first?.command, path.isSuccess {
                result.values["backup_file"] = .string(trimmed(path.text))
            }
            try requireSuccess(replies, doing: "write \(arguments.place.title)")
        }
    }

    // The user's own crontab is asked for without the name: not everybody may say one.
    private static let choosing: ShellScript = """
        user=$1
        if ! command -v crontab >/dev/null; then
            printf 'Failed to find required executable "crontab" in paths: %s\\n' "$PATH" >&2
            exit 127
        fi
        set --
        if [ -n "$user" ] && [ "$user" != "$(id -un)" ]; then
            set -- -u "$user"
        fi
        """

    private static let listing: ShellScript = choosing + "crontab \"$@\" -l"

    private static let installing: ShellScript = choosing + "crontab \"$@\" -"

    private static let keeping: ShellScript = """
        file=$(mktemp "${TMPDIR:-/tmp}/crontabXXXXXX") && cat >"$file" && printf '%s\\n' "$file"
        """
}

extension Crontab.Position {
    /// The variable beside which the new one goes.
    fileprivate var neighbour: String {
        switch self {
        case .start: ""
        case .after(let name), .before(let name): name
        }
    }
}
