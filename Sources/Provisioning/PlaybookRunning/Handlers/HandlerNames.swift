internal import Playbooks
internal import RunReporting

/// The handlers of a play by the names that tasks notify them by.
struct HandlerNames: Sendable {
    private var positions: [String: [Int]] = [:]
    private var handlers: [Handler] = []
    private let mask: SecretMask
    /// The play as it is noted in journals.
    let play: String

    private struct Handler {
        let role: String?
        /// The name without secrets; the module and the topics of one that has none.
        let name: String
        /// The list that it stands in: the role's folder, and the file.
        let list: [String]
    }

    /// No handlers of a play yet; journals get none of the secrets.
    init(of play: String, mask: SecretMask) {
        self.play = mask.masked(play)
        self.mask = mask
    }

    /// Adds a handler after the others; the templates of its name are evaluated as far as possible.
    ///
    /// Of two with one name the one of the later list is notified: the play's, not a role's. In one
    /// list it is the first.
    mutating func add(_ handler: Task, name: String) {
        let position = handlers.count
        let full = handler.role.map { "\($0.name) : \(name)" } ?? name
        let list = [handler.role?.path ?? "", handler.file]
        let words = name.isEmpty ? [handler.action.name] + handler.listen : [name]
        let shown = mask.masked(words.joined(separator: " "))
        handlers.append(Handler(role: handler.role?.name, name: shown, list: list))
        for key in name.isEmpty ? [] : ["name \(name)", "name \(full)"] {
            let known = positions[key]?.first
            if known.map({ handlers[$0].list }) != list { positions[key] = [position] }
        }
        for topic in handler.listen { positions["topic \(topic)", default: []].append(position) }
    }

    /// The positions of the handlers that a notification means; empty when there are none.
    func positions(of notification: String) -> [Int] {
        let named = positions["name \(notification)"] ?? []
        let listening = positions["topic \(notification)"] ?? []
        return named + listening.filter { !named.contains($0) }
    }

    /// A handler as it is noted in journals.
    func noted(at position: Int) -> NotedHandler {
        let handler = handlers[position]
        return NotedHandler(play: play, role: handler.role, name: handler.name)
    }

    /// Where the handler of a journal's entry is; nil when the play has it no more.
    func position(of noted: NotedHandler) -> Int? {
        handlers.firstIndex { $0.role == noted.role && $0.name == noted.name }
    }

    /// All names and topics, for suggestions.
    var all: [String] {
        positions.keys.map { String($0.drop { $0 != " " }.dropFirst()) }.sorted()
    }
}
