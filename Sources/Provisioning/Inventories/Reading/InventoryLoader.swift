public import Diagnostics
internal import DocumentValues
internal import LinuxSystem
public import Vaulting
internal import YAMLReading

/// Loads inventories from what `-i` names.
///
/// A source is an INI or YAML file, a folder of such files, a script that prints JSON, or a list
/// of hosts with commas. Later sources win.
public struct InventoryLoader: Sendable {
    private let keyring: VaultKeyring

    /// A loader that opens vaulted files by these passwords.
    public init(keyring: VaultKeyring = VaultKeyring()) {
        self.keyring = keyring
    }

    /// One inventory from all sources, with `group_vars` and `host_vars` beside each.
    public func load(_ sources: [String]) throws(DiagnosticList) -> Inventory {
        var inventory = Inventory()
        var diagnostics: [Diagnostic] = []
        for source in sources {
            inventory.sources.append(source)
            do throws(DiagnosticList) {
                try load(source, into: &inventory)
            } catch {
                diagnostics += error.diagnostics
            }
        }
        if !diagnostics.isEmpty { throw DiagnosticList(diagnostics) }
        inventory.settle()
        inventory.warnings += inventory.hostNames.filter { inventory.group($0) != nil }.map {
            Diagnostic("a group and a host are both named '\($0)'", severity: .warning)
        }
        return inventory
    }

    private func load(_ source: String, into inventory: inout Inventory) throws(DiagnosticList) {
        let kind = FileStatus.of(source)?.kind
        if kind == nil, source.contains(",") { return try loadList(source, into: &inventory) }
        switch kind {
        case nil:
            throw DiagnosticList([
                Diagnostic(
                    "the inventory '\(source)' was not found",
                    hint: "a list of hosts needs a comma: '\(source),'"
                )
            ])
        case .directory?:
            try loadFolder(source, into: &inventory)
            try addVariables(beside: source, to: &inventory)
        default:
            try loadFile(source, into: &inventory)
            try addVariables(beside: InventoryLoader.folder(of: source), to: &inventory)
        }
    }

    private func addVariables(
        beside directory: String,
        to inventory: inout Inventory
    ) throws(DiagnosticList) {
        guard !inventory.folders.contains(where: { $0.directory == directory }) else { return }
        let folder = try VariableFolder.load(beside: directory, keyring: keyring)
        inventory.folders.append(folder)
    }

    private func loadList(
        _ source: String,
        into inventory: inout Inventory
    ) throws(DiagnosticList) {
        let text = SourceText(name: "<command line>", text: source)
        let place = SourcePlace(text, line: 1, column: 1)
        for entry in source.split(separator: ",") {
            let notation = HostNotation(String(entry.trimmingBlanks()))
            do throws(Diagnostic) {
                for name in try INIInventory.expand(notation.names, at: place) where !name.isEmpty {
                    inventory.addHost(name, to: "ungrouped", source: source)
                    guard let port = notation.port else { continue }
                    let pair = Node.Pair(
                        key: Node(.string("ansible_port"), at: place),
                        value: Node(.integer(port), at: place)
                    )
                    inventory.setVariable(pair, ofHost: name)
                }
            } catch {
                throw DiagnosticList([error])
            }
        }
    }

    private func loadFolder(
        _ directory: String,
        into inventory: inout Inventory
    ) throws(DiagnosticList) {
        let names: [String]
        do throws(SystemError) {
            names = try FileSystem.entries(of: directory)
        } catch {
            throw DiagnosticList([
                Diagnostic("the inventory '\(directory)' can't be read: \(error.code)")
            ])
        }
        for name in names where !IgnoredFiles.isIgnored(name) {
            let path = "\(directory)/\(name)"
            if FileStatus.of(path)?.kind == .directory {
                try loadFolder(path, into: &inventory)
            } else {
                try loadFile(path, into: &inventory)
            }
        }
    }

    private func loadFile(_ path: String, into inventory: inout Inventory) throws(DiagnosticList) {
        let isYAML = [".yml", ".yaml", ".json"].contains { path.hasSuffix($0) }
        if !isYAML && FileSystem.isExecutable(path) {
            let start = path.contains("/") ? path : "./\(path)"
            return try ScriptInventory.read(start, into: &inventory)
        }
        let (source, _) = try VariableFile.readText(path, keyring: keyring)
        if isYAML {
            guard let document = try YAMLReader.readDocument(source) else { return }
            return try YAMLInventory.read(document, source: path, into: &inventory)
        }
        let hasEnd = path.split(separator: "/").last?.contains(".") == true
        if !hasEnd, let document = try? YAMLReader.readDocument(source),
            YAMLInventory.looksLikeOne(document)
        {
            return try YAMLInventory.read(document, source: path, into: &inventory)
        }
        try INIInventory.read(source, into: &inventory)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
