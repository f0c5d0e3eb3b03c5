internal import EventLoops

/// The streams of a backend that wait until a server has room: those that wait for one server, and
/// those that take any.
///
/// Who has the higher priority goes first, and of those alike who came first. A stream that was given a
/// place is remembered until it has taken it, so that one that leaves in between is known to hold a
/// place, and passes it on. Everything takes the same time however many wait: each stream has a seat,
/// its ticket names it, and lines link seats. Only one that goes before others by its priority looks
/// for its seat from the end of the line.
struct WaitingStreams {
    /// A stream that waits: whose thread it belongs to, and which it is there.
    struct Entry: Sendable {
        var worker: Int
        var token: SlotToken
        /// Names the wait; never zero, and never that of an earlier one.
        var ticket: UInt64
        /// The server that it waits for, or has a place on; nil when it takes any.
        var server: ServerCell?
    }

    /// What a stream that leaves had.
    enum Departure {
        /// It waited for that server, or for any.
        case waited(ServerCell?)
        /// It had a place on that server.
        case hadPlace(ServerCell)
        /// Nothing: it was taken out before.
        case nothing
    }

    private enum State {
        case free
        /// In the line of a server, or of any.
        case waiting
        /// It has a place on a server that it has not taken yet.
        case invited
    }

    private struct Seat {
        var state = State.free
        var entry = Entry(worker: 0, token: SlotToken(rawValue: 0), ticket: 0, server: nil)
        /// When its turn is; the lowest goes first.
        var rank = Rank()
        var before: Int32 = -1
        var after: Int32 = -1
    }

    /// When the turn of a stream is: by its class, by the time when it came with its offset, by its order.
    private struct Rank {
        var priorityClass = 0
        var time: Int64 = 0
        var order: UInt64 = 0

        func isBefore(_ other: Rank) -> Bool {
            (priorityClass, time, order) < (other.priorityClass, other.time, other.order)
        }
    }

    private struct Line {
        var first: Int32 = -1
        var last: Int32 = -1
    }

    private var seats: [Seat] = []
    private var free: [Int32] = []
    private var lineForAny = Line()
    /// Lines by the numbers of servers; a server for which nobody waits has none.
    private var lines: [Int: Line] = [:]
    private var lastOrder: UInt64 = 0
    private var lastTime: Int64 = 0

    /// Puts a stream into a server's line, or into the line for any, at the end unless its priority is
    /// higher than that of others; returns its ticket.
    mutating func add(
        worker: Int,
        token: SlotToken,
        server: ServerCell?,
        priority: StreamPriority = StreamPriority(),
        at now: Int64 = 0
    ) -> UInt64 {
        let index: Int32
        if let reused = free.popLast() {
            index = reused
        } else {
            index = Int32(seats.count)
            seats.append(Seat())
        }
        lastOrder += 1
        let ticket = lastOrder << 24 | UInt64(index & 0xFF_FFFF)
        // Threads look at their clocks at different moments.
        lastTime = max(lastTime, now)
        let rank = Rank(
            priorityClass: priority.priorityClass,
            time: lastTime + Int64(priority.offset),
            order: lastOrder
        )
        var seat = Seat(state: .waiting, rank: rank)
        seat.entry = Entry(worker: worker, token: token, ticket: ticket, server: server)
        seats[Int(index)] = seat
        link(index, rank, of: server)
        return ticket
    }

    private mutating func link(_ index: Int32, _ rank: Rank, of server: ServerCell?) {
        var line = self.line(of: server)
        var (before, after) = (line.last, Int32(-1))
        while before >= 0, rank.isBefore(seats[Int(before)].rank) {
            (before, after) = (seats[Int(before)].before, before)
        }
        seats[Int(index)].before = before
        seats[Int(index)].after = after
        if before >= 0 { seats[Int(before)].after = index } else { line.first = index }
        if after >= 0 { seats[Int(after)].before = index } else { line.last = index }
        keep(line, of: server)
    }

    /// Takes out the stream whose turn it is to have a place on a server; the line for any counts
    /// only when the server may serve anybody.
    mutating func invite(
        to server: ServerCell,
        servesAny: Bool
    ) -> (guest: Entry, waitedForAny: Bool)? {
        let own = line(of: server).first
        let other = servesAny ? lineForAny.first : -1
        let index: Int32
        if own >= 0, other >= 0 {
            index = seats[Int(own)].rank.isBefore(seats[Int(other)].rank) ? own : other
        } else {
            index = max(own, other)
        }
        guard index >= 0 else { return nil }
        let waitedForAny = seats[Int(index)].entry.server == nil
        unlink(index)
        seats[Int(index)].state = .invited
        seats[Int(index)].entry.server = server
        return (seats[Int(index)].entry, waitedForAny)
    }

    /// Forgets a stream that has taken the place that it was given; false when it had none.
    mutating func settle(ticket: UInt64) -> Bool {
        guard let index = seat(of: ticket), seats[Int(index)].state == .invited else {
            return false
        }
        vacate(index)
        return true
    }

    /// Takes a stream out that waits no longer.
    mutating func leave(ticket: UInt64) -> Departure {
        guard let index = seat(of: ticket) else { return .nothing }
        let (state, server) = (seats[Int(index)].state, seats[Int(index)].entry.server)
        if state == .waiting { unlink(index) }
        vacate(index)
        if state == .invited, let server { return .hadPlace(server) }
        return .waited(server)
    }

    /// Takes out all streams that wait for a server that went away, in the order in which they came.
    mutating func removeAll(waitingFor server: ServerCell) -> [Entry] {
        var all: [Entry] = []
        while let index = lines[server.number]?.first, index >= 0 {
            all.append(seats[Int(index)].entry)
            unlink(index)
            vacate(index)
        }
        return all
    }

    private func line(of server: ServerCell?) -> Line {
        guard let server else { return lineForAny }
        return lines[server.number] ?? Line()
    }

    private mutating func keep(_ line: Line, of server: ServerCell?) {
        if let server {
            lines[server.number] = line.first < 0 ? nil : line
        } else {
            lineForAny = line
        }
    }

    private func seat(of ticket: UInt64) -> Int32? {
        let index = Int(ticket & 0xFF_FFFF)
        guard index < seats.count, seats[index].state != .free, seats[index].entry.ticket == ticket
        else { return nil }
        return Int32(index)
    }

    private mutating func unlink(_ index: Int32) {
        let seat = seats[Int(index)]
        var line = self.line(of: seat.entry.server)
        if seat.before >= 0 {
            seats[Int(seat.before)].after = seat.after
        } else {
            line.first = seat.after
        }
        if seat.after >= 0 {
            seats[Int(seat.after)].before = seat.before
        } else {
            line.last = seat.before
        }
        keep(line, of: seat.entry.server)
    }

    private mutating func vacate(_ index: Int32) {
        seats[Int(index)].state = .free
        seats[Int(index)].entry.server = nil
        free.append(index)
    }
}

/// `set-priority-class` and `set-priority-offset`: when it is a stream's turn.
struct StreamPriority: Sendable {
    static let classes: ClosedRange<Int64> = -2047...2047
    static let offsets: ClosedRange<Int64> = -524_287...524_287

    /// The lowest goes first.
    var priorityClass = 0
    /// Milliseconds by which it is as if it had come later.
    var offset = 0
}
