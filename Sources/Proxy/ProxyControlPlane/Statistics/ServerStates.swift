internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// The tables of `show servers state` and `show servers conn`.
enum ServerStates {
    static let stateHeader =
        "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight "
        + "srv_iweight srv_time_since_last_change srv_check_status srv_check_result "
        + "srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id "
        + "srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr "
        + "srv_agent_port\n"

    /// HAProxy's numbers of the words of a check's status.
    private static let statusNumbers = [
        "UNK": 0, "INI": 1, "CHECKED": 3, "HANA": 4, "SOCKERR": 5, "L4OK": 6, "L4TOUT": 7,
        "L4CON": 8, "L6OK": 9,
        "L6TOUT": 10, "L6RSP": 11, "L7TOUT": 12, "L7RSP": 13, "L7OK": 15, "L7OKC": 16, "L7STS": 17,
    ]

    /// The word of a check's status by HAProxy's number.
    static func word(ofStatus number: Int) -> String {
        statusNumbers.first { $0.value == number }?.key ?? "UNK"
    }

    /// `show servers state`, format 1.
    static func state(_ backend: BackendRuntime) -> String {
        let now = Int(WallTime.now.seconds)
        return backend.servers.filter { !$0.settings.isDispatch }
            .map { line($0, in: backend, now) }.joined()
    }

    private static func line(
        _ server: ServerRuntime,
        in backend: BackendRuntime,
        _ now: Int
    )
        -> String
    {
        let last = server.lastCheck
        let port = server.address?.port.map(Int.init) ?? 0
        let words: [String] = [
            "\(backend.settings.id)", backend.name, "\(server.settings.id)", server.settings.name,
            server.address?.host ?? "-", "\(operationalState(server))", "\(adminState(server))",
            "\(server.userWeight)", "\(server.initialWeight)",
            "\(now - server.lastChange.current)", "\(statusNumbers[last.status] ?? 0)",
            "\(checkResult(server, last))", "\(checkHealth(server, last))",
            "\(checkState(server))", "\(agentState(server))", "0", "0", hostName(server), "\(port)",
            "-",
            encryption(server), "\(server.checkPort ?? 0)",
            server.ownCheckAddress?.host ?? "-", server.agent?.address?.host ?? "-",
            "\(server.agent?.port ?? 0)",
        ]
        return words.joined(separator: " ") + "\n"
    }

    /// Whether TLS is spoken; -1 is said not to be.
    private static func encryption(_ server: ServerRuntime) -> String {
        if server.tls != nil { return "1" }
        return server.settings.refusesTLS && server.encryption == .configured ? "-1" : "0"
    }

    /// 0 stopped, 1 starting slowly, 2 running, 3 stopping.
    private static func operationalState(_ server: ServerRuntime) -> Int {
        if server.admin == .maintenance || server.check == .down { return 0 }
        if server.check == .stopping { return 3 }
        return server.sixteenths < 16 ? 1 : 2
    }

    /// Bits: 1 forced maintenance, 2 and 16 those of the server that it tracks, 4 maintenance by the configuration, 8 forced drain,
    /// 32 maintenance for want of an address.
    private static func adminState(_ server: ServerRuntime) -> Int {
        let configured = server.settings.isDisabled ? 4 : 0
        let inherited =
            switch server.inheritedAdmin {
            case .ready: 0
            case .drain: 16
            case .maintenance: 2
            }
        return switch server.ownAdmin {
        case .ready: configured | inherited
        case .drain: configured | inherited | 8
        case .maintenance: configured | inherited | (server.lacksAddress ? 32 : 1)
        }
    }

    private static func checkResult(_ server: ServerRuntime, _ last: LastCheck) -> Int {
        guard last.isEnabled else { return 0 }
        if server.check == .stopping { return 4 }
        return last.status.hasSuffix("OK") ? 3 : 2
    }

    private static func checkHealth(_ server: ServerRuntime, _ last: LastCheck) -> Int {
        if server.admin == .maintenance { return 0 }
        return last.isEnabled ? last.health : server.settings.thresholds.rise
    }

    /// Bits: 2 configured, 4 enabled, 8 paused; paused is also a server that was disabled at start.
    private static func checkState(_ server: ServerRuntime) -> Int {
        if server.settings.check == nil { return server.settings.isDisabled ? 8 : 0 }
        // Maintenance pauses what runs; an added server's checks have not run before they are enabled.
        let isPaused =
            server.admin == .maintenance && (server.isProbed || !server.isAddedByOperator)
        return 2 + (server.isProbed ? 4 : 0) + (isPaused ? 8 : 0)
    }

    /// Bits: 2 configured, 4 enabled, 16 an agent.
    private static func agentState(_ server: ServerRuntime) -> Int {
        guard let agent = server.agent else { return 0 }
        return agent.isEnabled ? 22 : 18
    }

    private static func hostName(_ server: ServerRuntime) -> String {
        server.hostName?.text ?? "-"
    }

    static let connectionsHeader =
        "# bkname/svname bkid/svid addr port - purge_delay used_cur used_max need_est "
        + "unsafe_nb safe_nb idle_lim idle_cur\n"

    /// `show servers conn`.
    static func connections(_ backend: BackendRuntime) -> String {
        var text = ""
        for server in backend.servers where !server.settings.isDispatch {
            let delay = server.settings.idleConnectionLifetime.wholeMilliseconds()
            let idle = server.idleConnections.current
            let limit = server.settings.maximumIdleConnections ?? -1
            text += "\(backend.name)/\(server.settings.name) "
            text += "\(backend.settings.id)/\(server.settings.id) "
            text += "\(server.address?.host ?? "-") \(server.address?.port ?? 0) - \(delay) "
            text += "\(server.servedStreams) \(server.counters.sessions.maximum) "
            text += "\(server.servedStreams) 0 \(idle) \(limit) \(idle)\n"
        }
        return text
    }
}
