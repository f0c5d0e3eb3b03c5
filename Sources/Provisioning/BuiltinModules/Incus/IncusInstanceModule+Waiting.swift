internal import DocumentValues
internal import HostConnections
internal import ModuleContract

extension IncusInstanceModule {
    /// What has to come true after the changes; nil when nothing is waited for.
    static func wait(
        _ arguments: Arguments,
        _ instance: InstanceFacts?,
        isChanged: Bool
    ) -> Wait? {
        guard arguments.state == .started || arguments.state == .restarted else { return nil }
        let hasAddress = !isChanged && instance?.addresses.isEmpty == false
        let needsAddress = arguments.waitsForAddress && !hasAddress
        guard needsAddress || arguments.waitsForSystemd else { return nil }
        let reference = arguments.instance
        var subjects = needsAddress ? ["an IPv4 address"] : []
        if arguments.waitsForSystemd { subjects.append("systemd") }
        return Wait(
            for: "\(subjects.joined(separator: " and ")) of the instance \(reference.name)",
            interval: .milliseconds(200),
            timeout: arguments.timeout
        ) {
            needsAddress
                ? addressProbe(reference, then: arguments.waitsForSystemd)
                : systemdProbe(reference, known: [:])
        }
    }

    private static func addressProbe(
        _ reference: InstanceReference,
        then waitsForSystemd: Bool
    ) -> Probe<Wait.Verdict> {
        .ask([reference.look]) { (replies) throws(ModuleFailure) in
            guard let found = try reference.read(replies.first) else {
                throw ModuleFailure("instance '\(reference.name)' is gone")
            }
            if found.addresses.isEmpty {
                return .known(.notYet("it is \(found.status.lowercased()) without an address"))
            }
            let known = found.resultValues
            return waitsForSystemd
                ? systemdProbe(reference, known: known) : .known(.reached(known))
        }
    }

    private static func systemdProbe(
        _ reference: InstanceReference,
        known: ValueMap
    ) -> Probe<Wait.Verdict> {
        let question =
            "case $(systemctl is-system-running) in running|degraded) exit 0 ;; esac; exit 1"
        let request = reference.place.request(
            "POST",
            IncusRequest.path("instances", reference.name, "exec"),
            body: [
                "command": ["sh", "-c", .string(question)], "wait-for-websocket": false,
                "interactive": false, "record-output": false,
            ]
        )
        return .facts(from: [request]) { (replies) throws(ModuleFailure) in
            switch replies.first?.incus {
            case .success(let value, _)?:
                let status = value["return"] ?? value["metadata"]?["return"]
                return status == 0 ? .reached(known) : .notYet("systemd is still starting")
            case .failure(_, let message)?:
                return .notYet("systemd cannot be asked: \(message)")
            case nil:
                throw ModuleFailure("the daemon gave no reply")
            }
        }
    }
}
