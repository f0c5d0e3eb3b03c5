internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `authorized_key`: who may log in as a user over SSH.
enum AuthorizedKeyModule: TaskModule {
    struct Arguments: Sendable {
        var user: String
        var source: Source
        var path: String?
        var managesDirectory: Bool
        var isWanted: Bool
        var options: String?
        var comment: String?
        var isExclusive: Bool
        var followsLinks: Bool
        var isCheckMode: Bool
        var wantsDiff: Bool
        /// The arguments as they were given, which Ansible gives back.
        var given: ValueMap
    }

    /// Where the keys come from.
    enum Source: Sendable {
        case text(String)
        /// A file of the target.
        case file(String)
        case url(HTTPCall)
    }

    static let description = ModuleDescription(
        name: "authorized_key",
        otherNames: ["ansible.posix.authorized_key"],
        arguments: ArgumentTable([
            ArgumentSpecification("user", isRequired: true),
            ArgumentSpecification("key", isRequired: true),
            ArgumentSpecification("path", .path),
            ArgumentSpecification("manage_dir", .bool, defaultValue: true),
            ArgumentSpecification(
                "state",
                defaultValue: "present",
                choices: ["absent", "present"]
            ),
            ArgumentSpecification("key_options"),
            ArgumentSpecification("exclusive", .bool, defaultValue: false),
            ArgumentSpecification("comment"),
            ArgumentSpecification("validate_certs", .bool, defaultValue: true),
            ArgumentSpecification("follow", .bool, defaultValue: false),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var given = arguments.all
        for name in ["path", "key_options", "comment"] where given[name] == nil {
            given[name] = .null
        }
        return Arguments(
            user: arguments.string("user"),
            source: source(arguments),
            path: arguments.optionalString("path"),
            managesDirectory: arguments.bool("manage_dir"),
            isWanted: arguments.string("state") == "present",
            options: arguments.optionalString("key_options"),
            comment: arguments.optionalString("comment"),
            isExclusive: arguments.bool("exclusive"),
            followsLinks: arguments.bool("follow"),
            isCheckMode: context.isCheckMode,
            wantsDiff: context.isDiffMode,
            given: given
        )
    }

    private static func source(_ arguments: ArgumentReader) -> Source {
        let key = arguments.string("key")
        if key.hasPrefix("http://") || key.hasPrefix("https://") {
            var call = HTTPCall("GET", key)
            call.redirectLimit = 10
            call.bodyLimit = FileLook.editableByteCount
            call.trust = arguments.bool("validate_certs") ? .system : .anyone
            call.addHeader("User-Agent", "ansible-httpget")
            return .url(call)
        }
        guard key.hasPrefix("file://") else { return .text(key) }
        return .file(String(key.dropFirst("file://".count).drop { $0 != "/" }))
    }
}

extension AuthorizedKeyModule {
    struct Facts: Sendable {
        /// The lines with the keys.
        var source: String
        /// The user; nil when there is none.
        var user: UserFacts.Entry?
        /// The file of the keys, and its directory.
        var file: FileState
        var directory: FileState
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        var requests: [HostRequest] = [.command(.script(lookup, [arguments.user]))]
        switch arguments.source {
        case .text: break
        case .url(let call): requests.append(.http(call))
        case .file(let path): requests.append(look(at: [path]).request)
        }
        if let path = arguments.path {
            requests.append(look(at: [path, TargetPath.directory(path)]).request)
        }
        return .ask(requests) { (replies) throws(ModuleFailure) in
            let user = UserFacts(replies.first?.command?.text ?? "").entry
            let source = try text(of: arguments.source, replies.dropFirst().first)
            if let path = arguments.path {
                if user == nil, !arguments.isCheckMode { throw unknown(arguments.user) }
                let states = try look(at: [path, TargetPath.directory(path)]).states(replies.last)
                return .known(
                    Facts(source: source, user: user, file: states[0], directory: states[1])
                )
            }
            guard let user else {
                throw arguments.isCheckMode
                    ? ModuleFailure(
                        "Either user must exist or you must provide full path to key file in check "
                            + "mode"
                    ) : unknown(arguments.user)
            }
            let directory = TargetPath.join(user.home, ".ssh")
            let look = look(at: [TargetPath.join(directory, "authorized_keys"), directory])
            return .facts(from: [look.request]) { (replies) throws(ModuleFailure) in
                let states = try look.states(replies.first)
                return Facts(source: source, user: user, file: states[0], directory: states[1])
            }
        }
    }

    private static func unknown(_ user: String) -> ModuleFailure {
        ModuleFailure("Failed to lookup user \(user): \"getpwnam(): name not found: '\(user)'\"")
    }

    private static func look(at paths: [String]) -> FileLook {
        var look = FileLook(paths: paths)
        look.followsLinks = true
        look.contentLimit = FileLook.editableByteCount
        return look
    }

    private static func text(
        of source: Source,
        _ reply: HostReply?
    ) throws(ModuleFailure) -> String {
        switch source {
        case .text(let text): return text
        case .url(let call):
            guard case .response(let answer)? = reply?.http, answer.status == 200 else {
                throw ModuleFailure("Error getting key from: \(call.url)")
            }
            return String(decoding: answer.body, as: UTF8.self)
        case .file(let path):
            let state = try look(at: [path]).state(reply)
            if !state.exists { throw ModuleFailure("Path to a key file not found: \(path)") }
            if state.isDirectory {
                throw ModuleFailure("Path to a key is a directory and must be a file: \(path)")
            }
            guard let content = state.content else {
                throw ModuleFailure("Failed to read key file \(path)")
            }
            return String(decoding: content, as: UTF8.self)
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        let isReplaced = facts.file.isLink && !arguments.followsLinks
        let resolved = facts.file.linkSource ?? facts.file.path
        let path = arguments.followsLinks ? resolved : facts.file.path
        guard !facts.file.exists || facts.file.content != nil else {
            throw ModuleFailure(
                "Permission denied on file or path for authorized keys file: \(path)"
            )
        }
        let before = String(decoding: facts.file.content ?? [], as: UTF8.self)
        var keys = AuthorizedKeys(before)
        let isChanged = try change(&keys, arguments, facts)
        var plan = Plan(result: arguments.given)
        plan.result["keyfile"] = .string(path)
        guard isChanged else {
            if arguments.path != nil { plan.result.merge(facts.file.resultValues) }
            return plan
        }
        var requests: [HostRequest] = []
        // Where nobody is yet, check mode alone comes here.
        let ids = facts.user.map { (String($0.uid), String($0.gid)) } ?? (arguments.user, "")
        let directory = facts.directory.path
        if arguments.managesDirectory {
            let words = [directory, "\(ids.0):\(ids.1)", arguments.followsLinks ? "" : "-h"]
            requests.append(.command(.script(owning, words)))
        } else if !facts.directory.exists {
            requests.append(.command(.arguments(["mkdir", "-p", "--", directory])))
        }
        if isReplaced { requests.append(.command(.arguments(["rm", "-f", "--", path]))) }
        requests.append(
            .upload(
                FileUpload(
                    .bytes(Array(keys.text.utf8)),
                    to: path,
                    mode: 0o600,
                    owner: ids.0,
                    group: ids.1
                )
            )
        )
        var diff: Diff?
        if arguments.wantsDiff {
            diff = Diff(beforeName: path, afterName: path, before: before, after: keys.text)
            plan.result["diff"] = diff?.value
        }
        let words = arguments.isWanted ? "into" : "out of"
        let verb = arguments.isWanted ? "put" : "take"
        plan.changes = [
            Change(
                "\(verb) keys of \(arguments.user) \(words) \(path)",
                requests: requests,
                diff: diff
            )
        ]
        if arguments.path != nil {
            completeAfterChanges(&plan, path: path)
        } else {
            plan.finish = { (replies, _) throws(ModuleFailure) in
                try requireSuccess(replies, doing: "write \(path)")
            }
        }
        return plan
    }

    /// Brings the keys to what is wanted; answers whether that changes something.
    private static func change(
        _ keys: inout AuthorizedKeys,
        _ arguments: Arguments,
        _ facts: Facts
    ) throws(ModuleFailure) -> Bool {
        var wanted: [AuthorizedKey] = []
        var isChanged = false
        for line in lines(of: facts.source).compactMap(\.string)
        where !trimmed(line).isEmpty && !line.hasPrefix("#") {
            var key = AuthorizedKey(line)
            if key.type == nil { throw ModuleFailure("invalid key specified: \(line)") }
            if let options = arguments.options { key.options = AuthorizedKey.options(in: options) }
            if let comment = arguments.comment { key.comment = comment }
            wanted.append(key)
            let isOther = arguments.isWanted ? keys.put(key) : keys.remove(key)
            isChanged = isChanged || isOther
        }
        guard arguments.isWanted, arguments.isExclusive else { return isChanged }
        return keys.keepOnly(wanted) || isChanged
    }

    private static let lookup: ShellScript = """
        if command -v getent >/dev/null; then
            entry=$(getent passwd -- "$1") || exit 0
        else
            entry=
            while IFS= read -r line; do
                case $line in "$1:"*) entry=$line ;; esac
            done </etc/passwd
        fi
        printf 'passwd %s\\n' "$entry"
        """

    // The directory is the user's own, and nobody else's to look into.
    private static let owning: ShellScript = """
        [ -d "$1" ] || mkdir -m 700 -- "$1" || exit 1
        chown $3 -- "$2" "$1" && chmod 700 -- "$1"
        """
}
