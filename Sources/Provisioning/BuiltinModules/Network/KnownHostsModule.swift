internal import Cryptography
internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `known_hosts`: the key by which a user, or everybody on the target, knows a host.
enum KnownHostsModule: TaskModule {
    struct Arguments: Sendable {
        var host: String
        /// The line, and what it says; nil is all keys of the host.
        var key: (line: String, value: KnownHost)?
        var path: String
        var isWanted: Bool
        var isCheckMode: Bool
        /// The arguments as they were given, which Ansible gives back.
        var given: ValueMap
    }

    static let description = ModuleDescription(
        name: "known_hosts",
        arguments: ArgumentTable([
            ArgumentSpecification("name", aliases: ["host"], isRequired: true),
            ArgumentSpecification("key"),
            ArgumentSpecification("path", .path, defaultValue: "~/.ssh/known_hosts"),
            ArgumentSpecification("hash_host", .bool, defaultValue: false),
            ArgumentSpecification(
                "state",
                defaultValue: "present",
                choices: ["absent", "present"]
            ),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let host = arguments.string("name").lowercased()
        let isWanted = arguments.string("state") == "present"
        let text = arguments.optionalString("key").map { trimmed($0) } ?? ""
        if text.isEmpty, isWanted { throw ModuleFailure("No key specified when adding a host") }
        var given = arguments.all
        if given["key"] == nil { given["key"] = .null }
        return Arguments(
            host: host,
            key: text.isEmpty
                ? nil : try key(text, of: host, isHashed: arguments.bool("hash_host")),
            path: arguments.string("path"),
            isWanted: isWanted,
            isCheckMode: context.isCheckMode,
            given: given
        )
    }

    private static func key(
        _ text: String,
        of host: String,
        isHashed: Bool
    ) throws(ModuleFailure) -> (line: String, value: KnownHost) {
        if let comma = host.firstIndex(of: ","), comma != host.startIndex {
            throw ModuleFailure(
                "Comma separated list of names is not supported. Please pass a single name to "
                    + "lookup in the known_hosts file."
            )
        }
        guard var value = KnownHost(text), isHashed || value.matches(host) else {
            throw ModuleFailure("Host parameter does not match hashed host field in supplied key")
        }
        guard isHashed else { return (text, value) }
        value.names = KnownHost.hashedName(host, salt: PasswordCryptography.randomBytes(20))
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        words[value.marker == nil ? 0 : 1] = value.names
        return (words.joined(separator: " "), value)
    }

    static func probe(_ arguments: Arguments) -> Probe<FileState> {
        var look = FileLook(paths: [arguments.path])
        look.followsLinks = true
        look.contentLimit = FileLook.editableByteCount
        return .facts(from: [look.request]) { [look] (replies) throws(ModuleFailure) in
            let state = try look.state(replies.first)
            guard !state.exists || state.content != nil else {
                throw ModuleFailure("Failed to read \(arguments.path)")
            }
            return state
        }
    }

    static func plan(_ arguments: Arguments, facts: FileState) throws(ModuleFailure) -> Plan {
        let before = String(decoding: facts.content ?? [], as: UTF8.self)
        var hosts = KnownHosts(before)
        let isChanged = change(&hosts, arguments)
        let path = arguments.path
        let after = isChanged ? hosts.text : before
        let diff = Diff(
            beforeName: facts.exists ? path : "/dev/null",
            afterName: path,
            before: before,
            after: after
        )
        var plan = Plan(result: arguments.isCheckMode ? [:] : arguments.given)
        plan.result["diff"] = diff.value
        guard isChanged else {
            if !arguments.isCheckMode { plan.result.merge(facts.resultValues) }
            return plan
        }
        let verb = arguments.isWanted ? "put" : "take"
        let place = arguments.isWanted ? "into" : "out of"
        plan.changes = [
            Change(
                "\(verb) \(arguments.host) \(place) \(path)",
                requests: [
                    .upload(
                        FileUpload(
                            .bytes(Array(after.utf8)),
                            to: path,
                            mode: facts.exists ? nil : 0o644
                        )
                    )
                ],
                diff: diff
            )
        ]
        completeAfterChanges(&plan, path: path)
        return plan
    }

    /// Brings the lines to what is wanted; answers whether that changes something.
    private static func change(_ hosts: inout KnownHosts, _ arguments: Arguments) -> Bool {
        guard let key = arguments.key else {
            let count = hosts.lines.count
            hosts.remove(arguments.host)
            return hosts.lines.count < count
        }
        let match = hosts.match(arguments.host, key.value)
        if arguments.isWanted {
            if case .same = match { return false }
            if case .sameType(let index) = match { hosts.remove(at: index) }
            hosts.append(key.line)
            return true
        }
        switch match {
        case .same(let index), .sameType(let index):
            hosts.remove(at: index)
            return true
        case .none, .otherTypes: return false
        }
    }
}
