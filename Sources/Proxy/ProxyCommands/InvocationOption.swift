internal import Diagnostics
internal import ProxyConfiguration

/// An option of the command line: its word, and what it does with what follows it.
struct InvocationOption: Sendable {
    typealias Application =
        @Sendable (inout ProxyInvocation, String, inout ArraySlice<String>) throws(Diagnostic) ->
        Void

    let word: String
    let help: String
    /// Whether more may follow in the same word, as in `-dM80`.
    let takesSuffix: Bool
    /// Takes the rest of the word and the words behind it.
    let apply: Application

    /// The option that a word of the command line is.
    static func matching(_ word: String) -> InvocationOption? {
        if let option = all.first(where: { $0.word == word }) { return option }
        return all.filter { $0.takesSuffix && word.hasPrefix($0.word) }
            .max { $0.word.count < $1.word.count }
    }

    static let all: [InvocationOption] =
        files + reports + running + limits + takeover + switches + inert + refused

    // MARK: Forms

    private static func flag(
        _ word: String,
        _ help: String = "",
        _ set: @escaping @Sendable (inout ProxyInvocation) -> Void
    ) -> InvocationOption {
        InvocationOption(word: word, help: help, takesSuffix: false) { invocation, _, _ in
            set(&invocation)
        }
    }

    private static func valued(
        _ word: String,
        _ help: String,
        _ take:
            @escaping @Sendable (inout ProxyInvocation, String) throws(Diagnostic) -> Void
    ) -> InvocationOption {
        InvocationOption(word: word, help: help, takesSuffix: false) {
            invocation,
            _,
            rest throws(Diagnostic) in
            guard let value = rest.popFirst() else {
                throw Diagnostic("option '\(word)' needs a value")
            }
            try take(&invocation, value)
        }
    }

    private static func counted(
        _ word: String,
        _ help: String,
        _ path: any WritableKeyPath<ProxyInvocation, Int?> & Sendable
    ) -> InvocationOption {
        valued(word, help) { invocation, text throws(Diagnostic) in
            guard let count = Int(text), count > 0, count <= Int(Int32.max) else {
                throw Diagnostic("option '\(word)' got '\(text)'", expected: "a number above zero")
            }
            invocation[keyPath: path] = count
        }
    }

    // MARK: The table

    private static let files: [InvocationOption] = [
        valued("-f", "-f FILE  read a configuration file or directory") { invocation, value in
            invocation.files.append(value)
        },
        valued("-C", "-C DIR  start in a directory") { invocation, value in
            invocation.directory = value
        },
    ]

    private static let reports: [InvocationOption] = [
        flag("-c", "-c  check the configuration and exit") { $0.checksOnly = true },
        valued("-cc", "-cc CONDITION  tell by the exit status whether a condition holds") {
            invocation,
            value in
            invocation.condition = value
        },
        flag("-v", "-v, -vv  tell the version, and how it was built") {
            $0.versionReport = .short
        },
        flag("-vv") { $0.versionReport = .long },
        flag("-vq", "-vq, -vqs, -vqb  tell the version of the language only, or its branch") {
            $0.versionReport = .language
        },
        flag("-vqs") { $0.versionReport = .language },
        flag("-vqb") { $0.versionReport = .branch },
        flag("-V", "-V  say more at start") { $0.isVerbose = true },
        flag("-q", "-q  say nothing at start") { $0.isQuiet = true },
        flag("-h", "-h  show this") { $0.showsHelp = true },
    ]

    private static let running: [InvocationOption] = [
        flag("-D", "-D  go to the background") { $0.runsInBackground = true },
        // One process here does what a master and its workers do: it reloads in place on SIGUSR2,
        // and tells systemd when it is ready whenever systemd asks.
        flag("-W", "-W, -Ws  reload on SIGUSR2, tell systemd (always on)") {
            $0.isMasterWorker = true
        },
        flag("-Ws") {
            $0.isMasterWorker = true
            $0.staysInForeground = true
        },
        flag("-d", "-d, -db  stay in the foreground") {
            $0.staysInForeground = true
            $0.isVerbose = true
        },
        flag("-db") { $0.staysInForeground = true },
        valued("-p", "-p FILE  write the number of the process") { invocation, value in
            invocation.pidFile = value
        },
        valued("-L", "-L NAME  the name among peers") { invocation, value in
            invocation.localPeer = value
        },
    ]

