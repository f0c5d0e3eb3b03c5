import Drilling

/// One metric family of an exposition, and how its samples come out of a drill.
struct MetricFamily: Sendable {
    enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
        case info
        case stateSet = "stateset"
    }

    /// A sample: its labels beside those of the drill, its value.
    struct Sample: Sendable {
        let labels: [(name: String, value: String)]
        let value: String
        let suffix: String

        init(_ labels: [(String, String)], _ value: String, suffix: String = "") {
            self.labels = labels.map { (name: $0.0, value: $0.1) }
            self.value = value
            self.suffix = suffix
        }
    }

    private let name: String
    private let kind: Kind
    private let help: String
    private let samples: @Sendable (DrillRecord) -> [Sample]

    init(
        _ name: String,
        _ kind: Kind,
        _ help: String,
        samples: @escaping @Sendable (DrillRecord) -> [Sample]
    ) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }

    /// The family's lines: what it is, then the samples of all drills.
    func text(of records: [DrillRecord]) -> String {
        var lines = ["# TYPE \(name) \(kind.rawValue)"]
        if name.hasSuffix("_seconds") { lines.append("# UNIT \(name) seconds") }
        lines.append("# HELP \(name) \(Self.escaped(help))")
        for record in records {
            let own = [
                ("drill", record.name), ("host", record.host),
                ("started_at", record.startedAt.rfc3339),
            ]
            for sample in samples(record) {
                let labels = (own + sample.labels.map { ($0.name, $0.value) })
                    .map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
                let suffix = kind == .info ? "_info" : sample.suffix
                lines.append(
                    "\(name)\(suffix){\(labels.joined(separator: ","))} \(sample.value)"
                )
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text with its backslashes, quotes and line ends escaped; a carriage return has no place.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            case "\r": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
