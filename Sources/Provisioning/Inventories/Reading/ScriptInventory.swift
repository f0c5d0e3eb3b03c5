internal import Diagnostics
internal import DocumentValues
internal import LinuxSystem
internal import YAMLReading

/// Reads what an inventory script prints: groups as JSON, hosts' variables in `_meta`.
struct ScriptInventory {
    private let path: String

    static func read(_ path: String, into inventory: inout Inventory) throws(DiagnosticList) {
        let script = ScriptInventory(path: path)
        let document = try script.document(["--list"])
        guard let pairs = document.map else {
            throw script.failure("prints \(document.kindDescription)", expected: "a mapping")
        }
        let hostVariables = document["_meta"]?["hostvars"]
        let before = Set(inventory.hostNames)
        for pair in pairs where pair.key.string != "_meta" {
            try script.readGroup(pair, into: &inventory)
        }
        try script.linkChildren(pairs, in: &inventory)
        if let hostVariables {
            for entry in hostVariables.map ?? [] {
                guard let name = entry.key.string else { continue }
                inventory.addHost(name, to: "all", source: path)
                for pair in entry.value.map ?? [] { inventory.setVariable(pair, ofHost: name) }
            }
        } else {
            for name in inventory.hostNames where !before.contains(name) {
                for pair in try script.document(["--host", name]).map ?? [] {
                    inventory.setVariable(pair, ofHost: name)
                }
            }
        }
    }

    private func readGroup(
        _ pair: Node.Pair,
        into inventory: inout Inventory
    ) throws(DiagnosticList) {
        guard let name = pair.key.string else {
            throw failure("names a group by \(pair.key.kindDescription)", expected: "a string")
        }
        inventory.addGroup(name)
        let hosts = pair.value.list ?? pair.value["hosts"]?.list ?? []
        for host in hosts {
            guard let host = host.string else {
                throw failure(
                    "names a host of group '\(name)' by \(host.kindDescription)",
                    expected: "a string"
                )
            }
            inventory.addHost(host, to: name, source: path)
        }
        for variable in pair.value["vars"]?.map ?? [] {
            do throws(Diagnostic) {
                try inventory.setVariable(variable, ofGroup: name)
            } catch {
                throw DiagnosticList([error])
            }
        }
    }

    private func linkChildren(
        _ pairs: [Node.Pair],
        in inventory: inout Inventory
    ) throws(DiagnosticList) {
        for pair in pairs {
            guard let name = pair.key.string else { continue }
            for child in (pair.value["children"]?.list ?? []).compactMap(\.string) {
                inventory.addGroup(child)
                if inventory.link(child: child, to: name) != nil {
                    let circle = Inventory.circle(child: child, parent: name, at: pair.key.place)
                    throw DiagnosticList([circle])
                }
            }
        }
    }

    private func document(_ arguments: [String]) throws(DiagnosticList) -> Node {
        let output: CollectedOutput
        do throws(SystemError) {
            output = try Subprocess.run([path] + arguments, timeout: .seconds(300))
        } catch {
            throw failure("can't be run: \(error.code)")
        }
        let command = arguments.joined(separator: " ")
        guard output.ending.isSuccess else {
            let lines = output.errorText.split(whereSeparator: \.isNewline)
            let last = lines.last.map { ": \($0)" } ?? ""
            throw failure("failed with '\(command)'\(last)")
        }
        let source = SourceText(name: "<\(path) \(command)>", text: output.text)
        guard let node = try YAMLReader.readDocument(source) else {
            throw failure("prints nothing with '\(command)'", expected: "JSON")
        }
        return node
    }

    private func failure(_ what: String, expected: String? = nil) -> DiagnosticList {
        DiagnosticList([Diagnostic("the inventory script '\(path)' \(what)", expected: expected)])
    }
}
