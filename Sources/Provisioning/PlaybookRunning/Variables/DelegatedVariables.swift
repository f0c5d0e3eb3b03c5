internal import DocumentValues
internal import Inventories
internal import Templating

/// `ansible_delegated_vars`: the variables of the host that a task is delegated to.
///
/// Unlike `hostvars` it knows hosts that no inventory lists, gives every host an address, and calls
/// the host by the name of the one that delegates.
struct DelegatedVariables: BindingMapping {
    let run: RunState
    let host: String

    func binding(of key: String) -> Binding? {
        let scope = run.scope(for: ScopeSubject(host: key, isAddressed: true))
        let own: ValueMap = ["inventory_hostname": .string(host)]
        return .scope(LayeredScope(values: own, over: scope))
    }

    var keys: [String] { run.inventory.hostNames }
}
