internal import EventLoops
internal import LinuxSystem

/// What other threads tell a worker.
enum WorkerMessage: Sendable {
    /// Run this generation from the next request on; listeners are added and removed.
    case follow(Generation, [ListenerPlan])
    /// A stream that waited may go to a server, where it is already counted.
    case granted(SlotToken, ServerRuntime)
    /// The server that a stream waited for is gone.
    case chooseAgain(SlotToken)
    /// All streams of a server end.
    case cutStreams(ServerRuntime)
    /// One session ends, by its serial number.
    case cutSession(Int)
    /// Close idle connections to a server.
    case dropIdleConnections(ServerRuntime)
    /// Describe all sessions.
    case describeSessions(@Sendable ([SessionDescription]) -> Void)
    /// Accept no more, finish what runs, end.
    case finish
    /// End at once.
    case stop
}

/// A listening socket for a worker: where, and for which frontend and bind.
struct ListenerPlan: Sendable {
    var socket: ListeningSocket
    var frontend: FrontendRuntime
    var bindIndex: Int
}

/// One session as `show sess` tells it.
public struct SessionDescription: Sendable {
    /// The number of the session within the process.
    public var serial: Int
    /// The thread it belongs to.
    public var worker: Int
    /// The client's address.
    public var client: String
    /// The frontend's name.
    public var frontend: String
    /// The backend's name; nil before one was chosen.
    public var backend: String?
    /// The server's name; nil before one was chosen.
    public var server: String?
    /// How long ago the client connected, in milliseconds.
    public var ageMilliseconds: Int
    /// What it is doing.
    public var phase: String
}

/// Where other threads leave messages for a worker.
struct WorkerInbox: Sendable {
    let mailbox: Mailbox<WorkerMessage>

    init() throws(SystemError) {
        mailbox = try Mailbox()
    }

    func post(_ message: WorkerMessage) {
        mailbox.post(message)
    }
}
