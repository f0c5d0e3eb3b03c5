internal import Balancing
internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// `slowstart`: gives servers that came up their weight back step by step, from the control loop.
///
/// Servers that nobody probes start slowly too, after maintenance.
final class SlowStarter {
    private let runtime: ProxyRuntime
    private let loop: EventLoop

    init(runtime: ProxyRuntime, loop: EventLoop) {
        self.runtime = runtime
        self.loop = loop
        let remote = loop.remote
        let box = LoopBound(self)
        runtime.onSlowStart = { start in
            remote.post { _ in box.object?.grow(start) }
        }
    }

    /// Sets the share that the server has by now, and comes back until it is the whole.
    private func grow(_ start: SlowStartBeginning) {
        guard let duration = start.server.settings.slowStart,
            start.number == start.server.slowStartCount,
            start.server.isHealthy,
            let backend = runtime.generation.backend(named: start.backendName),
            backend.servers.contains(where: { $0.isSamePlace(as: start.server) })
        else { return }
        let share = SlowStart.sixteenths(
            elapsedSeconds: Int((MonotonicClock.now - start.instant).components.seconds),
            durationSeconds: Int(duration.components.seconds)
        )
        runtime.growWeight(of: start.server, in: backend, sixteenths: share)
        guard share < 16 else { return }
        loop.schedule(after: SlowStart.step(duration)) { [weak self] in self?.grow(start) }
    }
}

/// When a server began to start slowly.
struct SlowStartBeginning: Sendable {
    let server: ServerRuntime
    let backendName: String
    let instant: MonotonicInstant
    /// How many such beginnings the server has had; a later one puts an end to this one.
    let number: Int
}
