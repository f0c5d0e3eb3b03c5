internal import Diagnostics

/// What the command line of switchyard-proxy asks for.
///
/// The options are HAProxy's.
struct ProxyInvocation: Equatable {
    /// `-f`, each; a directory stands for the `.cfg` files in it.
    var files: [String] = []
    /// `-c`: check the configuration only.
    var checksOnly = false
    /// `-v`, `-vv`: tell the version, and how it was built.
    var versionDetail = 0
    /// `-V`: say more at start.
    var isVerbose = false
    /// `-q`: say nothing at start.
    var isQuiet = false
    /// `-D`: go to the background.
    var runsInBackground = false
    /// Whether standard output and error stay open in the background.
    var keepsOutput = false
    /// `-db`, `-d`: stay in the foreground whatever the configuration says.
    var staysInForeground = false
    /// `-p`: where the number of the process is written.
    var pidFile: String?
    /// `-C`: the directory to be in.
    var directory: String?
    /// `-n`: the most client connections, over the configuration's.
    var maximumConnections: Int?
    /// `reload`: ask the running proxy, rather than run one.
    var isReload = false
    /// `-S`: the socket for whoever runs the process.
    var processSocket: String?
    /// `-x`: the stats socket of the proxy whose listening sockets are taken over.
    var predecessorSocket: String?
    /// `-sf`, `-st`: processes to finish or to stop once this one listens.
    var processesToFinish: [Int32] = []
    /// See `processesToFinish`.
    var processesToStop: [Int32] = []
    /// `-h` or a command line that is none.
    var showsHelp = false

    /// One option: its word, and what it does with the words after it.
    private struct Option {
        var word: String
        var help: String
        var apply: (inout ProxyInvocation, inout ArraySlice<String>) throws(Diagnostic) -> Void
    }

    /// The options, in the order of the help.
    private static var options: [Option] {
        [
            Option(word: "-f", help: "-f FILE  read a configuration file or directory") {
                (invocation, rest) throws(Diagnostic) in
                invocation.files.append(try value(of: "-f", &rest))
            },
            Option(word: "-c", help: "-c  check the configuration and exit") { invocation, _ in
                invocation.checksOnly = true
            },
            Option(word: "-v", help: "-v, -vv  tell the version, and how it was built") {
                invocation,
                _ in
                invocation.versionDetail = 1
            },
            Option(word: "-vv", help: "") { invocation, _ in invocation.versionDetail = 2 },
            Option(word: "-V", help: "-V  say more at start") { invocation, _ in
                invocation.isVerbose = true
            },
            Option(word: "-q", help: "-q  say nothing at start") { invocation, _ in
                invocation.isQuiet = true
            },
            Option(word: "-D", help: "-D  go to the background") { invocation, _ in
                invocation.runsInBackground = true
            },
            // One process here does what a master and its workers do: it reloads in place on
            // SIGUSR2, and tells systemd when it is ready whenever systemd asks.
            Option(word: "-W", help: "-W, -Ws  reload on SIGUSR2, tell systemd (always on)") {
                _,
                _ in
            },
            Option(word: "-Ws", help: "") { _, _ in },
            Option(word: "-d", help: "-d, -db  stay in the foreground") { invocation, _ in
                invocation.staysInForeground = true
                invocation.isVerbose = true
            },
            Option(word: "-db", help: "") { invocation, _ in invocation.staysInForeground = true },
            Option(word: "-p", help: "-p FILE  write the number of the process") {
                (invocation, rest) throws(Diagnostic) in
                invocation.pidFile = try value(of: "-p", &rest)
            },
            Option(word: "-C", help: "-C DIR  start in a directory") {
                (invocation, rest) throws(Diagnostic) in
                invocation.directory = try value(of: "-C", &rest)
            },
            Option(word: "-n", help: "-n COUNT  most client connections at once") {
                (invocation, rest) throws(Diagnostic) in
                let text = try value(of: "-n", &rest)
                guard let count = Int(text), count > 0 else {
                    throw Diagnostic("option '-n' got '\(text)'", expected: "a number above zero")
                }
                invocation.maximumConnections = count
            },
            Option(
                word: "-S",
                help: "-S PATH  listen there for 'reload' and all of the runtime API"
            ) {
                (invocation, rest) throws(Diagnostic) in
                invocation.processSocket = try socketPath(of: "-S", &rest)
            },
            Option(
                word: "-x",
                help: "-x PATH  take the listening sockets of the proxy behind a stats socket"
            ) {
                (invocation, rest) throws(Diagnostic) in
                let path = try socketPath(of: "-x", &rest)
                // As for HAProxy: a place-holder for scripts, which stands for no predecessor.
                invocation.predecessorSocket = path == "/dev/null" ? nil : path
            },
            Option(
                word: "-sf",
                help: "-sf PID...  let these processes finish once this one listens"
            ) {
                (invocation, rest) throws(Diagnostic) in
                invocation.processesToFinish = takeProcesses(&rest)
            },
            Option(word: "-st", help: "-st PID...  stop these processes once this one listens") {
                (invocation, rest) throws(Diagnostic) in
                invocation.processesToStop = takeProcesses(&rest)
            },
            Option(word: "-h", help: "-h  show this") { invocation, _ in
                invocation.showsHelp = true
            },
        ]
    }

    /// Reads the words after the program's name.
    init(_ words: [String]) throws(Diagnostic) {
        var rest = words[...]
        if rest.first == "reload" {
            isReload = true
            rest.removeFirst()
        }
        let options = ProxyInvocation.options
        while let word = rest.popFirst() {
            if word == "--" {
                files += rest
                break
            }
            guard word.hasPrefix("-") else {
                throw Diagnostic(
                    "'\(word)' is no option",
                    hint: "name configuration files with '-f \(word)'"
                )
            }
            guard let option = options.first(where: { $0.word == word }) else {
                throw .unknown("option", word, among: options.map(\.word), at: nil)
            }
            try option.apply(&self, &rest)
        }
    }

    private static func value(
        of option: String,
        _ rest: inout ArraySlice<String>
    ) throws(Diagnostic) -> String {
        guard let value = rest.popFirst() else {
            throw Diagnostic("option '\(option)' needs a value")
        }
        return value
    }

    private static func socketPath(
        of option: String,
        _ rest: inout ArraySlice<String>
    ) throws(Diagnostic) -> String {
        var path = try value(of: option, &rest)
        if path.hasPrefix("unix@") { path.removeFirst("unix@".count) }
        guard path.hasPrefix("/"), !path.contains(",") else {
            throw Diagnostic(
                "option '\(option)' got '\(path)'",
                expected: "the absolute path of a unix socket, nothing after it"
            )
        }
        return path
    }

    private static func takeProcesses(_ rest: inout ArraySlice<String>) -> [Int32] {
        var processes: [Int32] = []
        while let word = rest.first, let process = Int32(word), process > 0 {
            processes.append(process)
            rest.removeFirst()
        }
        return processes
    }

    /// The help.
    static var help: String {
        let lines = options.map(\.help).filter { !$0.isEmpty }.map { "  \($0)" }
        let usage = """
            usage: switchyard-proxy -f FILE [options]
                   switchyard-proxy reload -S PATH -f FILE [options]
                   switchyard-proxy probe URL [options]

            The second asks the running proxy behind the socket to read its configuration again, and tells
            what came of it. A proxy that runs from another program file or was started with other options
            is replaced instead: a new process takes its listening sockets over, the old one finishes.
            The third asks a proxy for something and tells whether it was answered as it should be.

            """
        return ([usage] + lines).joined(separator: "\n")
    }
}
