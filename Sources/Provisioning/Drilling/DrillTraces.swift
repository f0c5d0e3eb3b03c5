import LinuxSystem
import Synchronization

/// What a drill leaves behind while it runs, beside the events that it tells.
final class DrillTraces: Sendable {
    private struct State {
        var stages: [StageRecord] = []
        var load: (load: LoadMix, startedAt: Duration)?
    }

    private let state = Mutex(State())

    /// The stages that ran so far.
    var stages: [StageRecord] { state.withLock { $0.stages } }

    /// The load, and when it started.
    var load: (load: LoadMix, startedAt: Duration)? { state.withLock { $0.load } }

    func note(_ stage: StageRecord) {
        state.withLock { $0.stages.append(stage) }
    }

    func note(_ load: LoadMix, startedAt: Duration) {
        state.withLock { $0.load = (load, startedAt) }
    }
}
