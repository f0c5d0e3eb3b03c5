import HostConnections
import PlaybookRunning
import Synchronization

/// What a drill would do, and whether it could be done now.
public struct DrillForecast: Sendable, Hashable {
    /// Why the drill would prove nothing now; nil when the steady state was proved.
    public var obstacle: String?
    /// What the fault's tasks would do.
    public var changes: [String] = []
    /// The servers that would be lost, when the drill names them.
    public var victims: [String] = []
    /// What would put things back after a kill.
    public var failsafe: String

    /// The forecast for a terminal.
    public func rendered() -> String {
        var lines: [String] = []
        lines.append("would break  \(changes.first ?? "nothing that can be foreseen")")
        lines += changes.dropFirst().map { "             \($0)" }
        if !victims.isEmpty { lines.append("victims      \(victims.joined(separator: ", "))") }
        lines.append("after a kill \(failsafe)")
        lines.append("check: \(obstacle ?? "the steady state holds, and nothing was broken")")
        return lines.joined(separator: "\n")
    }
}

extension DrillRun {
    /// Proves the steady state under load and tells what would be broken; breaks nothing.
    public func check() -> DrillForecast {
        timeline.note("check of the drill '\(site.title)' on \(site.host)")
        var forecast = DrillForecast(victims: site.victims ?? [], failsafe: failsafeText)
        do throws(DrillObstacle) {
            let proved = try withLock { () throws(DrillObstacle) in
                try proveHealth()
                return try prove { (load, _) throws(DrillObstacle) in
                    try proveFailsafe()
                    return report(load.stop(), FaultFinding(.confirmed), .pass)
                }
            }
            forecast.obstacle = proved.verdict.reason
        } catch {
            forecast.obstacle = error.message
        }
        forecast.changes = changes()
        return forecast
    }

    /// What the fault's tasks would do, none of them carried out.
    private func changes() -> [String] {
        let changes = Mutex<[String]>([])
        let engine = makeEngine(
            for: .forecast(tell: { change in changes.withLock { $0.append(change) } })
        )
        _ = holds(.fault, by: engine)
        return changes.withLock { $0 }
    }

    /// Proves that the failsafe's host could be told to run its timer.
    private func proveFailsafe() throws(DrillObstacle) {
        guard let failsafe = site.failsafe else { return }
        let words = ["systemd-run", "--version"]
        let command = ShellCommand(.arguments(words), timeout: failsafe.after)
        do throws(ConnectionProblem) {
            let replies = try makeEngine(for: .failsafe)
                .ask([.command(command)], on: failsafe.host, asRoot: true)
            if replies.first?.command?.isSuccess ?? false { return }
        } catch {
            throw DrillObstacle("the failsafe on \(failsafe.host) can't be armed: \(error)")
        }
        throw DrillObstacle(
            "the failsafe on \(failsafe.host) can't be armed: systemd-run can't be run there"
        )
    }
}
