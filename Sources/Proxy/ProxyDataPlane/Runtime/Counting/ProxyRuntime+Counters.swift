extension ProxyRuntime {
    /// Forgets the most of everything that is counted, and with `all` what was counted as well.
    public func clearCounters(all: Bool) {
        counters.clearMaxima()
        for frontend in generation.frontends { frontend.counters.clear(all: all) }
        for backend in generation.backends {
            backend.counters.clear(all: all)
            backend.queue.clear()
            for server in backend.servers { server.clearCounters(all: all) }
        }
    }
}

extension ServerRuntime {
    fileprivate func clearCounters(all: Bool) {
        counters.clear(all: all)
        queue.clear()
        guard all else { return }
        for counter in [timesDown, failedChecks] { counter.set(0) }
        observer?.alarms.set(0)
    }
}
