import LinuxSystem
import Synchronization

/// An event of a drill's timeline.
public struct TimelineEvent: Sendable, Hashable {
    /// When, from the start of the drill.
    public let at: Duration
    /// What happened.
    public let text: String

    /// An event.
    public init(at: Duration, _ text: String) {
        self.at = at
        self.text = text
    }
}

/// The events of a drill in their order, told as they happen.
final class DrillTimeline: Sendable {
    let startedWall = WallTime.now
    private let start = MonotonicClock.now
    private let known = Mutex<[TimelineEvent]>([])
    private let tell: @Sendable (String) -> Void

    init(tell: @escaping @Sendable (String) -> Void) {
        self.tell = tell
    }

    var startedAt: String { startedWall.formatted("%Y-%m-%dT%H:%M:%SZ", inUTC: true) }

    /// How long the drill has run.
    var elapsed: Duration { MonotonicClock.now - start }

    var events: [TimelineEvent] { known.withLock { $0 } }

    func note(_ text: String) {
        let event = TimelineEvent(at: elapsed, text)
        known.withLock { $0.append(event) }
        let at = event.at.drillText
        tell(String(repeating: " ", count: max(0, 9 - at.count)) + at + "  " + text)
    }
}
