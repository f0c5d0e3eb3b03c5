internal import EventLoops

/// The streams of a backend that wait until a server has room: those that wait for one server, and
/// those that take any.
///
/// First come, first served: each has a ticket, and the lowest one goes first. A stream that was given
/// a place is remembered until it has taken it, so that one that leaves in between is known to hold
/// a place, and passes it on.
struct WaitingStreams {
    /// A stream that waits: whose thread it belongs to, and which it is there.
    struct Entry: Equatable {
        var worker: Int
        var token: SlotToken
        var ticket: UInt64
        /// The server that it waits for, or has a place on; nil when it takes any.
        var server: Int?
    }

    /// What a stream that leaves had.
    enum Departure: Equatable {
        /// It waited for that server, or for any.
        case waited(Int?)
        /// It had a place on that server.
        case hadPlace(Int)
        /// Nothing: it was taken out before.
        case nothing
    }

    private var lines: [WaitingLine]
    private var lineForAny = WaitingLine()
    private var invited: [Entry] = []
    private var lastTicket: UInt64 = 0

    init(serverCount: Int) {
        lines = Array(repeating: WaitingLine(), count: serverCount)
    }

    /// Puts a stream at the end of a server's line, or of the line for any; returns its ticket.
    mutating func add(worker: Int, token: SlotToken, server: Int?) -> UInt64 {
        lastTicket += 1
        let entry = Entry(worker: worker, token: token, ticket: lastTicket, server: server)
        if let server { lines[server].append(entry) } else { lineForAny.append(entry) }
        return lastTicket
    }

    /// Takes out the stream whose turn it is to have a place on a server; the line for any counts
    /// only when the server may serve anybody.
    mutating func invite(to server: Int, servesAny: Bool) -> (guest: Entry, waitedForAny: Bool)? {
        let own = lines[server].first
        let other = servesAny ? lineForAny.first : nil
        guard let earliest = [own, other].compactMap({ $0 }).min(by: { $0.ticket < $1.ticket })
        else { return nil }
        let waitedForAny = earliest.server == nil
        if waitedForAny { lineForAny.removeFirst() } else { lines[server].removeFirst() }
        var guest = earliest
        guest.server = server
        invited.append(guest)
        return (guest, waitedForAny)
    }

    /// Forgets a stream that has taken the place that it was given; false when it had none.
    mutating func settle(ticket: UInt64) -> Bool {
        guard let index = invited.firstIndex(where: { $0.ticket == ticket }) else { return false }
        invited.remove(at: index)
        return true
    }

    /// Takes a stream out that waits no longer.
    mutating func leave(ticket: UInt64, server: Int?) -> Departure {
        if let index = invited.firstIndex(where: { $0.ticket == ticket }) {
            return invited.remove(at: index).server.map { .hadPlace($0) } ?? .nothing
        }
        let wasInLine =
            if let server { lines[server].remove(ticket: ticket) } else {
                lineForAny.remove(ticket: ticket)
            }
        return wasInLine ? .waited(server) : .nothing
    }

    /// Takes out all streams that wait for a server that went away.
    mutating func removeAll(waitingFor server: Int) -> [Entry] {
        lines[server].removeAll()
    }

    /// Takes out all streams that wait, in the order in which they came; those that have a place stay.
    mutating func removeAll() -> [Entry] {
        var all = lineForAny.removeAll()
        for index in lines.indices { all += lines[index].removeAll() }
        return all.sorted { $0.ticket < $1.ticket }
    }
}

/// One line of streams by rising tickets; the first is taken out, and any other, without moving
/// the rest.
struct WaitingLine {
    private struct Place {
        var entry: WaitingStreams.Entry
        var isEmpty = false
    }

    private var places: [Place] = []
    private var start = 0

    /// The one whose turn it is.
    var first: WaitingStreams.Entry? { start < places.count ? places[start].entry : nil }

    mutating func append(_ entry: WaitingStreams.Entry) {
        places.append(Place(entry: entry))
    }

    mutating func removeFirst() {
        start += 1
        skipEmptyPlaces()
    }

    /// Takes one out; false when it is not in the line.
    mutating func remove(ticket: UInt64) -> Bool {
        var low = start
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle].entry.ticket < ticket { low = middle + 1 } else { high = middle }
        }
        guard low < places.count, places[low].entry.ticket == ticket, !places[low].isEmpty else {
            return false
        }
        places[low].isEmpty = true
        skipEmptyPlaces()
        return true
    }

    mutating func removeAll() -> [WaitingStreams.Entry] {
        defer {
            places = []
            start = 0
        }
        return places[start...].filter { !$0.isEmpty }.map(\.entry)
    }

    private mutating func skipEmptyPlaces() {
        while start < places.count, places[start].isEmpty { start += 1 }
        if start == places.count {
            places.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 32 && start > places.count / 2 {
            places.removeFirst(start)
            start = 0
        }
    }
}
