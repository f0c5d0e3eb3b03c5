public import Samples

/// What the `global` sections say: the process, its logs, its sockets for operators, TLS defaults.
public struct GlobalSettings: Sendable, Hashable {
    /// `set-var` and `set-var-fmt`.
    public var variables: [InitialVariable] = []

    /// `user` or `uid`: whom the process becomes once it is bound.
    public var user: AccountName?

    /// `group` or `gid`.
    public var group: AccountName?

    /// `chroot`: the directory the process locks itself into.
    public var chrootDirectory: String?

    /// `daemon`: go to the background.
    public var runsInBackground = false

    /// `nbthread`; nil is one for each processor.
    public var threadCount: Int?

    /// `thread-hard-limit`: the most threads where `nbthread` does not say.
    public var threadLimit: Int?

    /// `maxconn`: client connections of the whole process; nil derives it from the file limit.
    public var maximumConnections: Int?

    /// `ulimit-n`; nil derives it from `maxconn`.
    public var fileDescriptorLimit: Int?

    /// `fd-hard-limit`: the most descriptors where `maxconn` and `ulimit-n` do not say.
    public var fileDescriptorMaximum: Int?

    /// `no strict-limits`: a limit of the system that is too low is no reason not to start.
    public var toleratesLowLimits = false

    /// `zero-warning`: a warning is a reason not to start.
    public var failsOnWarnings = false

    /// `quiet`: nothing is said at start but errors.
    public var isQuiet = false

    /// `localpeer`, or `-L`.
    public var localPeer: String?

    /// `pidfile`.
    public var pidFile: String?

    /// `stats socket`, each line one.
    public var statsSockets: [StatsSocket] = []

    /// `stats timeout`: how long an idle operator's connection is kept; ten seconds unless said.
    public var statsTimeout: Duration = .seconds(10)

    /// `stats maxconn`: operators' connections at once; ten unless said.
    public var statsMaximumConnections = 10

    /// `log`, each line one.
    public var logTargets: [LogTarget] = []

    /// `tune.idle-pool.shared`: whether idle connections to servers go from thread to thread.
    public var sharesIdleConnections = true

    /// `log-send-hostname`: the sender's name in lines of logs; nothing is the machine's.
    public var logHostName: String?

    /// `log-tag`: the program's name in log lines.
    public var logTag = "switchyard-proxy"

    /// `ssl-default-bind-*`, already laid under every bind that has `ssl`.
    public var bindTLSDefaults = TLSLimits()

    /// `ssl-default-server-*`, already laid under every server that has `ssl`.
    public var serverTLSDefaults = TLSLimits()

    /// `ssl-server-verify required`, the default; false after `none`.
    public var verifiesServers = true

    /// `server-state-file`: where the states of servers are read at a start; relative to
    /// `serverStateDirectory`.
    public var serverStateFile: String?

    /// `server-state-base`.
    public var serverStateDirectory: String?

    /// `grace`: how long a process goes on as before that was told to finish.
    public var grace: Duration?

    /// `hard-stop-after`: how long a stopping process waits for its last streams.
    public var hardStopAfter: Duration?

    /// `max-spread-checks`: the longest time over which the first checks are spread.
    public var maximumCheckSpread: Duration?

    /// `tune.bufsize`: bytes of each of a stream's two buffers.
    public var bufferSize = 16384

    /// `tune.h2.*`.
    public var http2 = HTTP2Tuning()

    /// `node`: the name shown on the statistics page.
    public var node: String?

    /// `description`: the text shown on the statistics page.
    public var description: String?

    /// Where each keyword of `global` stood last.
    public var places = KeywordPlaces()

    /// The defaults of a process without a `global` section.
    public init() {}
}

/// Where keywords were declared; equal to every other, as ``DeclarationPlace`` is.
public struct KeywordPlaces: Sendable, Hashable {
    private var byKeyword: [String: DeclarationPlace] = [:]

    /// No keyword was declared.
    public init() {}

    /// Where a keyword stood last; no place when it was not declared.
    public subscript(keyword: String) -> DeclarationPlace {
        get { byKeyword[keyword] ?? DeclarationPlace() }
        set { byKeyword[keyword] = newValue }
    }

    /// Always true.
    public static func == (left: KeywordPlaces, right: KeywordPlaces) -> Bool { true }

    /// Hashes nothing.
    public func hash(into hasher: inout Hasher) {}
}

/// A user or a group, by name or by number.
public enum AccountName: Sendable, Hashable {
    /// Looked up at start.
    case named(String)
    /// Used as it is.
    case number(UInt32)
}

/// A socket on which operators speak the runtime API.
public struct StatsSocket: Sendable, Hashable {
    /// Where it listens.
    public var address: BindAddress

    /// What its clients may do.
    public var level: OperatorLevel = .operator

    /// `expose-fd listeners`: whether its clients may fetch the listening sockets, as a successor does.
    public var handsListenersOver = false

    /// The rights and the owner of a unix socket's file.
    public var file = SocketFile()

    /// Where it was declared.
    public var place = DeclarationPlace()

    /// A socket with the defaults of the manual.
    public init(address: BindAddress) {
        self.address = address
    }
}

/// What a client of a stats socket may do.
public enum OperatorLevel: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Reads what is not sensitive.
    case user = 1
    /// Reads everything, changes what harms nothing. The default.
    case `operator` = 2
    /// Changes everything.
    case admin = 3

    /// A lower level may do less.
    public static func < (left: OperatorLevel, right: OperatorLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Rights and owner of the file of a unix socket; nil leaves what the umask and the user give.
public struct SocketFile: Sendable, Hashable {
    /// `mode`, as octal digits say.
    public var mode: UInt32?

    /// `user` or `uid`.
    public var user: AccountName?

    /// `group` or `gid`.
    public var group: AccountName?

    /// Nothing said.
    public init() {}
}
