import Diagnostics
import DocumentValues
import LinuxSystem
import PlaybookRunning

/// Where a drill runs and what it asks: its templates with the variables of its host.
struct DrillSite: Sendable {
    /// What the drill is called, with the values of its variables.
    let title: String
    /// The host that the stages run on.
    let host: String
    let traffic: [LoadTraffic]
    /// The admin socket of the proxy, when the drill names one.
    let socket: String?
    /// The servers that the fault takes away, when the drill names them.
    let victims: [String]?
    let failsafe: Failsafe?

    /// Evaluates a drill's texts; everything that can be wrong with them is found here.
    init(
        of drill: DrillFile,
        in folder: String,
        _ engine: PlaybookEngine
    ) throws(Diagnostic) {
        let pattern = drill.hosts.string ?? ""
        guard let first = try engine.hosts(matching: pattern).first else {
            throw Diagnostic("no host matches '\(pattern)' and the limit", at: drill.hosts.place)
        }
        host = first
        let values = DrillValues(drill: drill, folder: folder, host: first, engine: engine)
        title =
            try drill.title.map { (node) throws(Diagnostic) in try values.text(node) } ?? drill.name
        traffic = try drill.load.traffic.map { (text) throws(Diagnostic) in
            try values.traffic(text)
        }
        try Self.refuseIdleLimits(drill, traffic)
        socket = try drill.load.proxy.map { (node) throws(Diagnostic) in try values.text(node) }
        victims = try drill.victims.map { (node) throws(Diagnostic) in try values.words(node) }
        failsafe = try drill.failsafe.map { (failsafe) throws(Diagnostic) in
            try Self.failsafe(failsafe, values)
        }
    }

    private static func failsafe(
        _ failsafe: DrillFile.FailsafeText,
        _ values: DrillValues
    ) throws(Diagnostic) -> Failsafe {
        let host = try values.text(failsafe.host)
        guard values.engine.knowsHost(host) else {
            throw Diagnostic("'\(host)' is no host of the inventory", at: failsafe.host.place)
        }
        return Failsafe(
            host: host,
            after: failsafe.after,
            command: try values.words(failsafe.command),
            unit: "switchyard-drill-\(randomName(count: 8))"
        )
    }

    /// Refuses limits that no traffic of the load can break.
    private static func refuseIdleLimits(
        _ drill: DrillFile,
        _ traffic: [LoadTraffic]
    ) throws(Diagnostic) {
        let needs: [(limit: TrafficLimit, need: String, holds: (LoadTraffic) -> Bool)] = [
            (.lost, "that is not idempotent", { !$0.isIdempotent }),
            (.stickyMoved, "with 'sticky: true'", { $0.isSticky }),
            (.websocketsReopened, "with an address of ws or wss", { $0.target.isWebSocket }),
        ]
        for need in needs {
            if let place = drill.limitPlaces[need.limit.rawValue],
                !traffic.contains(where: need.holds)
            {
                throw Diagnostic(
                    "nothing can break the limit '\(need.limit.rawValue)'",
                    at: place,
                    expected: "traffic \(need.need)"
                )
            }
            for kind in traffic where !need.holds(kind) {
                let name = "\(kind.name).\(need.limit.rawValue)"
                guard let place = drill.limitPlaces[name] else { continue }
                throw Diagnostic(
                    "the traffic '\(kind.name)' can't break the limit '\(need.limit.rawValue)'",
                    at: place,
                    expected: "traffic \(need.need)"
                )
            }
        }
    }
}
