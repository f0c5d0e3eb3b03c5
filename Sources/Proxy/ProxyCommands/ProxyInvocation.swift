internal import Diagnostics
internal import ProxyConfiguration

/// What the command line of switchyard-proxy asks for.
///
/// The options are HAProxy's.
struct ProxyInvocation: Equatable {
    /// `-f`, each, and the words after `--`; a directory stands for the `.cfg` files in it.
    var files: [String] = []
    /// `-c`: check the configuration only.
    var checksOnly = false
    /// `-cc`: the condition to evaluate instead of anything else.
    var condition: String?
    /// `-v` and its like: what to tell of the version instead of anything else.
    var versionReport: VersionReport?
    /// `-V`: say more at start.
    var isVerbose = false
    /// `-q`: say nothing at start.
    var isQuiet = false
    /// `-D`: go to the background.
    var runsInBackground = false
    /// Whether standard output and error stay open in the background.
    var keepsOutput = false
    /// `-db`, `-d`, `-Ws`: stay in the foreground whatever the configuration says.
    var staysInForeground = false
    /// `-p`: where the number of the process is written.
    var pidFile: String?
    /// `-C`: the directory to be in.
    var directory: String?
    /// `-n`: the most client connections, over the configuration's.
    var maximumConnections: Int?
    /// `-N`: the most client connections of a proxy that does not say.
    var maximumConnectionsOfProxy: Int?
    /// `-m`: the most memory, in megabytes.
    var maximumMegabytes: Int?
    /// `-L`: the name among peers, over the configuration's.
    var localPeer: String?
    /// `reload`: ask the running proxy, rather than run one.
    var isReload = false
    /// `-W`, `-Ws`: HAProxy would run a master and a worker.
    var isMasterWorker = false
    /// `-S`: the socket for whoever runs the process.
    var processSocket: StatsSocket?
    /// `-x`: the stats socket of the proxy whose listening sockets are taken over.
    var predecessorSocket: String?
    /// `-sf`, `-st`: processes to finish or to stop once this one listens.
    var processesToFinish: [Int32] = []
    /// See `processesToFinish`.
    var processesToStop: [Int32] = []
    /// `-dW`: a warning is a reason not to start.
    var failsOnWarnings = false
    /// `-dD`: tell what is only odd.
    var tellsRemarks = false
    /// `-dV`: servers' certificates are not verified unless a line says so.
    var trustsServers = false
    /// `-dr`: a server whose name is not known is no reason not to start.
    var toleratesUnknownNames = false
    /// `-dL`: tell the files that are loaded.
    var tellsLoadedFiles = false
    /// `-dK`: the kinds of words to list; empty when none was named.
    var wordLists: String?
    /// `-h` or a command line that is none.
    var showsHelp = false
    /// The words as they were given, for a process that takes this one's place.
    var words: [String] = []

    /// Reads the words after the program's name.
    init(_ words: [String]) throws(Diagnostic) {
        var rest = words[...]
        if rest.first == "reload" {
            isReload = true
            rest.removeFirst()
        }
        self.words = Array(rest)
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
            guard let option = InvocationOption.matching(word) else {
                let known = InvocationOption.all.map(\.word)
                throw .unknown("option", word, among: known, at: nil)
            }
            try option.apply(&self, String(word.dropFirst(option.word.count)), &rest)
        }
    }

    /// The help.
    static var help: String {
        let lines = InvocationOption.all.map(\.help).filter { !$0.isEmpty }.map { "  \($0)" }
        let usage = """
            usage: switchyard-proxy -f FILE [options] [-- FILE...]
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
