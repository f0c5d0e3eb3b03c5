internal import EventLoops

/// The streams of a backend that wait until a server has room: those bound to one server, and those
/// that take any.
///
/// First come, first served.
struct WaitingStreams {
    /// A stream that waits: whose thread it belongs to, and which it is there.
    struct Entry: Equatable {
        var worker: Int
        var token: SlotToken
        var server: Int?
    }

    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ entry: Entry) {
        entries.append(entry)
    }

    /// Takes a stream out that does not wait any more; false when it was not in.
    mutating func remove(worker: Int, token: SlotToken) -> Entry? {
        guard let index = entries.firstIndex(where: { $0.worker == worker && $0.token == token })
        else { return nil }
        return entries.remove(at: index)
    }

    /// The stream that goes to a server that has room; the server's own come first.
    mutating func next(for server: Int, acceptsAny: Bool) -> Entry? {
        if let index = entries.firstIndex(where: { $0.server == server }) {
            return entries.remove(at: index)
        }
        guard acceptsAny, let index = entries.firstIndex(where: { $0.server == nil }) else {
            return nil
        }
        return entries.remove(at: index)
    }

    /// Takes out all streams that wait for a server that went away.
    mutating func removeAll(waitingFor server: Int) -> [Entry] {
        let gone = entries.filter { $0.server == server }
        entries.removeAll { $0.server == server }
        return gone
    }
}
