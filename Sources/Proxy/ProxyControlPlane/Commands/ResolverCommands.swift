internal import ProxyDataPlane

/// `show resolvers`.
enum ResolverCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "show resolvers",
            usage: "show resolvers [id]",
            "dumps counters from all resolvers section and associated name servers"
        ) { call in
            let reports = call.runtime.resolversReports
            guard let name = call.arguments.first else {
                return reports.isEmpty
                    ? "No resolvers found\n" : reports.map(text).joined()
            }
            guard let report = reports.first(where: { $0.name == name }) else {
                return "Can't find that resolvers section\n"
            }
            return text(report)
        }
    ]

    private static func text(_ report: ResolversReport) -> String {
        "Resolvers section \(report.name)\n"
            + report.servers.map { server in
                let columns: [(String, Int)] = [
                    ("sent", server.sent.current), ("snd_error", server.sendErrors.current),
                    ("valid", server.valid.current), ("update", server.updates.current),
                    // An alias is followed within an answer, none is asked for by itself.
                    ("cname", 0), ("cname_error", server.aliasErrors.current),
                    ("any_err", server.empty.current), ("nx", server.unknownNames.current),
                    ("timeout", server.timeouts.current), ("refused", server.refusals.current),
                    ("other", server.others.current), ("invalid", server.invalid.current),
                    ("too_big", server.tooLong.current),
                    ("truncated", server.truncated.current),
                    ("outdated", server.outdated.current),
                ]
                return " nameserver \(server.name):\n"
                    + columns.map { name, number in
                        let label = "\(name):" + String(repeating: " ", count: 12 - name.count)
                        return "  \(label)\(number)\n"
                    }.joined()
            }.joined()
    }
}
