import BuiltinModules
import HostConnections
import ModuleContract
import PlaybookRunning

/// Which proxy serves on a drill's host: it says so itself.
enum ProxyEngineName {
    /// As `HAProxy 2.6.12`; empty when it cannot be asked.
    static func of(_ site: DrillSite, _ engine: PlaybookEngine) -> String {
        for socket in site.socket.map({ [$0] }) ?? ProxyTraffic.usualSockets {
            guard let request = try? ProxyTraffic.nameRequest(to: socket),
                let replies = try? engine.ask([request], on: site.host), let reply = replies.first,
                let name = ProxyTraffic.name(in: reply)
            else { continue }
            return name
        }
        return ""
    }
}
