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
    /// Nothing happened for a while; these tasks are still at it.
    case stillRunning([RunningTask])
    /// The operator ended the run: what was at it, and which handlers the next run has to run.
    case interrupted([RunningTask], waiting: [WaitingHandler])
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

/// A task that has not ended yet on a host.
public struct RunningTask: Sendable, Hashable {
    /// The host.
    public let host: String
    /// The task's heading.
    public let task: String
    /// For how long it has been at it.
    public let elapsed: Duration

    /// A running task.
    public init(host: String, task: String, elapsed: Duration) {
        self.host = host
        self.task = task
        self.elapsed = elapsed
    }
}

/// A handler that is notified on a host and has not run.
public struct WaitingHandler: Sendable, Hashable {
    /// The host.
    public let host: String
    /// The handler's name, with its role's before it.
    public let handler: String

    /// A handler that waits.
    public init(host: String, handler: String) {
        self.host = host
        self.handler = handler
    }
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
