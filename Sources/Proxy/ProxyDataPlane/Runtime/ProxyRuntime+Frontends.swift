internal import ProxyConfiguration
internal import Synchronization

/// What operators do to frontends.
extension ProxyRuntime {
    /// Has a frontend take no clients for a while, take them again, or none any more.
    ///
    /// Sessions that it has go on.
    public func admit(_ admission: FrontendAdmission, to frontend: FrontendRuntime) {
        frontend.cell.admission.store(admission, ordering: .sequentiallyConsistent)
        onAdmissionChange?(frontend)
    }

    /// Sets how many sessions a frontend has at once: `set maxconn frontend`.
    public func setLimit(_ limit: Int, of frontend: FrontendRuntime) {
        frontend.cell.limit.store(limit, ordering: .sequentiallyConsistent)
        for worker in workers { worker.post(.roomForConnections) }
    }

    /// Sets how many connections the process has at once; 0 is as many as there were at the start.
    public func setLimit(_ limit: Int) {
        let limit = limit > 0 ? limit : hardConnectionLimit
        connectionLimit.store(limit, ordering: .sequentiallyConsistent)
        for worker in workers { worker.post(.roomForConnections) }
    }

    /// The most connections that the process can have at once.
    public var hardConnectionLimit: Int { generation.configuration.global.connectionLimit }

    /// Sets how many connections the process takes in each second; 0 is as many as come.
    public func setRateLimit(_ perSecond: Int) {
        rateLimit.store(perSecond, ordering: .relaxed)
    }

    /// How many connections the process takes in each second; 0 is as many as come.
    public var connectionRateLimit: Int { rateLimit.load(ordering: .relaxed) }

    /// Whether one more connection is not too much for this second.
    func mayAccept(at now: Int64) -> Bool {
        let limit = connectionRateLimit
        return limit == 0 || counters.connectionRate.perSecond(at: now) < limit
    }
}
