internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `package`: packages by whatever manager the target has; of these, `apt` is supported, with all
/// its arguments.
enum PackageModule: TaskModule {
    static let description = ModuleDescription(
        name: "package",
        arguments: ArgumentTable(
            AptArguments.table.arguments + [
                ArgumentSpecification("use", defaultValue: "auto", choices: ["auto", "apt"])
            ],
            rules: AptArguments.table.rules
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> AptArguments {
        try AptArguments(arguments, context: context)
    }

    static func probe(_ arguments: AptArguments) -> Probe<AptFacts> {
        .ask([.command(.script(script, []))]) { (replies) throws(ModuleFailure) in
            let found = try commandResult(replies.first, doing: "find the package manager").text
            let manager = trimmed(found)
            guard manager == "apt" else {
                throw ModuleFailure(
                    manager.isEmpty
                        ? "Could not find a matching action for the \"package\" module: the target "
                            + "has no package manager that is known"
                        : "packages of '\(manager)' are not supported: of the package managers, "
                            + "apt is"
                )
            }
            return AptModule.probe(arguments)
        }
    }

    static func plan(_ arguments: AptArguments, facts: AptFacts) throws(ModuleFailure) -> Plan {
        try AptModule.plan(arguments, facts: facts)
    }

    private static let script: ShellScript = """
        for program in apt-get dnf yum zypper pacman apk emerge; do
            if command -v "$program" >/dev/null 2>&1; then
                printf '%s\\n' "${program%-get}"
                exit 0
            fi
        done
        """
}
