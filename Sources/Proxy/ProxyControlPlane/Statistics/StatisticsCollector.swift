internal import Balancing
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// Reads the numbers of a running proxy into rows.
struct StatisticsCollector {
    let runtime: ProxyRuntime
    /// Whether addresses, cookies and algorithms are told, which a plain user does not see.
    let showsSensitive: Bool
    private let now = Int(WallTime.now.seconds)
    private let instant = MonotonicClock.now.milliseconds

    init(_ runtime: ProxyRuntime, showsSensitive: Bool) {
        self.runtime = runtime
        self.showsSensitive = showsSensitive
    }

    /// All rows in HAProxy's order.
    func rows() -> [StatisticsRow] { shownProxies.flatMap { rows(of: $0) } }

    /// The proxies that have rows.
    var shownProxies: [ProxySettings] {
        runtime.generation.configuration.proxies.filter { !$0.isDisabled }
    }

    /// The rows of a proxy: its client side, its servers, its server side.
    func rows(of proxy: ProxySettings) -> [StatisticsRow] {
        let generation = runtime.generation
        var rows: [StatisticsRow] = []
        if proxy.hasFrontend, let frontend = generation.frontend(named: proxy.name) {
            rows.append(row(frontend))
        }
        if proxy.hasBackend, let backend = generation.backend(named: proxy.name) {
            for server in backend.servers where !server.settings.isDispatch {
                rows.append(row(server, in: backend))
            }
            rows.append(row(backend))
        }
        return rows
    }

    private func row(_ frontend: FrontendRuntime) -> StatisticsRow {
        let counters = frontend.counters
        let id = frontend.settings.id
        var row = StatisticsRow(
            .frontend,
            proxy: frontend.name,
            name: "FRONTEND",
            proxyID: id,
            serverID: 0
        )
        fillTraffic(&row, counters)
        row["status"] = status(of: frontend)
        row["mode"] = frontend.settings.mode.rawValue
        row.set([
            "slim": frontend.maximumConnections ?? runtime.maximumConnections,
            "dreq": counters[.deniedRequests],
            "ereq": counters[.requestErrors],
            "rate_lim": 0,
            "req_rate": counters.requestRate.perSecond(at: instant),
            "req_rate_max": counters.requestRate.maximum,
            "conn_rate": counters.sessionRate.perSecond(at: instant),
            "conn_rate_max": counters.sessionRate.maximum,
            "conn_tot": counters[.connections],
            "intercepted": counters[.interceptedRequests], "dcon": counters[.deniedConnections],
            "dses": counters[.deniedSessions],
            "comp_in": 0, "comp_out": 0, "comp_byp": 0, "comp_rsp": 0,
            "cache_lookups": 0, "cache_hits": 0,
        ])
        if frontend.settings.mode == .tcp { dropWhatNeedsHTTP(&row, in: ["intercepted"]) }
        return row
    }

    private func status(of frontend: FrontendRuntime) -> String {
        if runtime.isStopping { return "STOP" }
        return switch frontend.admission {
        case .open: "OPEN"
        case .paused: "PAUSED"
        case .shut: "STOP"
        }
    }

    private func row(_ backend: BackendRuntime) -> StatisticsRow {
        let counters = backend.counters
        var row = StatisticsRow(
            .backend,
            proxy: backend.name,
            name: "BACKEND",
            proxyID: backend.settings.id,
            serverID: 0
        )
        fillTraffic(&row, counters)
        fillServerSide(&row, counters)
        let isUp = backend.usableServers + backend.usableBackups > 0 || backend.servers.isEmpty
        let usable = backend.servers.filter { $0.acceptsNewStreams }
        let serving = usable.filter { !$0.settings.isBackup }
        let weights = (serving.isEmpty ? usable : serving).reduce(0) { $0 + $1.userWeight }
        row["status"] = isUp ? "UP" : "DOWN"
        row["mode"] = backend.settings.mode.rawValue
        row.set([
            "qcur": backend.queue.current,
            "qmax": backend.queue.maximum,
            "slim": max(1, runtime.maximumConnections / 10),
            "dreq": counters[.deniedRequests],
            "weight": weights,
            "act": backend.usableServers,
            "bck": backend.usableBackups,
            "chkdown": backend.timesDown.current,
            "lastchg": now - backend.lastChange.current,
            "comp_in": 0, "comp_out": 0, "comp_byp": 0, "comp_rsp": 0,
            "cache_lookups": 0, "cache_hits": 0,
            "uweight": weights,
            "agg_server_status": 0, "agg_server_check_status": 0, "agg_check_status": 0,
        ])
        if !backend.servers.isEmpty {
            let down = isUp ? 0 : now - backend.lastChange.current
            row["downtime"] = "\(down)"
        }
        if showsSensitive {
            row["cookie"] = backend.settings.cookie?.name ?? ""
            row["algo"] = backend.settings.balance.word
        }
        if backend.settings.mode == .tcp { dropWhatNeedsHTTP(&row, in: ["req_tot"]) }
        return row
    }

