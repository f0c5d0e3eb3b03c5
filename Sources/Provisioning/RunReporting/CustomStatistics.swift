internal import DocumentValues

/// The values of `set_stats`, for the run and for each host.
struct CustomStatistics {
    private var run = ValueMap()
    private var hosts: [String: ValueMap] = [:]

    /// Takes the result of a task that sets some.
    mutating func take(_ result: ValueMap, of host: String) {
        guard let stats = result["ansible_stats"]?.map, let data = stats["data"]?.map else {
            return
        }
        let isPerHost = stats["per_host"] == true
        var values = isPerHost ? hosts[host] ?? [:] : run
        for entry in data {
            let old = stats["aggregate"] == true ? values[entry.key] : nil
            guard let sum = Self.sum(old, entry.value) else { continue }
            values[entry.key] = sum
        }
        if isPerHost { hosts[host] = values } else { run = values }
    }

    /// Old and new together; nil when they are not alike.
    private static func sum(_ old: Value?, _ new: Value) -> Value? {
        switch (old, new) {
        case (nil, _): new
        case (.integer(let old)?, .integer(let new)): .integer(old &+ new)
        case (.float(let old)?, .float(let new)): .float(old + new)
        case (.string(let old)?, .string(let new)): .string(old + new)
        case (.list(let old)?, .list(let new)): .list(old + new)
        case (.map(let old)?, .map(let new)): .map(old.merging(new))
        default: nil
        }
    }

    /// The lines of the summary; none when nothing was set.
    var lines: [String] {
        var lines = hosts.sorted { $0.key < $1.key }.map { host, values in
            "\t\(host): \(resultText(.map(values)))"
        }
        if !run.isEmpty { lines += ["", "\tRUN: \(resultText(.map(run)))"] }
        return lines
    }
}
