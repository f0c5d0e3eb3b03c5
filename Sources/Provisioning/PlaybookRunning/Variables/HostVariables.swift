internal import Inventories
internal import Templating

/// `hostvars`: the variables of every host, each evaluated as that host sees it.
struct HostVariables: BindingMapping {
    let run: RunState

    func binding(of key: String) -> Binding? {
        guard run.inventory.host(key) != nil else { return nil }
        return .scope(run.scope(ofHost: key))
    }

    var keys: [String] { run.inventory.hostNames }

    func missing(_ key: String) -> String? { "hostvars['\(key)'] is undefined" }
}
