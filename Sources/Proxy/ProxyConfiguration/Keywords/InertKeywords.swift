internal import Diagnostics

/// Keywords that tune how HAProxy is made and mean nothing to this program.
///
/// They are read, their arguments checked, and a note says why they change nothing. Only what traffic
/// cannot see stands here; what it would see is done, or refused.
struct InertKeyword: Sendable {
    /// What its arguments look like.
    enum Shape: Sendable {
        case nothing
        case number(ClosedRange<Int>)
        case size
        case time
        /// `on` or `off`, or one of some more words.
        case state([String] = [])
        /// One word or several, of any kind.
        case words
        /// The same, or none.
        case anything
    }

    let name: String
    let usage: String
    let shape: Shape
    /// Why it changes nothing, as the end of a sentence.
    let reason: String
    let canBeNegated: Bool
    let sections: Sections

    init(
        _ name: String,
        _ usage: String,
        _ shape: Shape,
        _ reason: String,
        canBeNegated: Bool = false,
        in sections: Sections = .global
    ) {
        self.name = name
        self.usage = usage
        self.shape = shape
        self.reason = reason
        self.canBeNegated = canBeNegated
        self.sections = sections
    }

    /// An option of proxies.
    private static func option(_ name: String, _ sections: Sections, _ reason: String) -> Self {
        Self("option \(name)", "", .nothing, reason, canBeNegated: true, in: sections)
    }

    static let all: [InertKeyword] =
        threads + polling + memory + copying + scheduling + elsewhere + encryption
        + permissions + proxies

    /// The entries as keywords.
    static let keywords: [Keyword] = all.map { inert in
        if inert.sections == .global {
            return .global(inert.name, inert.usage, canBeNegated: inert.canBeNegated, manual: "3") {
                arguments,
                _,
                tools throws(Diagnostic) in
                try inert.take(&arguments, tools)
            }
        }
        return .proxy(inert.name, inert.usage, in: inert.sections, canBeNegated: inert.canBeNegated)
        {
            arguments,
            _,
            tools throws(Diagnostic) in
            try inert.take(&arguments, tools)
        }
    }

    private func take(
        _ arguments: inout Arguments,
        _ tools: ReadingTools
    ) throws(Diagnostic) {
        if !arguments.isNegated { try check(&arguments) }
        try arguments.end()
        tools.warn(
            Diagnostic(
                "'\(name)' changes nothing: \(reason)",
                at: arguments.place,
                severity: .note
            )
        )
    }

    private func check(_ arguments: inout Arguments) throws(Diagnostic) {
        switch shape {
        case .nothing: break
        case .number(let range): _ = try arguments.number("a number", in: range)
        case .size: _ = try arguments.need("a size").size("a size")
        case .time: _ = try arguments.duration("a time")
        case .state(let more):
            let words = ["on", "off"] + more
            _ = try arguments.need("a state").choice(
                "state",
                Dictionary(uniqueKeysWithValues: words.map { ($0, true) })
            )
        case .words:
            _ = try arguments.need("a word")
            _ = arguments.takeRest()
        case .anything: _ = arguments.takeRest()
        }
    }

    private static let any: ClosedRange<Int> = 0...Int(Int32.max)

    private static let threads: [InertKeyword] = {
        let reason = "threads are of one kind, and run where the kernel puts them"
        return [
            InertKeyword("thread-groups", "<number>", .number(1...64), reason),
            InertKeyword("thread-group", "<group> [<threads>...]", .words, reason),
            InertKeyword("max-threads-per-group", "<number>", .number(1...64), reason),
            InertKeyword("cpu-map", "[auto:]<threads> <processors>...", .words, reason),
            InertKeyword("cpu-affinity", "<kind>", .words, reason),
            InertKeyword("cpu-policy", "<policy>", .words, reason),
            InertKeyword("cpu-set", "<directive>...", .words, reason),
            InertKeyword("numa-cpu-mapping", "", .nothing, reason, canBeNegated: true),
            InertKeyword("tune.takeover-other-tg-connections", "<mode>", .words, reason),
            InertKeyword(
                "tune.listener.multi-queue",
                "on|off|fair",
                .state(["fair"]),
                "the kernel gives each thread its share of connections"
            ),
            InertKeyword(
                "tune.listener.default-shards",
                "by-process|by-thread|by-group",
                .words,
                "each thread has its own listening socket"
            ),
            InertKeyword("tune.renice.startup", "<number>", .number(-20...19), prioritised),
            InertKeyword("tune.renice.runtime", "<number>", .number(-20...19), prioritised),
        ]
    }()

    private static let prioritised = "the process keeps the priority that it was started with"

