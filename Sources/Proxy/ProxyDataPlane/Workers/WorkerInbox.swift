internal import EventLoops
internal import LinuxSystem
internal import Synchronization

/// What other threads tell a worker.
enum WorkerMessage: Sendable {
    /// Run this generation from the next request on; listeners are added and removed.
    case follow(Generation, [ListenerPlan])
    /// A stream that waited has a place on a server.
    case invited(Invitation)
    /// The server that a stream waited for is gone.
    case chooseAgain(SlotToken, ticket: UInt64)
    /// All streams of a server end.
    case cutStreams(ServerRuntime, CutCause)
    /// One stream ends: an operator said so.
    case cutStream(SlotToken)
    /// Tell of the streams that run.
    case report(StreamCensus)
    /// Close idle connections to a server.
    case dropIdleConnections(ServerRuntime)
    /// Another thread asks for an idle connection to a server.
    case borrow(LoanRequest)
    /// What another thread has answered.
    case lend(SlotToken, Loan?)
    /// A connection has ended somewhere: listeners that wait for room may go on.
    case roomForConnections
    /// The statistics page that a stream waits for.
    case page(SlotToken, StatsPageResponse)
    /// Frontends take clients, or none, by what an operator has said.
    case admissionChanged
    /// Nothing but that it was taken.
    case passOn(WorkerRoundTrip)
    /// Accept no more, finish what runs, end.
    case finish
    /// End at once.
    case stop
}

/// Why the streams of a server end: the first letter of the log's state.
enum CutCause: Character, Sendable {
    /// The server has gone down.
    case serverDown = "D"
    /// The backup that it is was in the place of one that has come up.
    case serverUp = "U"
    /// An operator said so.
    case killed = "K"
}

/// A listening socket for a worker: where, and for which frontend and bind.
struct ListenerPlan: Sendable {
    var socket: ListeningSocket
    var frontend: FrontendRuntime
    var bindIndex: Int
}

/// Where other threads leave messages for a worker.
final class WorkerInbox: Sendable {
    let mailbox: Mailbox<WorkerMessage>
    /// Whether the worker has a listener that waits until there is room for connections.
    let waitsForRoom = Atomic<Bool>(false)

    init() throws(SystemError) {
        mailbox = try Mailbox()
    }

    func post(_ message: WorkerMessage) {
        mailbox.post(message)
    }
}
