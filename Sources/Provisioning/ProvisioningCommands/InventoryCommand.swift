internal import CommandLineOptions
internal import Diagnostics
internal import DocumentValues
internal import Inventories
internal import Vaulting

/// `switchyard inventory`: shows hosts, groups and variables.
enum InventoryCommand {
    struct Settings: Sendable {
        enum Form: Sendable {
            case list
            case graph
            case host(String)
        }

        var inventories: [String] = []
        var vaultSources: [String] = []
        var form = Form.graph
        var limit: [String] = []
        var exports = false
        var verbosity = 0
    }

    static let subcommand = Subcommand(
        name: "inventory",
        summary: "show the hosts, groups and variables of an inventory"
    ) { words, output in
        switch table.read(words, into: Settings(), output) {
        case .stop(let status): return status
        case .run(var settings, _):
            guard let usual = UsualSettings.read(output) else { return ExitStatus.failure }
            if settings.inventories.isEmpty { settings.inventories = usual.usualInventories }
            settings.vaultSources = usual.usualVaultSources + settings.vaultSources
            return run(settings, output)
        }
    }

    private static let table = CommandLineTable<Settings>(
        command: "switchyard inventory",
        summary: "Shows the hosts, groups and variables of an inventory.",
        options: [
            .value(
                "inventory",
                otherNames: ["inventory-file"],
                letter: "i",
                named: "INVENTORY",
                help: "a file, folder, script or comma list of hosts; may be repeated"
            ) { text, settings in settings.inventories.append(text) },
            .flag("list", help: "everything as JSON") { $0.form = .list },
            .flag("graph", help: "the groups as a tree; this is the default") { $0.form = .graph },
            .value("host", named: "HOST", help: "the variables of a host as JSON") {
                text,
                settings in settings.form = .host(text)
            },
            .flag("export", help: "with '--list': variables of groups stay with their groups") {
                $0.exports = true
            },
            .value("limit", letter: "l", named: "PATTERN", help: "only these hosts") {
                text,
                settings in settings.limit.append(text)
            },
            .flag("verbose", letter: "v", help: "say which sources are read") {
                $0.verbosity += 1
            },
            .value("vault-id", named: "NAME@FILE", help: "a vault password; may be repeated") {
                text,
                settings in settings.vaultSources.append(text)
            },
            .value("vault-password-file", named: "FILE", help: "the file of the vault password") {
                text,
                settings in settings.vaultSources.append(text)
            },
        ]
    )

    private static func run(_ settings: Settings, _ output: CommandOutput) -> Int32 {
        do {
            let keyring = try VaultKeyring.load(settings.vaultSources)
            let inventory = try InventoryLoader(keyring: keyring).load(settings.inventories)
            if settings.verbosity > 0 {
                for source in inventory.sources { output.writeError("read: \(source)\n") }
            }
            for warning in inventory.warnings { output.writeError(warning.rendered() + "\n") }
            let hosts =
                settings.limit.isEmpty
                ? nil : Set(try inventory.hosts(matching: HostPattern(settings.limit)))
            switch settings.form {
            case .graph: output.write(InventoryGraph(inventory: inventory, hosts: hosts).text)
            case .list:
                let list = InventoryList(
                    inventory: inventory,
                    hosts: hosts,
                    exports: settings.exports
                )
                output.write(json(.map(list.value)))
            case .host(let name):
                guard inventory.host(name) != nil else {
                    let names = inventory.hostNames
                    output.report([Diagnostic.unknown("host", name, among: names, at: nil)])
                    return ExitStatus.failure
                }
                output.write(json(.map(InventoryList(inventory: inventory).variables(of: name))))
            }
            return ExitStatus.success
        } catch {
            output.writeError("\(error)\n")
            return ExitStatus.failure
        }
    }

    private static func json(_ value: Value) -> String { value.json(.nice) + "\n" }
}
