import Diagnostics
import DocumentValues

extension DrillReader {
    private static let trafficNames = TrafficLimit.allCases.map(\.rawValue)
    private static let names = trafficNames + ["detect", "recover"]

    /// Reads the limits, of a load's kinds of traffic too.
    mutating func limits(_ node: Node, of load: DrillFile.Load?) -> DrillLimits {
        refuseUnknownKeys(of: node, kind: "limit", known: Self.names + ["traffic"])
        if node.map?.isEmpty ?? false {
            problems.append(
                Diagnostic(
                    "a drill without a limit proves nothing",
                    at: node.place,
                    expected: "at least one of \(Self.names.joined(separator: ", "))"
                )
            )
        }
        var limits = limits(node, prefix: "")
        limits.detect = duration(node["detect"])
        limits.recover = duration(node["recover"])
        guard let kinds = node["traffic"] else { return limits }
        guard let pairs = kinds.map, !pairs.isEmpty else {
            refuse("the limits of 'traffic' are a mapping of its names to limits", kinds)
            return limits
        }
        let names = (load?.traffic ?? []).map(\.name).filter { !$0.isEmpty }
        for pair in pairs {
            let name = pair.key.string ?? ""
            guard names.contains(name) else {
                problems.append(.unknown("traffic", name, among: names, at: pair.key.place))
                continue
            }
            refuseUnknownKeys(
                of: pair.value,
                kind: "limit of one kind of traffic",
                known: Self.trafficNames
            )
            limits.traffic[name] = self.limits(pair.value, prefix: "\(name).")
        }
        return limits
    }

    private mutating func limits(_ node: Node, prefix: String) -> DrillLimits {
        for pair in node.map ?? [] {
            limitPlaces[prefix + (pair.key.string ?? "")] = pair.key.place
        }
        var limits = DrillLimits(
            failed: count(node["failed"]),
            slowest: duration(node["slowest"]),
            longestGap: duration(node["longest_gap"])
        )
        limits.unknown = count(node["unknown"])
        limits.lost = count(node["lost"])
        limits.resets = count(node["resets"])
        limits.stickyMoved = count(node["sticky_moved"])
        limits.websocketsReopened = duration(node["websockets_reopened"])
        return limits
    }

    private mutating func count(_ node: Node?) -> Int? {
        node.map { number($0, default: 0, in: 0...Int.max) }
    }
}
