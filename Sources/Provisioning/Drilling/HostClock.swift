import HostConnections
import LinuxSystem
import PlaybookRunning

/// How a host's clock stands to the controller's.
struct HostClock: Sendable, Hashable {
    /// How far it is ahead of the controller's.
    let lead: Duration
    /// Half of the round trip that it was read with.
    let uncertainty: Duration

    /// For people.
    var text: String {
        lead < .zero ? "\((.zero - lead).drillText) behind" : "\(lead.drillText) ahead"
    }

    /// Reads a host's clock three times, the first of which may have to connect; the quickest one
    /// counts.
    static func read(_ host: String, _ engine: PlaybookEngine) throws(DrillObstacle) -> HostClock {
        var best: HostClock?
        for _ in 0..<3 {
            let asked = WallTime.now.sinceEpoch
            let text = try output(of: ["date", "+%s.%N"], on: host, engine, asRoot: false)
            let answered = WallTime.now.sinceEpoch
            guard let told = JournalText.moment(text.prefix { $0 != "\n" }) else {
                throw DrillObstacle("its clock says '\(text)'")
            }
            let clock = HostClock(asked: asked, told: told, answered: answered)
            if clock.uncertainty < (best?.uncertainty ?? .seconds(1000)) { best = clock }
        }
        guard let best else { throw DrillObstacle("its clock can't be read") }
        return best
    }

    /// What a round trip tells: the host read its clock in the middle of it.
    init(asked: Duration, told: Duration, answered: Duration) {
        uncertainty = (answered - asked) / 2
        lead = told - asked - uncertainty
    }

    /// The output of a command that went well.
    static func output(
        of words: [String],
        on host: String,
        _ engine: PlaybookEngine,
        asRoot: Bool
    ) throws(DrillObstacle) -> String {
        let command = ShellCommand(.arguments(words), timeout: .seconds(10))
        let replies: [HostReply]
        do throws(ConnectionProblem) {
            replies = try engine.ask([.command(command)], on: host, asRoot: asRoot)
        } catch {
            throw DrillObstacle("\(error)")
        }
        guard let result = replies.first?.command else { throw DrillObstacle("no reply") }
        guard result.isSuccess else {
            let line = result.errorText.split(whereSeparator: \.isNewline).first
            throw DrillObstacle(
                line.map(String.init) ?? "\(words[0]) ended with \(result.exitStatus)"
            )
        }
        return String(decoding: result.output, as: UTF8.self)
    }
}
