internal import Diagnostics

extension ConfigurationResolver {
    /// Every server that another one tracks is there, and has a state of its own in the end.
    func checkTracking(_ proxies: [ProxyDraft], _ configuration: ProxyConfiguration) {
        for proxy in proxies where proxy.settings.hasBackend {
            for server in proxy.servers where server.settings.tracked != nil {
                if server.isChecked {
                    found.add(
                        Diagnostic(
                            "unable to enable checks and tracking at the same time!",
                            at: server.trackPlace ?? server.place,
                            hint: "leave 'check' or 'track' out"
                        )
                    )
                } else if let problem = configuration.trackingProblem(
                    of: server.settings,
                    in: proxy.settings.name
                ) {
                    found.add(Diagnostic(problem, at: server.trackPlace ?? server.place))
                }
            }
        }
    }
}

extension ProxyConfiguration {
    /// Why a server cannot track what it shall, in HAProxy's words; nil when it can.
    func trackingProblem(of server: ServerSettings, in backend: String) -> String? {
        var seen: Set<String> = ["\(backend)/\(server.name)"]
        var current = server
        var owner = backend
        while let tracked = current.tracked {
            let name = tracked.name(in: owner)
            guard let proxy = backends.first(where: { $0.name == tracked.backend ?? owner }) else {
                return "unable to find required proxy '\(tracked.backend ?? owner)' for tracking."
            }
            guard let next = proxy.servers.first(where: { $0.name == tracked.server }) else {
                return "unable to find required server '\(tracked.server)' for tracking."
            }
            guard seen.insert(name).inserted else {
                return "unable to track \(name) as it belongs to a tracking chain looping back to "
                    + "itself."
            }
            guard next.check != nil || next.agent != nil || next.tracked != nil else {
                return "unable to use \(name) for tracking as it does not have any check nor agent "
                    + "enabled."
            }
            (current, owner) = (next, proxy.name)
        }
        return nil
    }
}
