public import LinuxSystem
internal import Synchronization

/// All reports of a run, told by any thread, one event at a time.
public final class RunReports: Sendable {
    private let observers: [any RunObserver]
    /// Whether the last event was told; locked while one is.
    private let isOver = Mutex(false)
    private let last = Atomic(MonotonicClock.now.nanoseconds)

    /// Reports to these.
    public init(_ observers: [any RunObserver]) {
        self.observers = observers
    }

    /// When the reports were last told of something; never waits for one that is being told.
    public var lastEvent: MonotonicInstant {
        MonotonicInstant(nanoseconds: last.load(ordering: .relaxed))
    }

    /// Tells every report of an event.
    public func record(_ event: RunEvent) {
        isOver.withLock { isOver in
            if !isOver { tell(event) }
        }
    }

    /// Tells every report of an event, unless one is being told at the moment.
    public func recordIfIdle(_ event: RunEvent) {
        _ = isOver.withLockIfAvailable { isOver in
            if !isOver { tell(event) }
        }
    }

    /// Tells every report of the last events of the run; what is recorded later is dropped.
    public func end(with events: [RunEvent]) {
        isOver.withLock { isOver in
            if isOver { return }
            isOver = true
            for event in events { tell(event) }
        }
    }

    private func tell(_ event: RunEvent) {
        for observer in observers { observer.record(event) }
        last.store(MonotonicClock.now.nanoseconds, ordering: .relaxed)
    }
}
