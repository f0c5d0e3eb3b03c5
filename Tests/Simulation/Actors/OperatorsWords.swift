/// What operators say while requests run.
enum OperatorsWords {
    /// A command; in a world where nothing fails one that takes nobody's answer away.
    static func pick(_ plan: WorldPlan, _ random: inout Randomness) -> String {
        let backend = "b\(random.pick(0...(plan.addresses.count - 1)))"
        let server = "\(backend)/\(random.pick(plan.serverNames))"
        var choices = [
            "show stat", "show sess", "show info", "show servers state", "show servers conn",
            "set server \(server) weight \(random.pick(1...100))",
            "set server \(server) state ready",
            "show errors", "show activity", "show backend",
        ]
        // Where nothing fails, one server stays.
        if plan.mayFail || !server.hasSuffix("/s1") {
            choices.append("set server \(server) state drain")
        }
        switch plan.kind {
        case .clean, .crowded: break
        case .rough, .hasty:
            choices += [
                "shutdown sessions server \(server)",
                "set server \(server) state maint",
                "disable frontend f0", "enable frontend f0",
                "set maxconn frontend f0 \(random.pick(1...4))",
                "disable server \(server)", "enable server \(server)",
            ]
        }
        return random.pick(choices)
    }
}
