internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// `show info`: what can be said of the process.
struct ProcessInformation {
    /// One line.
    struct Field {
        /// HAProxy's number of the field.
        let position: Int
        let name: String
        let tags: String
        let type: String
        let value: String
    }

    let fields: [Field]

    init(_ runtime: ProxyRuntime, listenerCount: Int) {
        let uptime = Int((MonotonicClock.now - runtime.startInstant).components.seconds)
        let instant = MonotonicClock.now.milliseconds
        let global = runtime.generation.configuration.global
        let limit = Int(clamping: CurrentProcess.openFileLimit.current)
        let days = "\(uptime / 86400)d \(uptime / 3600 % 24)h"
        let minutes = Self.twoDigits(uptime / 60 % 60)
        let text = "\(days)\(minutes)m\(Self.twoDigits(uptime % 60))s"
        let counters = runtime.counters
        let sent = runtime.generation.frontends.reduce(0) { $0 + $1.counters[.bytesOut] }
        var fields: [Field] = [
            Field(position: 0, name: "Name", tags: "POS", type: "str", value: "switchyard-proxy"),
            Field(position: 1, name: "Version", tags: "POS", type: "str", value: Release.version),
            Self.number(3, "Nbthread", "CGS", runtime.threadCount),
            Self.number(4, "Nbproc", "CGS", 1),
            Self.number(5, "Process_num", "KGP", 1),
            Self.number(6, "Pid", "SGP", Int(CurrentProcess.id)),
            Field(position: 7, name: "Uptime", tags: "MDP", type: "str", value: text),
            Self.number(8, "Uptime_sec", "MDP", uptime),
            Self.number(13, "Ulimit-n", "CLP", limit),
            Self.number(14, "Maxsock", "CLP", limit),
            Self.number(15, "Maxconn", "CLP", runtime.maximumConnections),
            Self.number(16, "Hard_maxconn", "CLP", runtime.hardConnectionLimit),
            Self.number(17, "CurrConns", "MGP", runtime.connections.current),
            Self.number(18, "CumConns", "MCP", runtime.connections.total),
            Self.number(19, "CumReq", "MCP", counters.requests),
            Self.number(21, "CurrSslConns", "MGP", runtime.tlsConnections.current),
            Self.number(22, "CumSslConns", "MCP", runtime.tlsConnections.total),
            Self.number(26, "ConnRate", "MRP", counters.connectionRate.perSecond(at: instant)),
            Self.number(27, "ConnRateLimit", "CLP", runtime.connectionRateLimit),
            Self.number(28, "MaxConnRate", "MMP", counters.connectionRate.maximum),
            Self.number(29, "SessRate", "MRP", counters.sessionRate.perSecond(at: instant)),
            Self.number(31, "MaxSessRate", "MRP", counters.sessionRate.maximum),
        ]
        fields += Self.encryption(runtime, instant)
        fields.append(
            Field(
                position: 50,
                name: "node",
                tags: "COS",
                type: "str",
                value: global.node ?? machineName()
            )
        )
        if let description = global.description {
            fields.append(
                Field(
                    position: 51,
                    name: "description",
                    tags: "COS",
                    type: "str",
                    value: description
                )
            )
        }
        fields += [
            Self.number(52, "Stopping", "MGP", runtime.isStopping ? 1 : 0),
            Self.number(53, "Jobs", "MGP", runtime.connections.current + listenerCount),
            Self.number(55, "Listeners", "MGP", listenerCount),
            Self.number(58, "DroppedLogs", "MGP", runtime.logs.droppedLines.current),
            Self.number(61, "TotalBytesOut", "MGP", sent),
            Self.number(70, "Start_time_sec", "MDP", Int(runtime.startTime.seconds)),
        ]
        self.fields = fields
    }

    /// `Name: value`, a line each.
    var lines: String { fields.map { "\($0.name): \($0.value)\n" }.joined() }

    /// The typed form.
    var typed: String {
        fields.map { "\($0.position).\($0.name).1:\($0.tags):\($0.type):\($0.value)\n" }.joined()
    }

    /// The form in JSON.
    var json: String {
        let written = fields.map { field in
            "{"
                + StatisticsEncoding.jsonValue(
                    position: field.position,
                    name: field.name,
                    tags: field.tags,
                    type: field.type,
                    value: field.value
                ) + "}"
        }
        return "[\(written.joined(separator: ","))]\n"
    }

    private static func number(
        _ position: Int,
        _ name: String,
        _ tags: String,
        _ value: Int
    )
        -> Field
    {
        Field(position: position, name: name, tags: tags, type: "u32", value: "\(value)")
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// What there is to say of TLS.
    private static func encryption(_ runtime: ProxyRuntime, _ instant: Int64) -> [Field] {
        let counters = runtime.counters
        let rate = counters.encryptionRate.perSecond(at: instant)
        let keys = counters.clientKeyRate.perSecond(at: instant)
        let reuse = rate > keys ? 100 - (100 * keys + (rate - 1) / 2) / rate : 0
        let cache = runtime.generation.certificates.sessionCacheUse
        return [
            number(32, "SslRate", "MRP", rate),
            number(34, "MaxSslRate", "MMP", counters.encryptionRate.maximum),
            number(35, "SslFrontendKeyRate", "MRP", keys),
            number(36, "SslFrontendMaxKeyRate", "MMP", counters.clientKeyRate.maximum),
            number(37, "SslFrontendSessionReuse_pct", "MRP", reuse),
            number(
                38,
                "SslBackendKeyRate",
                "MRP",
                counters.serverKeyRate.perSecond(at: instant)
            ),
            number(39, "SslBackendMaxKeyRate", "MMP", counters.serverKeyRate.maximum),
            number(40, "SslCacheLookups", "MCP", cache.lookups),
            number(41, "SslCacheMisses", "MCP", cache.misses),
        ]
    }
}
