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
            fault: report.fault
        )
        record.duration = timeline.elapsed
        record.description = drill.description
        record.limits = report.verdict.limits
        record.wasInterrupted = wasInterrupted
        record.machine = MachineText.current
        record.engine = ProxyEngineName.of(site, engine)
        record.stages = traces.stages
        record.events = report.timeline.map { DrillEvent(at: $0.at, $0.text) }
        record.checks = report.checks.map {
            RecordedCheck($0.name, expected: $0.limit, measured: $0.measure, isMet: $0.isMet)
        }
        record.figures = report.measures?.figures ?? []
        if report.fault.verdict == .confirmed, let reason = report.verdict.reason {
            record.notes.append("the limits prove nothing: \(reason)")
        }
        addTraffic(of: report, to: &record)
        let journals = HostJournals(of: self, engine)
        journals.collect(into: &record)
        return record
    }

    private func addTraffic(of report: DrillReport, to record: inout DrillRecord) {
        guard let (load, startedAt) = traces.load else { return }
        for (kind, samples) in zip(site.traffic, load.samplesByKind) {
            let measures = report.measures?.traffic.first { $0.name == kind.name }
            var traffic = TrafficRecord(kind.recordName, startedAt: startedAt)
            for sample in samples {
                traffic.note(
                    due: sample.due,
                    outcome: sample.isGood ? .answered : sample.isUnknown ? .unknown : .failed,
                    isIdempotent: sample.isIdempotent,
                    latency: sample.isGood ? sample.latency : nil
                )
            }
            if let measures {
                traffic.failures = measures.load.failures.map { NamedCount($0.reason, $0.count) }
                traffic.servers = measures.load.answers.map { NamedCount($0.server, $0.count) }
                traffic.figures = measures.figures
                record.events += measures.events(startedAt: startedAt)
            }
            record.traffic.append(traffic)
        }
    }
}

extension DrillVerdict {
    /// What it says of the limits; nil when nothing was proved.
    var limits: LimitFinding? {
        switch self {
        case .pass: LimitFinding(.pass)
        case .fail(let broken):
            LimitFinding(.fail, broken.map { "\($0.name): \($0.measured), allowed \($0.allowed)" })
        case .mismatch, .inconclusive: nil
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
