internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `apt_repository`: an archive that apt takes packages from.
enum AptRepositoryModule: TaskModule {
    struct Arguments: Sendable {
        var repository: String
        /// The archive's line without comment and doubled blanks.
        var source: String
        var isWanted: Bool
        var fileName: String?
        var mode: FileMode?
        var updatesCache: Bool
        var retryCount: Int
        var longestDelay: Int
        var wantsDiff: Bool
    }

    static let description = ModuleDescription(
        name: "apt_repository",
        arguments: ArgumentTable([
            ArgumentSpecification("repo", isRequired: true),
            ArgumentSpecification(
                "state",
                defaultValue: "present",
                choices: ["absent", "present"]
            ),
            ArgumentSpecification("filename"),
            ArgumentSpecification("mode", .raw),
            ArgumentSpecification(
                "update_cache",
                .bool,
                aliases: ["update-cache"],
                defaultValue: true
            ),
            ArgumentSpecification("update_cache_retries", .integer, defaultValue: 5),
            ArgumentSpecification("update_cache_retry_max_delay", .integer, defaultValue: 12),
            ArgumentSpecification("codename"),
            ArgumentSpecification("validate_certs", .bool, defaultValue: true),
            ArgumentSpecification("install_python_apt", .bool, defaultValue: true),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let repository = arguments.string("repo")
        if repository.isEmpty {
            throw ModuleFailure("Please set argument 'repo' to a non-empty value")
        }
        if repository.hasPrefix("ppa:") {
            throw ModuleFailure(
                "'\(repository)' is a name at Launchpad, which is not asked; name the archive as "
                    + "'deb ADDRESS SUITE COMPONENT'"
            )
        }
        let line = AptSources.Line(repository)
        guard line.isArchive, line.isEnabled else {
            throw ModuleFailure("Invalid repository string: \(repository)")
        }
        return Arguments(
            repository: repository,
            source: line.source,
            isWanted: arguments.string("state") == "present",
            fileName: arguments.optionalString("filename"),
            mode: try arguments["mode"].map { value throws(ModuleFailure) in try FileMode(value) },
            updatesCache: arguments.bool("update_cache"),
            retryCount: max(1, arguments.integer("update_cache_retries")),
            longestDelay: max(0, arguments.integer("update_cache_retry_max_delay")),
            wantsDiff: context.isDiffMode
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<AptSources> {
        .facts(from: [AptSources.request]) { (replies) throws(ModuleFailure) in
            try AptSources(replies.first)
        }
    }

    static func plan(_ arguments: Arguments, facts: AptSources) throws(ModuleFailure) -> Plan {
        var sources = facts
        if arguments.isWanted {
            let file = sources.file(for: arguments.source, named: arguments.fileName)
            sources.add(arguments.source, file: file)
        } else {
            sources.remove(arguments.source)
        }
        let changed = sources.changedFiles(since: facts)
        let added = changed.filter { facts.text(of: $0) == nil }
        let removed = changed.filter { sources.text(of: $0) == nil }
        var plan = Plan(
            result: [
                "repo": .string(arguments.repository),
                "state": arguments.isWanted ? "present" : "absent",
                "sources_added": .list(added.map { .string($0) }),
                "sources_removed": .list(removed.map { .string($0) }),
            ]
        )
        for path in changed {
            plan.changes.append(change(of: path, from: facts, to: sources, arguments))
        }
        if !changed.isEmpty, arguments.updatesCache {
            plan.changes.append(update(undoing: changed, facts, arguments))
        }
        plan.finish = { (replies, _) throws(ModuleFailure) in
            if arguments.updatesCache, replies.count > changed.count, let last = replies.last,
                let result = last.command, !result.isSuccess
            {
                let why = trimmed(result.errorText.isEmpty ? result.text : result.errorText)
                throw ModuleFailure("Failed to update apt cache: \(why)")
            }
            try requireSuccess(replies, doing: "write apt's sources")
        }
        return plan
    }

    private static func change(
        of path: String,
        from before: AptSources,
        to after: AptSources,
        _ arguments: Arguments
    ) -> Change {
        let old = before.texts[path]
        let new = after.text(of: path)
        let diff = Diff(
            beforeName: old == nil ? "/dev/null" : path,
            afterName: new == nil ? "/dev/null" : path,
            before: old ?? "",
            after: new ?? ""
        )
        guard let new else {
            return Change(
                "remove \(path)",
                requests: [.command(.arguments(["rm", "-f", "--", path]))],
                diff: arguments.wantsDiff ? diff : nil
            )
        }
        var upload = FileUpload(.bytes(Array(new.utf8)), to: path)
        if old == nil {
            upload.mode = arguments.mode?.bits(from: 0o644, isDirectory: false, umask: 0o022)
                .map { UInt16($0) }
        }
        return Change(
            "\(old == nil ? "create" : "change") \(path)",
            requests: [.upload(upload)],
            diff: arguments.wantsDiff ? diff : nil
        )
    }

    /// Reads the lists of packages; when that fails the files are what they were.
    private static func update(
        undoing changed: [String],
        _ before: AptSources,
        _ arguments: Arguments
    ) -> Change {
        var words = [String(arguments.retryCount), String(arguments.longestDelay)]
        for path in changed { words += [path, before.texts[path].map { "=" + $0 } ?? ""] }
        return Change(
            "read the lists of packages",
            requests: [.command(.script(updating, words))],
            countsAsChange: false
        )
    }

    // `$1` tries at most `$2` seconds apart; then pairs of a file and `=` with its old text, or
    // nothing where there was no file.
    private static let updating: ShellScript = """
        tries=$1
        longest=$2
        shift 2
        export LC_ALL=C DEBIAN_FRONTEND=noninteractive
        delay=1
        while ! errors=$(apt-get -q -o APT::Update::Error-Mode=any update 2>&1 >/dev/null); do
            tries=$((tries - 1))
            if [ "$tries" -gt 0 ]; then
                if [ "$delay" -gt "$longest" ]; then delay=$longest; fi
                sleep "$delay"
                delay=$((delay * 2))
                continue
            fi
            while [ $# -gt 1 ]; do
                case $2 in
                =*) printf '%s' "${2#=}" >"$1" ;;
                *) rm -f -- "$1" ;;
                esac
                shift 2
            done
            printf '%s\\n' "$errors" >&2
            exit 1
        done
        """
}
