import BuiltinModules
import HostConnections
import LinuxSystem
import PlaybookRunning
import Synchronization

/// What keeps two drills of one proxy from meeting: a file on the proxy's host, for as long as signs of
/// life come from who holds it.
final class DrillLock: Sendable {
    private let host: String
    private let path: String
    private let words: String
    private let token = randomName(count: 12)
    private let lease: Duration
    private let engine: PlaybookEngine
    private let signs = Mutex<LifeSigns?>(nil)
    private let thief = Mutex<String?>(nil)

    /// The name of the lock of a proxy by its admin socket; all that are usual share one.
    static func name(ofSocket socket: String?) -> String {
        guard let socket, !ProxyTraffic.usualSockets.contains(socket) else {
            return "switchyard-drill.lock"
        }
        let name = socket.map { $0.isLetter || $0.isNumber ? $0 : "-" }
        return "switchyard-drill-\(String(name)).lock"
    }

    /// Takes the lock.
    ///
    /// - Throws: who has it, and since when.
    init(
        of drill: String,
        site: DrillSite,
        engine: PlaybookEngine
    ) throws(DrillObstacle) {
        host = site.host
        path = Self.name(ofSocket: site.socket)
        lease = (site.failsafe?.after ?? .seconds(20)) + .seconds(10)
        self.engine = engine
        let since = WallTime.now.formatted("%Y-%m-%d %H:%M:%S UTC", inUTC: true)
        let user = Environment["USER"] ?? "\(CurrentProcess.userID)"
        let who = "\(user)@\(machineName()), process \(CurrentProcess.id), since \(since)"
        words = "'\(drill.map { $0.isNewline ? " " : String($0) }.joined())' by \(who)"
        if let holder = try take() {
            throw DrillObstacle("another drill runs on \(host): \(holder)")
        }
        let signs = LifeSigns(name: "lock", every: lease / 4) { [self] in
            renew()
            return true
        }
        self.signs.withLock { $0 = signs }
    }

    /// Gives the lock back; says who has taken it meanwhile.
    func release(by engine: PlaybookEngine) -> String? {
        // The last sign may wait for a host that the fault has taken away: nobody waits for it.
        signs.withLock { $0 }?.end(waitsForLast: false)
        _ = try? run(DrillLockScripts.release, by: engine)
        return thief.withLock { $0 }
    }

    /// Takes the lock, or says who has it.
    private func take() throws(DrillObstacle) -> String? {
        let result = try run(DrillLockScripts.take, by: engine)
        switch result.exitStatus {
        case 0: return nil
        case DrillLockScripts.heldStatus: return Self.line(result.output)
        default:
            throw DrillObstacle(
                "the lock of drills on \(host) can't be taken: \(Self.line(result.errorOutput))"
            )
        }
    }

    private func renew() {
        guard let result = try? run(DrillLockScripts.renew, by: engine) else { return }
        switch result.exitStatus {
        case DrillLockScripts.heldStatus:
            thief.withLock { $0 = Self.line(result.output) }
        case DrillLockScripts.goneStatus:
            // The host has started anew.
            if signs.withLock({ $0?.isOver ?? false }) { return }
            if let holder = try? take() { thief.withLock { $0 = holder } }
        default: break
        }
    }

    private func run(
        _ script: ShellScript,
        by engine: PlaybookEngine
    ) throws(DrillObstacle) -> CommandResult {
        let parameters = [path, token, "\(lease.components.seconds)", words]
        let command = ShellCommand(.script(script, parameters: parameters), timeout: lease)
        do throws(ConnectionProblem) {
            if let result = try engine.ask([.command(command)], on: host).first?.command {
                return result
            }
        } catch {
            throw DrillObstacle("the lock of drills on \(host) can't be asked for: \(error)")
        }
        throw DrillObstacle("the lock of drills on \(host) can't be asked for: no reply")
    }

    private static func line(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "nobody says why"
    }
}
