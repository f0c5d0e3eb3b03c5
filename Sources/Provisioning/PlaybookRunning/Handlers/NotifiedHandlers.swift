/// Which handlers wait to be run on which hosts.
///
/// Handlers are known by their position in the play; a handler that is notified twice runs once.
struct NotifiedHandlers {
    private var hosts: [Int: Set<String>] = [:]

    /// Takes note that a host wants a handler; says whether that is new.
    @discardableResult
    mutating func notify(_ handler: Int, for host: String) -> Bool {
        hosts[handler, default: []].insert(host).inserted
    }

    /// The hosts of these that want a handler; they are taken out.
    mutating func take(_ handler: Int, among names: [String]) -> [String] {
        guard let waiting = hosts[handler] else { return [] }
        let taken = names.filter(waiting.contains)
        let left = waiting.subtracting(taken)
        hosts[handler] = left.isEmpty ? nil : left
        return taken
    }
}
