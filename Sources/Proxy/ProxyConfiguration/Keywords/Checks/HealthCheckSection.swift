internal import Diagnostics
internal import HealthChecking

/// `healthcheck`: a check that servers name.
///
/// Its lines are those of a backend's check, with `type` in the place of `option`.
enum HealthCheckSection {
    static let section = OtherSection("healthcheck", "<name>", .healthCheck) {
        arguments,
        draft,
        _ throws(Diagnostic) in
        let name = try arguments.need("a name")
        if draft.healthChecks.contains(where: { $0.settings.name == name.text }) {
            throw Diagnostic(
                "there is a section 'healthcheck \(name.text)' already",
                at: name.place
            )
        }
        draft.healthChecks.append(
            ProxyDraft(inheriting: nil, name: name.text, kind: .backend, place: name.place)
        )
    }

    static let all: [Keyword] =
        (HTTPCheckKeywords.all + TCPCheckKeywords.all).compactMap { keyword($0, named: $0.name) }
        + CheckOptions.kinds.compactMap {
            keyword($0, named: "type " + $0.name.dropFirst("option ".count))
        }

    /// A keyword of backends as one of the section.
    private static func keyword(_ keyword: Keyword, named name: String) -> Keyword? {
        guard case .proxy(let read) = keyword.reader else { return nil }
        let arguments = keyword.usage.dropFirst(keyword.name.count).drop { $0 == " " }
        return .section(name, String(arguments), in: .healthCheck, manual: "12") {
            arguments,
            draft,
            tools throws(Diagnostic) in
            let last = draft.healthChecks.count - 1
            try read(&arguments, &draft.healthChecks[last], tools)
        }
    }
}

extension ConfigurationDraft {
    /// Gives servers the checks that they name; errors about those that are not there.
    mutating func resolveHealthChecks() -> [Diagnostic] {
        var problems: [Diagnostic] = []
        let programs = Dictionary(healthChecks.map { ($0.settings.name, $0.checks.program) }) {
            first,
            _ in
            first
        }
        for proxy in proxies.indices {
            for server in proxies[proxy].servers.indices {
                guard let name = proxies[proxy].servers[server].healthCheckName else { continue }
                if let program = programs[name.text] {
                    proxies[proxy].servers[server].check.program = program
                } else {
                    problems.append(
                        .unknown(
                            "healthcheck section",
                            name.text,
                            among: programs.keys,
                            at: name.place
                        )
                    )
                }
            }
        }
        return problems
    }
}
