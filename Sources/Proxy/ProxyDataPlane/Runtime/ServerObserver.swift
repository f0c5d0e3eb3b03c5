internal import HealthChecking
internal import Synchronization

/// Counts the errors in a row that traffic meets at one server: `observe`.
///
/// All threads share it; as long as a server does well they only read.
final class ServerObserver: Sendable {
    /// What counts, and what follows.
    let rules: ServerObservation
    /// How often there were too many [hanafail].
    let alarms: Counter
    private let errors = Counter()

    /// An observer that goes on counting where another one was.
    init(_ rules: ServerObservation, continuing old: ServerObserver?) {
        self.rules = rules
        alarms = old?.alarms ?? Counter()
    }

    /// Takes an event in; what is to be said when there were too many errors in a row.
    func note(_ event: ServerObservation.Event) -> String? {
        switch rules.meaning(of: event) {
        case .none: return nil
        case .good:
            forget()
            return nil
        case .bad:
            let count = errors.add()
            guard count >= rules.errorLimit else { return nil }
            errors.set(0)
            return "Detected \(count) consecutive errors, last one was: \(event.description)"
        }
    }

    /// The errors in a row are at an end.
    func forget() {
        if errors.current != 0 { errors.set(0) }
    }
}

/// A server at which traffic has met too many errors in a row.
struct ObservedErrors: Sendable {
    let server: ServerRuntime
    /// HAProxy's sentence about them.
    let sentence: String
}