    private func row(_ server: ServerRuntime, in backend: BackendRuntime) -> StatisticsRow {
        var row = StatisticsRow(
            .server,
            proxy: backend.name,
            name: server.settings.name,
            proxyID: backend.settings.id,
            serverID: server.settings.id
        )
        fillTraffic(&row, server.counters)
        fillServerSide(&row, server.counters)
        let tracked = server.settings.tracked?.name(in: backend.name)
        let judged = tracked == nil ? server : runtime.generation.judged(server, in: backend)
        row["status"] = server.statusText(judgedBy: judged, tracking: tracked)
        row["tracked"] = tracked ?? ""
        row["mode"] = backend.settings.mode.rawValue
        row["slim"] = server.maximumConnections.map(String.init) ?? ""
        row["qlimit"] = server.settings.maximumQueue.map(String.init) ?? ""
        row.set([
            "qcur": server.queue.current,
            "qmax": server.queue.maximum,
            "weight": server.userWeight * server.sixteenths / 16,
            "uweight": server.userWeight,
            "act": server.settings.isBackup ? 0 : 1,
            "bck": server.settings.isBackup ? 1 : 0,
            "lastchg": now - server.lastChange.current,
            "srv_icur": server.idleConnections.current,
            "idle_conn_cur": 0,
            "safe_conn_cur": server.idleConnections.current,
            "used_conn_cur": server.servedStreams,
            "need_conn_est": server.servedStreams,
        ])
        if server.sixteenths < 16 { row["throttle"] = "\(server.sixteenths * 100 / 16)" }
        fillCheck(&row, server)
        fillAgent(&row, server)
        if showsSensitive {
            row["addr"] = server.address.map(\.description) ?? ""
            row["cookie"] = server.settings.cookie ?? ""
        }
        if backend.settings.mode == .tcp { dropWhatNeedsHTTP(&row, in: ["req_tot"]) }
        return row
    }

    private func fillCheck(_ row: inout StatisticsRow, _ server: ServerRuntime) {
        guard let check = server.settings.check, server.isProbed, server.admin != .maintenance
        else { return }
        let last = server.lastCheck
        row.set([
            "chkfail": server.failedChecks.current,
            "chkdown": server.timesDown.current,
            "downtime": server.downSeconds.current
                + (server.check == .down ? now - server.lastChange.current : 0),
            "check_rise": check.thresholds.rise,
            "check_fall": check.thresholds.fall,
            "check_health": last.isEnabled ? last.health : check.thresholds.rise,
        ])
        row["hanafail"] = server.observedAlarms.map(String.init) ?? ""
        row["check_status"] = last.status
        // What traffic has found out took no time of a check.
        if last.durationMilliseconds >= 0 {
            row["check_duration"] = "\(last.durationMilliseconds)"
        }
        if last.tellsCode { row["check_code"] = "\(last.code)" }
        row["last_chk"] = last.detail
        row["check_desc"] = last.description
    }

