import LinuxSystem

/// The machine that a drill is carried out on, for people who compare its figures.
enum MachineText {
    /// As `controller: AMD EPYC, 2 cores, load average 0.42, Linux 6.1.0`.
    static var current: String {
        let information = text("/proc/cpuinfo")
        var parts: [String] = []
        if let model = value(of: "model name", in: information) { parts.append(model) }
        let cores = information.split(separator: "\n").count { $0.hasPrefix("processor") }
        if cores > 0 { parts.append("\(cores) \(cores == 1 ? "core" : "cores")") }
        if let average = text("/proc/loadavg").split(separator: " ").first {
            parts.append("load average \(average)")
        }
        if let release = text("/proc/sys/kernel/osrelease").split(separator: "\n").first {
            parts.append("Linux \(release)")
        }
        return "\(machineName()): \(parts.joined(separator: ", "))"
    }

    private static func text(_ path: String) -> String { (try? FileSystem.readText(path)) ?? "" }

    /// The value of the first line `NAME : VALUE`.
    static func value(of name: String, in text: String) -> String? {
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let key = line[..<colon].drop { $0 == " " }.prefix { $0 != "\t" && $0 != ":" }
            if key != name { continue }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return nil
    }
}
