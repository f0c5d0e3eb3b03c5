extension DrillRun {
    /// Carries something out while no other drill may run on the same proxy.
    func withLock(
        _ body: () throws(DrillObstacle) -> DrillReport
    ) throws(DrillObstacle) -> DrillReport {
        let lock = try DrillLock(of: site.title, site: site, engine: makeEngine(for: .lock))
        var report: DrillReport
        do throws(DrillObstacle) {
            report = try body()
        } catch {
            _ = lock.release(by: makeEngine(for: .look))
            throw error
        }
        if let thief = lock.release(by: makeEngine(for: .look)) {
            let why = "another drill began meanwhile on \(site.host): \(thief)"
            report.fault = FaultFinding(.inconclusive, [why])
            report.verdict = .inconclusive(why)
        }
        return report
    }
}
