internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `sysctl`: a setting of the kernel, in the file that is read at boot and in the kernel itself.
enum SysctlModule: TaskModule {
    struct Arguments: Sendable {
        var name: String
        var value: String
        var isWanted: Bool
        /// The file that is read at boot.
        var file: String
        /// Whether the kernel is given all of the file after a change.
        var reloads: Bool
        /// Whether the kernel is given the value by itself.
        var setsKernel: Bool
        var ignoresUnknown: Bool
        var wantsDiff: Bool
    }

    struct Facts: Sendable {
        var file: FileState
        /// What the kernel has; nil when it does not know the name.
        var kernelValue: String?
    }

    static let description = ModuleDescription(
        name: "sysctl",
        otherNames: ["ansible.posix.sysctl"],
        arguments: ArgumentTable(
            [
                ArgumentSpecification("name", aliases: ["key"], isRequired: true),
                ArgumentSpecification("value", aliases: ["val"]),
                ArgumentSpecification(
                    "state",
                    defaultValue: "present",
                    choices: ["present", "absent"]
                ),
                ArgumentSpecification("reload", .bool, defaultValue: true),
                ArgumentSpecification("sysctl_set", .bool, defaultValue: false),
                ArgumentSpecification("ignoreerrors", .bool, defaultValue: false),
                ArgumentSpecification(
                    "sysctl_file",
                    .path,
                    defaultValue: "/etc/sysctl.conf"
                ),
            ],
            rules: [.requiredIf("state", "present", ["value"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let name = trimmed(arguments.string("name"))
        if name.isEmpty { throw ModuleFailure("name cannot be blank") }
        let isWanted = arguments.string("state") == "present"
        let value = arguments.optionalString("value") ?? ""
        if isWanted, value.isEmpty { throw ModuleFailure("value cannot be blank") }
        return Arguments(
            name: name,
            value: plainValue(value),
            isWanted: isWanted,
            file: arguments.string("sysctl_file"),
            reloads: arguments.bool("reload"),
            setsKernel: arguments.bool("sysctl_set"),
            ignoresUnknown: arguments.bool("ignoreerrors"),
            wantsDiff: context.isDiffMode
        )
    }

    /// Truth values are numbers.
    private static func plainValue(_ text: String) -> String {
        switch text.lowercased() {
        case "y", "yes", "on", "1", "true", "t", "1.0": "1"
        case "n", "no", "off", "0", "false", "f", "0.0": "0"
        default: trimmed(text)
        }
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        var look = FileLook(paths: [arguments.file])
        look.followsLinks = true
        look.contentLimit = FileLook.editableByteCount
        let kernel = command(["-e", "-n", "--", arguments.name])
        return .facts(from: [look.request, kernel]) { [look] (replies) throws(ModuleFailure) in
            let result = replies.last?.command
            return Facts(
                file: try look.state(replies.first),
                kernelValue: result?.isSuccess == true ? result?.text : nil
            )
        }
    }

    /// What `sysctl` prints is told from errors by its words.
    private static func command(_ words: [String]) -> HostRequest {
        .command(.script("LC_ALL=C exec sysctl \"$@\"", words))
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        guard !facts.file.exists || facts.file.content != nil else {
            throw ModuleFailure("Failed to open \(arguments.file): it cannot be read")
        }
        let settings = KernelSettings(facts.file.content ?? [])
        let old = settings.value(of: arguments.name)
        let isInKernel = facts.kernelValue.map { words($0) == words(arguments.value) } ?? false
        var writes = false
        var isChanged = false
        switch (old, arguments.isWanted) {
        case (nil, true): writes = true
        case (nil, false): break
        case (let value?, false) where !value.isEmpty: writes = true
        case (let value?, _) where value != arguments.value: writes = true
        default: isChanged = arguments.reloads && !isInKernel
        }
        let sets = arguments.setsKernel && arguments.isWanted && !isInKernel
        isChanged = isChanged || writes || sets
        var plan = Plan()
        if sets, facts.kernelValue != nil {
            let quiet = arguments.ignoresUnknown ? ["-e"] : []
            plan.changes.append(
                Change(
                    "set \(arguments.name) to \(arguments.value) in the kernel",
                    requests: [command(quiet + ["-w", "\(arguments.name)=\(arguments.value)"])]
                )
            )
        }
        let content = writes ? settings.content(with: arguments) : nil
        if let content { plan.changes.append(writing(content, arguments, facts.file)) }
        if isChanged, arguments.reloads {
            let quiet = arguments.ignoresUnknown ? ["-e"] : []
            plan.changes.append(
                Change(
                    "give the kernel the settings of \(arguments.file)",
                    requests: [command(quiet + ["-p", arguments.file])]
                )
            )
        }
        if isChanged, plan.changes.isEmpty {
            plan.changes = [Change("\(arguments.name) is not known", requests: [])]
        }
        plan.finish = { (replies, _) throws(ModuleFailure) in
            try check(replies, arguments, setsFirst: sets && facts.kernelValue != nil)
        }
        return plan
    }

    private static func words(_ text: String) -> [Substring] { text.split { $0.isWhitespace } }

    private static func writing(
        _ content: [UInt8],
        _ arguments: Arguments,
        _ state: FileState
    ) -> Change {
        let path = state.linkSource ?? arguments.file
        var diff: Diff?
        if arguments.wantsDiff {
            diff = Diff(
                beforeName: path,
                afterName: path,
                before: String(decoding: state.content ?? [], as: UTF8.self),
                after: String(decoding: content, as: UTF8.self)
            )
        }
        let verb = arguments.isWanted ? "put" : "take"
        let place = arguments.isWanted ? "into" : "out of"
        return Change(
            "\(verb) \(arguments.name) \(place) \(path)",
            requests: [.upload(FileUpload(.bytes(content), to: path))],
            diff: diff
        )
    }

    /// Fails for what `sysctl` said, also when it exits with 0.
    private static func check(
        _ replies: [HostReply],
        _ arguments: Arguments,
        setsFirst: Bool
    ) throws(ModuleFailure) {
        for (index, reply) in replies.enumerated() {
            guard let result = reply.command else {
                try requireSuccess([reply], doing: "write \(arguments.file)")
                continue
            }
            let isRefused = result.errorText.split(separator: "\n").contains { line in
                line.hasPrefix("sysctl: setting key \"")
                    && (line.hasSuffix(": Invalid argument")
                        || line.hasSuffix(": Read-only file system"))
            }
            guard !result.isSuccess || isRefused else { continue }
            let words = result.text + result.errorText
            throw ModuleFailure(
                index == 0 && setsFirst
                    ? "setting \(arguments.name) failed: \(words)"
                    : "Failed to reload sysctl: \(words)"
            )
        }
    }
}

/// The lines of a file of kernel settings.
private struct KernelSettings {
    private let lines: [String]

    init(_ content: [UInt8]) {
        var pieces = String(decoding: content, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        if pieces.last?.isEmpty == true { pieces.removeLast() }
        lines = pieces.map(trimmed)
    }

    /// The name and value of a line that has some.
    private static func setting(_ line: String) -> (name: String, value: String)? {
        guard let first = line.first, first != "#", first != ";",
            let equals = line.firstIndex(of: "=")
        else { return nil }
        return (trimmed(line[..<equals]), trimmed(line[line.index(after: equals)...]))
    }

    /// The value, the last one where there are several.
    func value(of name: String) -> String? {
        lines.lazy.reversed().compactMap(Self.setting).first { $0.name == name }?.value
    }

    /// The file with the setting or without it; of settings that are there twice, the first stays.
    func content(with arguments: SysctlModule.Arguments) -> [UInt8] {
        let wanted = "\(arguments.name)=\(arguments.value)"
        var seen: Set<String> = []
        var result: [String] = []
        for line in lines {
            guard let setting = Self.setting(line) else {
                result.append(line)
                continue
            }
            guard seen.insert(setting.name).inserted else { continue }
            if setting.name != arguments.name {
                result.append("\(setting.name)=\(setting.value)")
            } else if arguments.isWanted {
                result.append(wanted)
            }
        }
        if arguments.isWanted, !seen.contains(arguments.name) { result.append(wanted) }
        return Array(result.map { $0 + "\n" }.joined().utf8)
    }
}
