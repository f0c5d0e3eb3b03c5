internal import Playbooks

/// The handlers of a play by the names that tasks notify them by.
struct HandlerNames: Sendable {
    fileprivate var positions: [String: [Int]] = [:]
    private var names: [String] = []

    /// No handlers.
    init() {}

    /// The handlers of a play, in the order in which they run; `name` gives a handler's name, its
    /// templates evaluated as far as possible.
    init(_ handlers: [Task], name: (Task) -> String) {
        for handler in handlers { add(handler, name: name(handler)) }
    }

    /// Adds a handler after the others; of two with one name the later is notified.
    mutating func add(_ handler: Task, name: String) {
        let position = names.count
        let full = handler.role.map { "\($0.name) : \(name)" } ?? name
        names.append(full)
        if !name.isEmpty {
            positions["name \(name)"] = [position]
            positions["name \(full)"] = [position]
        }
        for topic in handler.listen { positions["topic \(topic)", default: []].append(position) }
    }

    /// The positions of the handlers that a notification means; empty when there are none.
    func positions(of notification: String) -> [Int] {
        let named = positions["name \(notification)"] ?? []
        let listening = positions["topic \(notification)"] ?? []
        return named + listening.filter { !named.contains($0) }
    }

    /// The name by which a handler is noted in journals, and shown.
    func fullName(at position: Int) -> String { names[position] }

    /// All names and topics, for suggestions.
    var all: [String] {
        positions.keys.map { String($0.drop { $0 != " " }.dropFirst()) }.sorted()
    }
}

extension HandlerNames {
    /// Whether a handler listens to a topic of that name.
    func isListening(_ position: Int, to topic: String) -> Bool {
        positions["topic \(topic)"]?.contains(position) ?? false
    }
}