    private static let polling: [InertKeyword] = {
        let reason = "epoll is the one way of polling"
        return [
            InertKeyword("busy-polling", "", .nothing, "threads sleep", canBeNegated: true),
            InertKeyword("noepoll", "", .nothing, reason),
            InertKeyword("noevports", "", .nothing, reason),
            InertKeyword("nokqueue", "", .nothing, reason),
            InertKeyword("nopoll", "", .nothing, reason),
            InertKeyword("tune.epoll.mask-events", "<event>[,...]", .words, reason),
            InertKeyword("tune.fd.edge-triggered", "on|off", .state(), reason),
            InertKeyword("tune.fd.tables", "<kind>", .words, reason),
            InertKeyword("tune.maxpollevents", "<number>", .number(any), reason),
            InertKeyword("tune.events.max-events-at-once", "<number>", .number(any), reason),
            InertKeyword("prealloc-fd", "", .nothing, "the kernel grows the table as it is used"),
        ]
    }()

    private static let memory: [InertKeyword] = {
        let reason = "memory is taken as it is used"
        return [
            InertKeyword("no-memory-trimming", "", .nothing, reason),
            InertKeyword("tune.buffers.limit", "<number>", .number(any), reason),
            InertKeyword("tune.buffers.reserve", "<number>", .number(any), reason),
            InertKeyword("tune.memory.hot-size", "<size>", .size, reason),
            InertKeyword("tune.defaults.purge", "[<kind>[,...]]", .anything, reason),
            InertKeyword("tune.pool-high-fd-ratio", "<percent>", .number(0...100), reason),
            InertKeyword("tune.pool-low-fd-ratio", "<percent>", .number(0...100), reason),
            InertKeyword("tune.pattern.cache-size", "<number>", .number(any), "nothing is cached"),
            InertKeyword("tune.ring.queues", "<number>", .number(any), reason),
        ]
    }()

    private static let copying: [InertKeyword] = {
        let reason = "it is for the program to choose how bytes are moved"
        return [
            InertKeyword("nosplice", "", .nothing, reason),
            InertKeyword("noktls", "", .nothing, reason),
            InertKeyword("maxpipes", "<number>", .number(any), reason),
            InertKeyword("tune.pipesize", "<size>", .size, reason),
            InertKeyword("tune.recv_enough", "<size>", .size, reason),
            InertKeyword("tune.disable-fast-forward", "", .nothing, reason),
            InertKeyword("tune.disable-zero-copy-forwarding", "", .nothing, reason),
            InertKeyword("tune.applet.zero-copy-forwarding", "on|off", .state(), reason),
            InertKeyword("tune.h1.zero-copy-fwd-recv", "on|off", .state(), reason),
            InertKeyword("tune.h1.zero-copy-fwd-send", "on|off", .state(), reason),
            InertKeyword("tune.h2.zero-copy-fwd-send", "on|off", .state(), reason),
            InertKeyword("tune.pt.zero-copy-forwarding", "on|off", .state(), reason),
        ]
    }()

    private static let scheduling: [InertKeyword] = {
        let reason = "a thread shares its time by bytes"
        return [
            InertKeyword("tune.maxaccept", "<number>", .number(-1...Int(Int32.max)), reason),
            InertKeyword("tune.runqueue-depth", "<number>", .number(any), reason),
            InertKeyword("tune.sched.low-latency", "on|off", .state(), reason),
            InertKeyword("tune.max-rules-at-once", "<number>", .number(any), reason),
            InertKeyword("tune.max-checks-per-thread", "<number>", .number(any), reason),
            InertKeyword("tune.idletimer", "<time>", .time, reason),
            InertKeyword("warn-blocked-traffic-after", "<time>", .time, reason),
            InertKeyword("profiling.tasks", "on|off|auto", .state(["auto"]), "perf tells that"),
            InertKeyword("profiling.memory", "on|off", .state(), "perf tells that"),
            InertKeyword("debug.counters", "on|off", .state(), "there are no such counters"),
        ]
    }()

    /// Settings of what is not there; its own keywords are refused.
    private static let elsewhere: [InertKeyword] = {
        let quic = "QUIC is not spoken"
        let client = "the proxy is no client of anybody but its servers"
        return [
            InertKeyword("cluster-secret", "<secret>", .words, quic),
            InertKeyword("limited-quic", "", .nothing, quic),
            InertKeyword("harden.reject-privileged-ports.quic", "on|off", .state(), quic),
            InertKeyword("httpclient.resolvers.disabled", "on|off", .state(), client),
            InertKeyword("httpclient.resolvers.id", "<name>", .words, client),
            InertKeyword("httpclient.resolvers.prefer", "ipv4|ipv6", .words, client),
            InertKeyword("httpclient.retries", "<number>", .number(any), client),
            InertKeyword("httpclient.ssl.ca-file", "<file>", .words, client),
            InertKeyword("httpclient.ssl.verify", "none|required", .words, client),
            InertKeyword("httpclient.timeout.connect", "<time>", .time, client),
            InertKeyword("insecure-setuid-wanted", "", .nothing, "no program is started"),
        ] + compression + QUICWords.all.map { InertKeyword($0, "<value>", .words, quic) }
    }()

