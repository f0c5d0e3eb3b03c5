internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `hostname`: what the target is called, now and after it starts again.
enum HostnameModule: TaskModule {
    struct Arguments: Sendable {
        var name: String
        var use: String
        var wantsDiff: Bool
    }

    static let description = ModuleDescription(
        name: "hostname",
        arguments: ArgumentTable([
            ArgumentSpecification("name", isRequired: true),
            ArgumentSpecification(
                "use",
                choices: [
                    "alpine", "debian", "freebsd", "generic", "macos", "macosx", "darwin",
                    "openbsd", "openrc", "redhat", "sles", "solaris", "systemd",
                ]
            ),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let name = arguments.string("name")
        if name.isEmpty || name.contains(where: \.isWhitespace) {
            throw ModuleFailure("'\(name)' is no name of a host")
        }
        var use = arguments.optionalString("use") ?? ""
        if use == "debian" { use = "systemd" }
        guard use.isEmpty || HostnameFacts.Strategy(rawValue: use) != nil else {
            throw ModuleFailure("hostname module cannot be used with the strategy '\(use)'")
        }
        return Arguments(name: name, use: use, wantsDiff: context.isDiffMode)
    }

    static func probe(_ arguments: Arguments) -> Probe<HostnameFacts> {
        let request = HostnameFacts.request(arguments.name, use: arguments.use)
        return .facts(from: [request]) { (replies) throws(ModuleFailure) in
            try HostnameFacts(replies.first)
        }
    }

    static func plan(_ arguments: Arguments, facts: HostnameFacts) throws(ModuleFailure) -> Plan {
        let name = arguments.name
        let domain = facts.qualified.split(separator: ".", omittingEmptySubsequences: false)
            .dropFirst().joined(separator: ".")
        let names: ValueMap = [
            "ansible_hostname": .string(String(name.prefix { $0 != "." })),
            "ansible_nodename": .string(name),
            "ansible_fqdn": .string(facts.qualified),
            "ansible_domain": .string(domain),
        ]
        var plan = Plan(
            effects: [.gatheredFacts(names)],
            result: ["name": .string(name), "ansible_facts": .map(names)]
        )
        let isKept = facts.permanent == name
        let isRunning = facts.strategy != .systemd || facts.running == name
        if isKept, isRunning { return plan }
        if facts.strategy == .systemd, name.utf8.count > 64 {
            throw ModuleFailure(
                "name cannot be longer than 64 characters on systemd servers, try a shorter name"
            )
        }
        let old = facts.strategy == .systemd && !isRunning ? facts.running : facts.permanent
        var diff: Diff?
        let before = "hostname = \(old)\n"
        let after = "hostname = \(name)\n"
        plan.result["diff"] = ["before": .string(before), "after": .string(after)]
        if arguments.wantsDiff {
            diff = Diff(beforeName: "before", afterName: "after", before: before, after: after)
        }
        plan.changes = [
            Change(
                "call the host \(name), not \(old)",
                requests: requests(name, facts, keeps: !isKept, runs: !isRunning),
                diff: diff
            )
        ]
        plan.finish = { (replies, _) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "set the host's name")
        }
        return plan
    }

    private static func requests(
        _ name: String,
        _ facts: HostnameFacts,
        keeps: Bool,
        runs: Bool
    ) -> [HostRequest] {
        func hostnamectl(_ options: [String]) -> HostRequest {
            .command(.arguments(["hostnamectl"] + options + ["set-hostname", "--", name]))
        }
        guard let path = facts.strategy.path else {
            // The permanent one first, or NetworkManager complains.
            return (keeps ? [hostnamectl(["--pretty", "--static"])] : [])
                + (runs ? [hostnamectl(["--transient"])] : [])
        }
        let upload = FileUpload(.bytes(Array(facts.text(with: name).utf8)), to: path)
        let setting = HostRequest.command(.arguments(["hostname", "-F", path]))
        return [.upload(upload)] + (facts.strategy == .alpine ? [setting] : [])
    }
}
