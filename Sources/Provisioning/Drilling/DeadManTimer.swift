import HostConnections
import PlaybookRunning
import Synchronization

/// A failsafe that is armed: renewed while this program lives, taken away at the end.
///
/// It has a connection of its own, so that a stage that waits for something does not hold a sign of
/// life back.
final class DeadManTimer: Sendable {
    /// What became of the timer.
    enum Fate: Sendable, Hashable {
        /// It was taken away before it went off.
        case cancelled
        /// It went off.
        case wentOff
        /// The host could not be asked: why.
        case unknown(String)
    }

    let failsafe: Failsafe
    private let engine: PlaybookEngine
    private let hasGoneOff = Atomic<Bool>(false)
    private let signs = Mutex<LifeSigns?>(nil)

    /// Arms a failsafe.
    init(_ failsafe: Failsafe, drill: String, engine: PlaybookEngine) throws(DrillObstacle) {
        self.failsafe = failsafe
        self.engine = engine
        let result = try run(failsafe.arming(for: drill))
        guard result.isSuccess else { throw DrillObstacle(Self.words(of: result)) }
        let signs = LifeSigns(name: "failsafe", every: failsafe.after / 4) { [self] in
            guard let result = try? run(failsafe.renewal) else { return true }
            let isGone = result.exitStatus == Failsafe.goneStatus
            if isGone { hasGoneOff.store(true, ordering: .relaxed) }
            return !isGone
        }
        self.signs.withLock { $0 = signs }
    }

    /// Stops the signs of life: the timer goes off when its time is over.
    func abandon() {
        let last = signs.withLock { signs in
            defer { signs = nil }
            return signs
        }
        last?.end(waitsForLast: true)
    }

    /// Takes the timer away.
    func cancel() -> Fate {
        abandon()
        if hasGoneOff.load(ordering: .relaxed) { return .wentOff }
        do throws(DrillObstacle) {
            let result = try run(failsafe.cancellation)
            if result.isSuccess { return .cancelled }
            return result.exitStatus == Failsafe.goneStatus
                ? .wentOff : .unknown(Self.words(of: result))
        } catch {
            return .unknown(error.message)
        }
    }

    private func run(_ words: [String]) throws(DrillObstacle) -> CommandResult {
        let command = ShellCommand(.arguments(words), timeout: failsafe.after)
        let replies: [HostReply]
        do throws(ConnectionProblem) {
            replies = try engine.ask([.command(command)], on: failsafe.host, asRoot: true)
        } catch {
            throw DrillObstacle("\(error)")
        }
        guard let result = replies.first?.command else { throw DrillObstacle("no reply") }
        return result
    }

    private static func words(of result: CommandResult) -> String {
        let lines = result.errorText.split(whereSeparator: \.isNewline)
        return lines.first.map(String.init) ?? "systemd-run ended with \(result.exitStatus)"
    }
}
