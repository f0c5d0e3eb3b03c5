internal import BuiltinModules
internal import HostConnections
internal import ModuleContract

/// What a host is asked at each look.
struct BalancerQuestion: Sendable, Hashable {
    let target: WatchTarget
    /// The proxies that are asked: that which answered the last time, or all.
    let proxies: [WatchTarget.Proxy]

    /// All requests, which travel together: two to each admin socket, and one command.
    func requests() throws(ModuleFailure) -> [HostRequest] {
        var requests: [HostRequest] = []
        for proxy in proxies {
            requests.append(Self.hasty(try ProxyTraffic.request(to: proxy.socket)))
            requests.append(Self.hasty(try ProxyTraffic.nameRequest(to: proxy.socket)))
        }
        let parameters = [target.certificate ?? ""] + proxies.compactMap(\.configuration)
        let command = ShellCommand(
            .script(HostFindings.script, parameters: parameters),
            timeout: .seconds(5)
        )
        return requests + [.command(command)]
    }

    /// The request with little time to be answered in, so that a proxy that hangs and comes back is
    /// soon seen.
    private static func hasty(_ request: HostRequest) -> HostRequest {
        guard case .exchange(var exchange) = request else { return request }
        exchange.timeout = .seconds(2)
        return .exchange(exchange)
    }

    /// What a proxy told, or why none did.
    enum Answer: Sendable, Hashable {
        case look(BalancerLook)
        /// The host answers, and none of its admin sockets does.
        case noProxy(String)
    }

    /// Reads the replies to ``requests()``.
    func answer(_ replies: [HostReply]) -> Answer {
        guard replies.count == proxies.count * 2 + 1 else { return .noProxy("no reply") }
        var problems: [String] = []
        for (index, proxy) in proxies.enumerated() {
            do throws(ModuleFailure) {
                let rows = try ProxyTraffic.rows(in: replies[index * 2])
                let information = replies[index * 2 + 1]
                return .look(
                    BalancerLook(
                        proxy: proxy,
                        engine: ProxyTraffic.name(in: information) ?? "",
                        uptime: ProxyTraffic.facts(in: information)["Uptime_sec"]
                            .flatMap { Int($0) },
                        rows: rows,
                        findings: HostFindings(replies.last?.command)
                    )
                )
            } catch {
                problems.append("\(proxy.socket): \(error.message)")
            }
        }
        return .noProxy(problems.joined(separator: "; "))
    }
}

/// What one look at a balancer told.
struct BalancerLook: Sendable, Hashable {
    var proxy: WatchTarget.Proxy
    /// Name and version; empty when the proxy does not say.
    var engine: String
    /// Whole seconds.
    var uptime: Int?
    /// The rows of `show stat`.
    var rows: [[String: String]]
    var findings: HostFindings
}