    private static let limits: [InvocationOption] = [
        counted("-n", "-n COUNT  most client connections at once", \.maximumConnections),
        counted(
            "-N",
            "-N COUNT  most client connections at once of a proxy that does not say",
            \.maximumConnectionsOfProxy
        ),
        counted("-m", "-m COUNT  most megabytes of memory", \.maximumMegabytes),
    ]

    private static let takeover: [InvocationOption] = [
        valued("-S", "-S ADDRESS[,OPTION...]  listen there for 'reload' and all of the runtime API")
        {
            invocation,
            value throws(Diagnostic) in
            invocation.processSocket = try StatsSocket(processSocket: value)
        },
        valued("-x", "-x PATH  take the listening sockets of the proxy behind a stats socket") {
            invocation,
            value throws(Diagnostic) in
            let path = value.hasPrefix("unix@") ? String(value.dropFirst("unix@".count)) : value
            guard path.hasPrefix("/") else {
                throw Diagnostic(
                    "option '-x' got '\(value)'",
                    expected: "the absolute path of a unix socket"
                )
            }
            // As for HAProxy: a place-holder for scripts, which stands for no predecessor.
            invocation.predecessorSocket = path == "/dev/null" ? nil : path
        },
        processes("-sf", "-sf PID...  let these processes finish once this one listens") {
            $0.processesToFinish = $1
        },
        processes("-st", "-st PID...  stop these processes once this one listens") {
            $0.processesToStop = $1
        },
    ]

    private static let switches: [InvocationOption] = [
        flag("-dW", "-dW  a warning is a reason not to start") { $0.failsOnWarnings = true },
        flag("-dD", "-dD  tell what is only odd about the configuration") {
            $0.tellsRemarks = true
        },
        flag("-dV", "-dV  do not verify servers' certificates unless a line says so") {
            $0.trustsServers = true
        },
        flag("-dr", "-dr  start although names of servers are not known") {
            $0.toleratesUnknownNames = true
        },
        flag("-dL", "-dL  tell the files that are loaded") { $0.tellsLoadedFiles = true },
        InvocationOption(
            word: "-dK",
            help: "-dKCLASS[,...]  list words of the configuration language (help lists classes)",
            takesSuffix: true
        ) { invocation, suffix, _ in
            invocation.wordLists = suffix
        },
    ]

    /// What tunes how HAProxy is made, and means nothing here.
    private static let inert: [InvocationOption] = [
        InvocationOption(
            word: "-dM",
            help: "-dM -dI -dS -dZ -dF -dT -dG -dc -de -dp -dk -dv  taken, and change nothing",
            takesSuffix: true
        ) { _, _, _ in },
        flag("-dI") { _ in }, flag("-dS") { _ in }, flag("-dZ") { _ in }, flag("-dF") { _ in },
        flag("-dT") { _ in }, flag("-dG") { _ in }, flag("-dc") { _ in }, flag("-de") { _ in },
        flag("-dp") { _ in }, flag("-dk") { _ in }, flag("-dv") { _ in },
    ]

    private static let refused: [InvocationOption] = [
        refusing("-dR", "ports are shared with the next process, so that none is refused"),
        refusing("-dt", "there are no traces: 'option httplog' and 'show sess' tell what happens"),
        refusing("-dA", "a debugger finds the files by itself"),
        refusing("-dC", "the configuration is what its files say"),
        refusing("-4", "write 'ipv4@' before names that shall be looked up so"),
    ]

    private static func refusing(_ word: String, _ hint: String) -> InvocationOption {
        InvocationOption(word: word, help: "", takesSuffix: true) { _, _, _ throws(Diagnostic) in
            throw Diagnostic(
                "the option '\(word)' is not supported by switchyard-proxy",
                hint: hint
            )
        }
    }

    private static func processes(
        _ word: String,
        _ help: String,
        _ set: @escaping @Sendable (inout ProxyInvocation, [Int32]) -> Void
    ) -> InvocationOption {
        InvocationOption(word: word, help: help, takesSuffix: false) {
            invocation,
            _,
            rest throws(Diagnostic) in
            var processes: [Int32] = []
            while let text = rest.first, !text.hasPrefix("-") {
                // One word may hold several, as a quoted list of a shell does.
                for number in text.split(separator: " ") {
                    guard let process = Int32(number), process > 0 else {
                        throw Diagnostic(
                            "option '\(word)' got '\(number)'",
                            expected: "numbers of processes"
                        )
                    }
                    processes.append(process)
                }
                rest.removeFirst()
            }
            set(&invocation, processes)
        }
    }
}