    private static let encryption: [InertKeyword] = {
        let captured = "nothing of a client's first message is kept"
        let library = "the library sizes records by itself"
        return [
            InertKeyword("tune.ssl.capture-buffer-size", "<number>", .number(any), captured),
            InertKeyword("tune.ssl.capture-cipherlist-size", "<number>", .number(any), captured),
            InertKeyword("tune.ssl.maxrecord", "<number>", .number(any), library),
            InertKeyword("tune.ssl.hard-maxrecord", "<number>", .number(any), library),
            InertKeyword(
                "tune.ssl.force-private-cache",
                "",
                .nothing,
                "there is one process, whose threads share sessions"
            ),
            InertKeyword(
                "tune.ssl.ssl-ctx-cache-size",
                "<number>",
                .number(any),
                "no certificate is generated"
            ),
        ]
    }()

    private static let compression: [InertKeyword] = {
        let reason = "nothing is compressed"
        return [
            InertKeyword("maxcompcpuusage", "<percent>", .number(0...100), reason),
            InertKeyword("maxcomprate", "<number>", .number(any), reason),
            InertKeyword("maxzlibmem", "<number>", .number(any), reason),
            InertKeyword("tune.comp.maxlevel", "<number>", .number(1...9), reason),
            InertKeyword("tune.zlib.memlevel", "<number>", .number(1...9), reason),
            InertKeyword("tune.zlib.windowsize", "<number>", .number(8...15), reason),
        ]
    }()

    private static let permissions: [InertKeyword] = {
        let reason = "what is supported is supported without it"
        return [
            InertKeyword("expose-experimental-directives", "", .nothing, reason),
            InertKeyword("expose-deprecated-directives", "", .nothing, reason),
            InertKeyword("insecure-fork-wanted", "", .nothing, reason, canBeNegated: true),
            InertKeyword(
                "set-dumpable",
                "[on|off|libs]",
                .anything,
                "systemd's LimitCORE says whether a core is dumped",
                canBeNegated: true
            ),
        ]
    }()

    private static let proxies: [InertKeyword] = {
        let moved = "it is for the program to choose how bytes are moved"
        let counted = "all counters are told as they are"
        return [
            option("splice-auto", .proxies, moved),
            option("splice-request", .proxies, moved),
            option("splice-response", .proxies, moved),
            option("http-no-delay", .proxies, "every piece of a message is sent as it comes"),
            option("tcp-smart-accept", .clientSide, moved),
            option("tcp-smart-connect", .serverSide, moved),
            option("contstats", .clientSide, counted),
            option("socket-stats", .clientSide, "listeners are not counted one by one"),
            option("http-use-htx", .proxies, "HAProxy's other way is gone since 2.1"),
            InertKeyword(
                "fullconn",
                "<number>",
                .number(any),
                "no server has a 'minconn' that it would scale",
                in: .serverSide
            ),
            InertKeyword(
                "guid",
                "<name>",
                .words,
                "there is no file of statistics that would name it",
                in: [.frontend, .backend, .listen]
            ),
        ]
    }()
}

/// The `tune.quic.` words.
private enum QUICWords {
    static let all: [String] =
        both.flatMap { ["tune.quic.fe.\($0)", "tune.quic.be.\($0)"] }
        + [
            "tune.quic.fe.sec.retry-threshold", "tune.quic.fe.sock-per-conn",
            "tune.quic.fe.stream.max-total", "tune.quic.listen", "tune.quic.mem.tx-max",
            "tune.quic.zero-copy-fwd-send", "tune.quic.retry-threshold",
            "tune.quic.max-frame-loss", "tune.quic.reorder-ratio", "tune.quic.socket-owner",
            "tune.quic.conn-buf-limit", "tune.quic.cc-hystart", "tune.quic.cc.cubic.min-losses",
            "tune.quic.disable-tx-pacing", "tune.quic.disable-udp-gso",
            "tune.quic.frontend.conn-tx-buffers.limit",
            "tune.quic.frontend.default-max-window-size",
            "tune.quic.frontend.glitches-threshold", "tune.quic.frontend.max-data-size",
            "tune.quic.frontend.max-idle-timeout", "tune.quic.frontend.max-streams-bidi",
            "tune.quic.frontend.max-tx-mem", "tune.quic.backend.max-idle-timeout",
            "tune.quic.frontend.stream-data-ratio",
        ]

    private static let both = [
        "cc.cubic-min-losses", "cc.hystart", "cc.max-frame-loss", "cc.max-win-size",
        "cc.reorder-ratio", "max-idle-timeout", "sec.glitches-threshold", "stream.data-ratio",
        "stream.max-concurrent", "stream.rxbuf", "tx.pacing", "tx.udp-gso",
    ]
}
