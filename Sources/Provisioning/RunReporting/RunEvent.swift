public import Diagnostics

/// Something that happened in a run, as its reports are told.
public enum RunEvent: Sendable {
    /// A play starts.
    case playStarted(name: String)
    /// The play's pattern matched no host of the inventory and the limit.
    case noHostsMatched
    /// Every host of the play has failed.
    case noHostsLeft
    /// A task or handler starts, on whichever hosts.
    case taskStarted(TaskTitle)
    /// A task, or one item of its loop, ended on a host.
    case outcome(HostOutcome)
    /// A task is tried again on a host.
    case retrying(HostOutcome, retriesLeft: Int)
    /// A file of tasks was included for these hosts.
    case included(path: String, hosts: [String], item: String?)
    /// A handler that an earlier run left pending on a host is going to run.
    case pendingHandler(host: String, name: String)
    /// Something the operator should know that stops nothing.
    case warning(String)
    /// Something wrong with what the operator wrote.
    case diagnostic(Diagnostic)
    /// The run is over.
    case finished(RunStatistics)
}

/// Whoever is told what happens in a run; called by one thread at a time.
public protocol RunObserver: AnyObject, Sendable {
    /// Takes note of an event.
    func record(_ event: RunEvent)
}

/// The heading of a task.
public struct TaskTitle: Sendable, Hashable {
    /// What sort of task it is.
    public enum Kind: String, Sendable {
        /// A task of a play or role.
        case task = "TASK"
        /// A notified handler.
        case handler = "RUNNING HANDLER"
    }

    /// What sort of task it is.
    public let kind: Kind
    /// The name as shown, with the role's before it: `proxy : write the configuration`.
    public let name: String
    /// The module's name.
    public let module: String
    /// Where it stands: `path:line`.
    public let place: String

    /// A heading.
    public init(kind: Kind, name: String, module: String, place: String) {
        self.kind = kind
        self.name = name
        self.module = module
        self.place = place
    }
}