    private func fillAgent(_ row: inout StatisticsRow, _ server: ServerRuntime) {
        guard let agent = server.agent, agent.isEnabled else { return }
        let last = agent.last
        row["agent_status"] = last.status
        if last.status.hasPrefix("L7OK") || last.status == "L7STS" { row["agent_code"] = "0" }
        row["last_agt"] = last.detail
        row["agent_desc"] = last.description
        row.set([
            "agent_duration": last.durationMilliseconds, "agent_rise": 1, "agent_fall": 1,
            "agent_health": agent.isUp ? 1 : 0,
        ])
    }

    private func fillTraffic(_ row: inout StatisticsRow, _ counters: TrafficCounters) {
        row.set([
            "scur": counters.sessions.current,
            "smax": counters.sessions.maximum,
            "stot": counters.sessions.total,
            "bin": counters[.bytesIn],
            "bout": counters[.bytesOut],
            "dresp": counters[.deniedResponses],
            "rate": counters.sessionRate.perSecond(at: instant),
            "rate_max": counters.sessionRate.maximum,
            "req_tot": counters[.requests],
            "wrew": 0, "eint": 0,
        ])
        let names = ["hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other"]
        for (name, count) in zip(names, counters.responses) { row[name] = "\(count)" }
    }

    /// Takes out what proxies of mode tcp do not count.
    private func dropWhatNeedsHTTP(_ row: inout StatisticsRow, in columns: [String]) {
        let all = ["hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other"]
        for column in all + ["cache_lookups", "cache_hits"] + columns { row[column] = "" }
    }

    private func fillServerSide(_ row: inout StatisticsRow, _ counters: TrafficCounters) {
        let last = counters.lastSession
        row.set([
            "econ": counters[.connectionErrors],
            "eresp": counters[.responseErrors],
            "wretr": counters[.retries],
            "wredis": counters[.redispatches],
            "lbtot": counters[.selections],
            "cli_abrt": counters[.clientAborts],
            "srv_abrt": counters[.serverAborts],
            "connect": counters[.connectionsOpened],
            "reuse": counters[.connectionsReused],
            "lastsess": last == 0 ? -1 : now - last,
        ])
        for (name, time) in zip(["qtime", "ctime", "rtime", "ttime"], counters.times) {
            row[name] = "\(time.current)"
            row[name + "_max"] = "\(time.maximum)"
        }
    }
}

extension ServerRuntime {
    /// The word of the column `status`; the checks that count are those of the server at the end of what it
    /// tracks.
    func statusText(judgedBy judged: ServerRuntime, tracking tracked: String?) -> String {
        if admin == .maintenance {
            if inheritedAdmin == .maintenance, let tracked { return "MAINT (via \(tracked))" }
            return lacksAddress ? "MAINT (resolution)" : "MAINT"
        }
        let agent = judged.agent
        let isAsked = agent?.isEnabled == true
        if check == .down, agent?.keepsDown == true { return "DOWN (agent)" }
        if check != .down, admin == .drain, isAsked { return "DRAIN (agent)" }
        guard let thresholds = judged.settings.check?.thresholds, judged.isProbed else {
            if check == .down { return isAsked ? "DOWN 0/2" : "DOWN" }
            return admin == .drain ? "DRAIN" : check == .stopping ? "NOLB" : "no check"
        }
        let (rise, fall) = (thresholds.rise, thresholds.fall)
        let last = judged.lastCheck
        let health = last.isEnabled ? last.health : rise
        if check == .down {
            return health == 0 || health >= rise ? "DOWN" : "DOWN \(health)/\(rise)"
        }
        let isFalling = health >= rise && health < rise + fall - 1
        let fraction = isFalling ? " \(health - rise + 1)/\(fall)" : ""
        if admin == .drain { return "DRAIN" + fraction }
        return (check == .stopping ? "NOLB" : "UP") + fraction
    }
}

extension BalanceMethod {
    /// The word of the column `algo`.
    var word: String {
        switch self {
        case .roundRobin: "roundrobin"
        case .staticRoundRobin: "static-rr"
        case .leastConnections: "leastconn"
        case .first: "first"
        case .random: "random"
        case .source: "source"
        case .uri: "uri"
        case .header: "hdr"
        case .urlParameter: "url_param"
        }
    }
}
