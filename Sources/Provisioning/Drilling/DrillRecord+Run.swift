import BuiltinModules
import Cryptography
import LinuxSystem

extension DrillRun {
    /// All that the drill left behind; asks the hosts concerned what they have logged meanwhile.
    public func record(of report: DrillReport) -> DrillRecord {
        let engine = makeEngine(for: .look)
        var record = DrillRecord(
            name: report.name,
            file: Evidence(fileAt: path),
            host: report.host,
            startedAt: timeline.startedWall,
            secondsEastOfUTC: timeline.startedWall.local.secondsEastOfUTC,
            fault: report.verdict.fault
        )
        record.duration = timeline.elapsed
        record.limits = report.verdict.limits
        record.wasInterrupted = wasInterrupted
        record.machine = MachineText.current
        record.engine = ProxyEngineName.of(site, engine)
        record.stages = traces.stages
        record.events = report.timeline.map { DrillEvent(at: $0.at, $0.text) }
        record.traffic = traces.load.map { [Self.traffic($0.load.samples, $0.startedAt)] } ?? []
        record.checks = report.measures.map { drill.limits.recorded(of: $0) } ?? []
        record.figures = report.measures?.figures ?? []
        let journals = HostJournals(of: self, engine)
        journals.collect(into: &record)
        return record
    }

    private static func traffic(_ samples: [LoadSample], _ startedAt: Duration) -> TrafficRecord {
        var traffic = TrafficRecord("GET", startedAt: startedAt)
        for sample in samples {
            traffic.note(
                due: sample.due,
                outcome: sample.isGood ? .answered : .failed,
                isIdempotent: true,
                latency: sample.isGood ? sample.latency : nil
            )
        }
        let summary = LoadSummary(samples, duration: .zero)
        traffic.failures = summary.failures.map { NamedCount($0.reason, $0.count) }
        traffic.servers = summary.answers.map { NamedCount($0.server, $0.count) }
        return traffic
    }
}

extension DrillVerdict {
    /// What it says of the fault.
    var fault: FaultFinding {
        if case .inconclusive(let reason) = self { return FaultFinding(.inconclusive, [reason]) }
        return FaultFinding(.confirmed)
    }

    /// What it says of the limits; nil when nothing was proved.
    var limits: LimitFinding? {
        switch self {
        case .pass: LimitFinding(.pass)
        case .fail(let broken):
            LimitFinding(.fail, broken.map { "\($0.name): \($0.measured), allowed \($0.allowed)" })
        case .inconclusive: nil
        }
    }
}

extension DrillMeasures {
    /// The measures by the names that limits and earlier runs have for them.
    var figures: [Figure] {
        let duration = { (duration: Duration?) in duration.map { Quantity.duration($0) } }
        return [
            Figure("requests", .count(load.sentCount)),
            Figure("failed", .count(load.failedCount)),
            Figure("late", .count(load.lateness.lateCount + load.lateness.unsentCount)),
            Figure("median", duration(load.median)),
            Figure("p99", duration(load.percentile99)),
            Figure("p99.9", duration(load.percentile999)),
            Figure("slowest", duration(load.slowest)),
            Figure("longest_gap", .duration(load.longestGap)),
            Figure("detect", duration(detect)),
            Figure("recover", duration(recover)),
        ]
    }
}

extension DrillLimits {
    /// The limits that are set, held against the measures.
    func recorded(of measures: DrillMeasures) -> [RecordedCheck] {
        let figures = measures.figures
        let expected: [String: Quantity?] = [
            "failed": failed.map { .count($0) },
            "slowest": slowest.map { .duration($0) },
            "detect": detect.map { .duration($0) },
            "recover": recover.map { .duration($0) },
            "longest_gap": longestGap.map { .duration($0) },
        ]
        return checks(of: measures).compactMap { check in
            guard let expected = expected[check.name] ?? nil else { return nil }
            let measured = figures.first { $0.name == check.name }?.value
            return RecordedCheck(
                check.name,
                expected: expected,
                measured: measured,
                isMet: check.isMet
            )
        }
    }
}

extension Evidence {
    /// A file of the controller; one that cannot be read any more has no bytes.
    public init(fileAt path: String) {
        self.init(name: path, bytes: (try? FileSystem.read(path)) ?? [])
    }

    /// A text that is kept with the record.
    init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
        self.text = text
    }

    private init(name: String, bytes: [UInt8]) {
        self.init(
            name: name,
            byteCount: bytes.count,
            sha256: Digest.sha256.hexadecimal(of: bytes)
        )
    }
}
