internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `apt_key`: a key that apt trusts, in the ring of `apt-key`.
enum AptKeyModule: TaskModule {
    struct Arguments: Sendable {
        var id: String?
        var source: Source?
        var ring: String?
        var isWanted: Bool
        var isCheckMode: Bool
    }

    /// Where the key comes from.
    enum Source: Sendable {
        case data(String)
        /// A file of the target.
        case file(String)
        case url(HTTPCall)
    }

    static let description = ModuleDescription(
        name: "apt_key",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("id"),
                ArgumentSpecification("url"),
                ArgumentSpecification("data"),
                ArgumentSpecification("file", .path),
                ArgumentSpecification("keyring", .path),
                ArgumentSpecification("validate_certs", .bool, defaultValue: true),
                ArgumentSpecification(
                    "state",
                    defaultValue: "present",
                    choices: ["absent", "present"]
                ),
            ],
            rules: [.mutuallyExclusive(["data", "file", "url"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var source: Source?
        if let data = arguments.optionalString("data") { source = .data(data) }
        if let path = arguments.optionalString("file") { source = .file(path) }
        if let url = arguments.optionalString("url") {
            var call = HTTPCall("GET", url)
            call.redirectLimit = 10
            call.bodyLimit = FileLook.editableByteCount
            call.trust = arguments.bool("validate_certs") ? .system : .anyone
            call.addHeader("User-Agent", "ansible-httpget")
            source = .url(call)
        }
        let id = arguments.optionalString("id").flatMap { $0.isEmpty ? nil : $0 }
        if let id { _ = try AptKeyName(id) }
        let isWanted = arguments.string("state") == "present"
        if source == nil, isWanted || id == nil {
            throw ModuleFailure(
                isWanted
                    ? "there is no key to add: one of 'data', 'file', 'url' is needed"
                    : "key is required to remove a key"
            )
        }
        return Arguments(
            id: id,
            source: source,
            ring: arguments.optionalString("keyring"),
            isWanted: isWanted,
            isCheckMode: context.isCheckMode
        )
    }
}

extension AptKeyModule {
    struct Facts: Sendable {
        /// The key, as it is named.
        var id: String
        var name: AptKeyName
        /// The keys in the ring, by as many digits as the name has at most.
        var ring: [String]
        /// The bytes of the key, where they had to be read.
        var key: [UInt8]?
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        let read = reading(arguments)
        return .ask([listing(arguments)] + read.requests) { (replies) throws(ModuleFailure) in
            let ring = try keys(listedBy: replies.first)
            let key = try read.take(replies.dropFirst().first)
            guard let id = arguments.id else {
                return identified(key ?? [], ring: ring)
            }
            let facts = try Facts(id: id, ring: ring, key: key)
            // A key that is to come is read only now: one that is there needs no network.
            guard arguments.isWanted, !facts.isThere, key == nil, !arguments.isCheckMode else {
                return .known(facts)
            }
            let late = reading(arguments, isNeeded: true)
            return .facts(from: late.requests) { (replies) throws(ModuleFailure) in
                var facts = facts
                facts.key = try late.take(replies.first)
                return facts
            }
        }
    }

    /// What reads the key: nothing where its name suffices.
    private static func reading(
        _ arguments: Arguments,
        isNeeded: Bool = false
    ) -> (
        requests: [HostRequest], take: @Sendable (HostReply?) throws(ModuleFailure) -> [UInt8]?
    ) {
        guard isNeeded || arguments.id == nil, let source = arguments.source else {
            return ([], { (_) throws(ModuleFailure) in nil })
        }
        switch source {
        case .data(let text): return ([], { (_) throws(ModuleFailure) in Array(text.utf8) })
        case .file(let path):
            let request = HostRequest.download(path: path, limit: FileLook.editableByteCount)
            return (
                [request],
                { (reply) throws(ModuleFailure) in
                    if let reply { try requireSuccess([reply], doing: "read \(path)") }
                    guard case .content(let bytes)? = reply?.download else {
                        throw ModuleFailure("Unable to extract key from '\(path)'")
                    }
                    return bytes
                }
            )
        case .url(let call):
            return (
                [.http(call)],
                { (reply) throws(ModuleFailure) in
                    switch reply?.http {
                    case .response(let answer)? where answer.status == 200: return answer.body
                    case .response(let answer)?:
                        throw ModuleFailure(
                            "Failed to download key at \(call.url): HTTP Error \(answer.status): "
                                + answer.reason
                        )
                    case .failed(let why)?:
                        throw ModuleFailure("Failed to download key at \(call.url): \(why)")
                    case nil: throw ModuleFailure("error getting key id from url: \(call.url)")
                    }
                }
            )
        }
    }

    /// Asks `gpg` for the name of a key.
    private static func identified(_ key: [UInt8], ring: [String]) -> Probe<Facts> {
        var command = ShellCommand.script(identifying)
        command.input = key
        return .facts(from: [.command(command)]) { (replies) throws(ModuleFailure) in
            guard let result = replies.first?.command, result.isSuccess,
                let id = AptKeyName.keys(in: result.text).first
            else {
                throw ModuleFailure(
                    "Unable to extract key from what was given",
                    result: replies.first?.command.map { commandValues($0) } ?? [:]
                )
            }
            return try Facts(id: id, ring: ring, key: key)
        }
    }

    private static func listing(_ arguments: Arguments) -> HostRequest {
        .command(.script(keyring, [arguments.ring ?? "", "list"]))
    }

    private static func keys(listedBy reply: HostReply?) throws(ModuleFailure) -> [String] {
        guard let result = reply?.command, result.isSuccess else {
            let result = reply?.command
            if result?.exitStatus == 127 { throw ModuleFailure(trimmed(result?.errorText ?? "")) }
            throw ModuleFailure(
                "Unable to list public keys",
                result: result.map { commandValues($0) } ?? [:]
            )
        }
        return AptKeyName.keys(in: result.text)
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        let name = facts.name
        var plan = Plan(
            result: [
                "id": .string(facts.id), "short_id": .string(name.short), "fp": .string(name.long),
                "key_id": .string(name.whole), "before": list(facts.ring),
            ]
        )
        if facts.isThere == arguments.isWanted { return plan }
        var command: ShellCommand
        if arguments.isWanted {
            command = .script(keyring, [arguments.ring ?? "", "add", "-"])
            command.input = facts.key
        } else {
            command = .script(keyring, [arguments.ring ?? "", "del", name.short])
        }
        plan.changes = [
            Change(
                "\(arguments.isWanted ? "trust" : "no longer trust") the key \(name.whole)",
                requests: [.command(command), listing(arguments)]
            )
        ]
        plan.finish = { (replies, result) throws(ModuleFailure) in
            if let first = replies.first?.command, !first.isSuccess {
                throw ModuleFailure(
                    arguments.isWanted
                        ? "Unable to add a key from binary data"
                        : "Unable to remove a key with id \(name.short)",
                    result: commandValues(first)
                )
            }
            var after = facts
            after.ring = try keys(listedBy: replies.last).map(name.shortened)
            result.values["after"] = list(after.ring)
            if after.isThere != arguments.isWanted {
                let what = arguments.isWanted ? "failed to add the key" : "the key was not removed"
                throw ModuleFailure(
                    "apt-key did not return an error, but \(what) (check that the id is correct "
                        + "and *not* a subkey)"
                )
            }
        }
        return plan
    }

    private static func list(_ keys: [String]) -> Value { .list(keys.map { .string($0) }) }

    // `$1` the ring, or nothing; then what is to be done.
    private static let keyring: ShellScript = """
        for program in apt-key gpg; do
            if ! command -v "$program" >/dev/null; then
                printf 'Failed to find required executable "%s" in paths: %s\\n' "$program" "$PATH" >&2
                printf '%s\\n' 'put the key below /etc/apt/keyrings and name it by signed-by' >&2
                exit 127
            fi
        done
        ring=$1
        shift
        if [ "$1" = list ]; then
            set -- adv --list-public-keys --keyid-format=long
        fi
        if [ -n "$ring" ]; then
            set -- --keyring "$ring" "$@"
        fi
        LC_ALL=C APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE=1 apt-key "$@"
        """

    private static let identifying: ShellScript = "LC_ALL=C gpg --with-colons -"
}

extension AptKeyModule.Facts {
    fileprivate init(id: String, ring: [String], key: [UInt8]?) throws(ModuleFailure) {
        self.id = id
        name = try AptKeyName(id)
        self.ring = ring.map(name.shortened)
        self.key = key
    }

    /// Whether the ring has the key.
    fileprivate var isThere: Bool { ring.contains(name.long) }
}
