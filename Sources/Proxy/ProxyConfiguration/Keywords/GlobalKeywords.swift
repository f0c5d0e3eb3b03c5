internal import Diagnostics
internal import Samples
internal import StickTables

/// The keywords of the `global` section.
enum GlobalKeywords {
    static let all: [Keyword] = process + start + operators + tuning + HTTP2Keywords.all

    private static let process: [Keyword] = [
        .global("user", "<name>") { arguments, global, tools throws(Diagnostic) in
            global.settings.user = try arguments.need("a user").user(tools.environment)
        },
        .global("group", "<name>") { arguments, global, tools throws(Diagnostic) in
            global.settings.group = try arguments.need("a group").group(tools.environment)
        },
        .global("uid", "<number>") { arguments, global, _ throws(Diagnostic) in
            global.settings.user = try arguments.need("a number").accountNumber()
        },
        .global("gid", "<number>") { arguments, global, _ throws(Diagnostic) in
            global.settings.group = try arguments.need("a number").accountNumber()
        },
        .global("chroot", "<directory>") { arguments, global, _ throws(Diagnostic) in
            global.settings.chrootDirectory = try arguments.need("a directory").text
        },
        .global("daemon") { _, global, _ throws(Diagnostic) in
            global.settings.runsInBackground = true
        },
        .global("pidfile", "<file>") { arguments, global, _ throws(Diagnostic) in
            global.settings.pidFile = try arguments.need("a file").text
        },
        .global("nbthread", "<number>") { arguments, global, _ throws(Diagnostic) in
            global.settings.threadCount = try arguments.number("threads", in: 1...64)
        },
        .global("maxconn", "<number>", manual: "3.2") { arguments, global, _ throws(Diagnostic) in
            let limit = try arguments.number("connections", in: 0...Int(Int32.max))
            global.settings.maximumConnections = limit == 0 ? nil : limit
        },
        .global("ulimit-n", "<number>") { arguments, global, _ throws(Diagnostic) in
            let limit = try arguments.number("descriptors", in: 0...Int(Int32.max))
            global.settings.fileDescriptorLimit = limit == 0 ? nil : limit
        },
        .global("hard-stop-after", "<time>") { arguments, global, _ throws(Diagnostic) in
            global.settings.hardStopAfter = try arguments.duration("a time")
        },
        .global("server-state-file", "<file>") { arguments, global, _ throws(Diagnostic) in
            global.settings.serverStateFile = try arguments.need("a file").text
        },
        .global("server-state-base", "<directory>") { arguments, global, _ throws(Diagnostic) in
            global.settings.serverStateDirectory = try arguments.need("a directory").text
        },
        .global("grace", "<time>") { arguments, global, _ throws(Diagnostic) in
            let time = try arguments.duration("a time")
            global.settings.grace = time == .zero ? nil : time
        },
        .global("node", "<name>") { arguments, global, _ throws(Diagnostic) in
            global.settings.node = try arguments.need("a name").text
        },
        .global("description", "<text>") { arguments, global, _ throws(Diagnostic) in
            _ = arguments.upcoming
            global.settings.description = arguments.takeRest().map(\.text).joined(separator: " ")
        },
        .global("log", "<address> [len <n>] [format <format>] <facility> [<max> [<min>]]") {
            arguments,
            global,
            tools throws(Diagnostic) in
            global.settings.logTargets.append(try arguments.readLogTarget(tools.environment))
        },
        .global("log-send-hostname", "[<name>]") { arguments, global, _ throws(Diagnostic) in
            global.settings.logHostName = arguments.take()?.text ?? ""
        },
        .global("log-tag", "<text>") { arguments, global, _ throws(Diagnostic) in
            global.settings.logTag = try arguments.need("a tag").text
        },
    ]

