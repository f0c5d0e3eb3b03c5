internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `package_facts`: the installed packages of the target, as the fact `packages`.
enum PackageFactsModule: TaskModule {
    struct Arguments: Sendable {
        /// The managers that are asked, in that order.
        var managers: [String]
        /// Whether the first that is there suffices.
        var isFirstEnough: Bool
    }

    static let description = ModuleDescription(
        name: "package_facts",
        arguments: ArgumentTable([
            ArgumentSpecification("manager", .list(.string), defaultValue: ["auto"]),
            ArgumentSpecification("strategy", defaultValue: "first", choices: ["first", "all"]),
        ])
    )

    /// What `auto` stands for.
    private static let managers = ["apt", "rpm", "apk", "pacman"]

    private static let aliases = [
        "dnf": "rpm", "dnf5": "rpm", "yum": "rpm", "zypper": "rpm", "pkg5": "pkg", "pkgng": "pkg",
        "openbsd_pkg": "pkg_info",
    ]

    private static let managersOfAnsible = ["pkg", "pkg_info", "portage"]

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let given = arguments.strings("manager").map { $0.lowercased() }
        let asked =
            given.filter { $0 != "auto" } + (given.contains("auto") ? managers : [])
        var chosen: [String] = []
        var unknown: [String] = []
        for name in asked {
            let manager = aliases[name] ?? name
            if managersOfAnsible.contains(manager) {
                throw ModuleFailure(
                    "packages of '\(name)' are not supported: of the package managers, "
                        + managers.joined(separator: ", ") + " are"
                )
            }
            if !managers.contains(manager) { unknown.append(name) }
            if !chosen.contains(manager) { chosen.append(manager) }
        }
        guard unknown.isEmpty else {
            throw ModuleFailure(
                given.contains("auto")
                    ? "Could not auto detect a usable package manager, check warnings for details."
                    : "Unsupported package managers requested: "
                        + unknown.joined(separator: ", ")
            )
        }
        return Arguments(
            managers: chosen,
            isFirstEnough: arguments.string("strategy") == "first"
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<PackageListing> {
        let parameters = [arguments.isFirstEnough ? "first" : "all"] + arguments.managers
        let ask = ShellCommand.script(PackageListing.script, parameters)
        return .facts(from: [.command(ask)]) { (replies) throws(ModuleFailure) in
            PackageListing(try commandResult(replies.first, doing: "list the packages").text)
        }
    }

    static func plan(_ arguments: Arguments, facts: PackageListing) throws(ModuleFailure) -> Plan {
        guard facts.foundManager else {
            let names = Value.list(arguments.managers.map { .string($0) }).pythonRepr
            throw ModuleFailure(
                "Could not detect a supported package manager from the following list: \(names)"
            )
        }
        let values: ValueMap = ["packages": .map(facts.packages)]
        return Plan(effects: [.gatheredFacts(values)], result: ["ansible_facts": .map(values)])
    }
}
