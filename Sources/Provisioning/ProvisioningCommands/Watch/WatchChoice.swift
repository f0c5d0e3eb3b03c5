internal import Diagnostics
internal import PlaybookRunning
internal import Watching

/// Which hosts are watched.
struct WatchChoice {
    let targets: [WatchTarget]
    /// Whether those without a proxy are left out: nobody named them.
    let leavesOutOthers: Bool

    /// The hosts of a pattern; without one those of `load_balancers`, or all where there are none.
    init(pattern: String?, _ engine: PlaybookEngine) throws(Diagnostic) {
        let usual = "load_balancers"
        let hasUsual = !engine.allHosts(matching: usual).isEmpty
        let chosen = pattern ?? (hasUsual ? usual : "all")
        let hosts = try engine.hosts(matching: chosen)
        if hosts.isEmpty { throw Diagnostic("no host matches '\(chosen)' and the limit") }
        if hosts.count > BalancerWatch.hostLimit {
            throw Diagnostic(
                "'\(chosen)' are \(hosts.count) hosts",
                expected: "\(BalancerWatch.hostLimit) at most",
                hint: "give a pattern that matches the balancers, or a limit"
            )
        }
        leavesOutOthers = pattern == nil && !hasUsual
        targets = try hosts.map { (host) throws(Diagnostic) in try WatchTarget(host: host, engine) }
    }
}
