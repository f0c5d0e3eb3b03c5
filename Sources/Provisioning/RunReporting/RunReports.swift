internal import Synchronization

/// All reports of a run, told by any thread, one event at a time.
public final class RunReports: Sendable {
    private let observers: [any RunObserver]
    private let turn = Mutex<Void>(())

    /// Reports to these.
    public init(_ observers: [any RunObserver]) {
        self.observers = observers
    }

    /// Tells every report of an event.
    public func record(_ event: RunEvent) {
        turn.withLock { _ in
            for observer in observers { observer.record(event) }
        }
    }
}