    private static let start: [Keyword] = [
        .global("nbproc", "1") { arguments, _, _ throws(Diagnostic) in
            let word = try arguments.need("a number")
            guard word.text == "1" else {
                throw Diagnostic(
                    "there is no 'nbproc' but 1, as in HAProxy since 2.5",
                    at: word.place,
                    hint: "use 'nbthread'"
                )
            }
        },
        .global("thread-hard-limit", "<number>") { arguments, global, _ throws(Diagnostic) in
            global.settings.threadLimit = try arguments.number("threads", in: 1...64)
        },
        .global("unix-bind", "[prefix <path>] [mode <octal>] [user|uid|group|gid <name>]") {
            arguments,
            global,
            tools throws(Diagnostic) in
            var draft = BindDraft(place: arguments.place)
            if arguments.take("prefix") {
                global.unixSockets.prefix = try arguments.need("a path").text
            }
            let files = ["mode", "user", "uid", "group", "gid"]
            try arguments.readOptions(of: "unix-bind", into: &draft, tools) {
                files.contains($0.name)
            }
            global.unixSockets.file = draft.file
        },
        .global("fd-hard-limit", "<number>") { arguments, global, _ throws(Diagnostic) in
            let limit = try arguments.number("descriptors", in: 0...Int(Int32.max))
            global.settings.fileDescriptorMaximum = limit == 0 ? nil : limit
        },
        .global("localpeer", "<name>") { arguments, global, tools throws(Diagnostic) in
            global.settings.localPeer = try arguments.need("a name").text
        },
        .global("zero-warning") { _, global, _ throws(Diagnostic) in
            global.settings.failsOnWarnings = true
        },
        .global("quiet") { _, global, _ throws(Diagnostic) in global.settings.isQuiet = true },
        .global("master-worker", "[no-exit-on-failure]") {
            arguments,
            global,
            tools throws(Diagnostic) in
            _ = arguments.take("no-exit-on-failure")
            tools.warn(
                Diagnostic(
                    "'master-worker' changes nothing: one process reloads in place on SIGUSR2",
                    at: arguments.place,
                    severity: .note
                )
            )
        },
        .global("mworker-max-reloads", "<number>") { arguments, _, tools throws(Diagnostic) in
            _ = try arguments.number("reloads", in: 0...Int(Int32.max))
            tools.warn(
                Diagnostic(
                    "'mworker-max-reloads' changes nothing: a reload leaves no process behind",
                    at: arguments.place,
                    severity: .note
                )
            )
        },
        .global("strict-limits", canBeNegated: true) { arguments, global, _ throws(Diagnostic) in
            global.settings.toleratesLowLimits = arguments.isNegated
        },
    ]

    private static let operators: [Keyword] = [
        .global(
            "stats socket",
            "<address> [mode <octal>] [level <level>] [user|group <name>] [expose-fd listeners]"
        ) { arguments, global, tools throws(Diagnostic) in
            global.settings.statsSockets += try arguments.readStatsSockets(tools)
        },
        .global("stats timeout", "<time>") { arguments, global, _ throws(Diagnostic) in
            global.settings.statsTimeout = try arguments.duration("a time")
        },
        .global("stats maxconn", "<number>") { arguments, global, _ throws(Diagnostic) in
            global.settings.statsMaximumConnections = try arguments.number(
                "connections",
                in: 1...Int(Int32.max)
            )
        },
    ]

    private static let tuning: [Keyword] = [
        .global("tune.bufsize", "<size>", manual: "3.2") {
            arguments,
            global,
            _ throws(Diagnostic) in
            let word = try arguments.need("a size")
            let size = try word.size("bytes of a buffer")
            if size < 1024 {
                throw Diagnostic(
                    "a buffer of \(size) bytes is too small",
                    at: word.place,
                    expected: "1024 or more"
                )
            }
            global.settings.bufferSize = size
        },
        .global("tune.idle-pool.shared", "auto|on|full|off", manual: "3.2") {
            arguments,
            global,
            _ throws(Diagnostic) in
            global.settings.sharesIdleConnections = try arguments.need("a state").choice(
                "state",
                ["auto": true, "on": true, "full": true, "off": false]
            )
        },
        .global("tune.stick-counters", "<number>", manual: "3.2") {
            arguments,
            _,
            tools throws(Diagnostic) in
            tools.samples.tables.slotCount = try arguments.number("slots", in: 0...100)
        },
        .global("max-spread-checks", "<time>", manual: "3.2") {
            arguments,
            global,
            _ throws(Diagnostic) in
            global.settings.maximumCheckSpread = try arguments.duration("a time")
        },
    ]
}

extension Arguments {
    /// The words of `stats socket`.
    mutating func readStatsSockets(
        _ tools: ReadingTools,
        unsaidLevel: OperatorLevel = .operator
    ) throws(Diagnostic) -> [StatsSocket] {
        var draft = BindDraft(place: place)
        try draft.readAddresses(need("an address"), tools.environment)
        try readOptions(of: "stats socket", into: &draft, tools) { $0.isForSockets }
        return draft.addresses.map { address in
            var socket = StatsSocket(address: address)
            socket.level = draft.level ?? unsaidLevel
            socket.handsListenersOver = draft.handsListenersOver
            socket.file = draft.file
            socket.place = DeclarationPlace(draft.place)
            return socket
        }
    }
}
