import DocumentValues
public import Drilling
public import RunReporting
import Synchronization

/// Drills as continuous integration reads them: a suite a drill; a case for each limit, for the
/// fault, and for the verdict.
public enum DrillJUnit {
    /// The document.
    public static func text(of records: [DrillRecord], mask: SecretMask) -> String {
        let text = Mutex("")
        let junit = JUnitReport(mask: mask) { whole in text.withLock { $0 = whole } }
        for record in records { tell(record, to: junit) }
        junit.record(.finished(RunStatistics()))
        return text.withLock { $0 }
    }

    private static func tell(_ record: DrillRecord, to junit: JUnitReport) {
        let tell = { (name: String, isMet: Bool, message: String) in
            let title = TaskTitle(kind: .task, name: name, module: "drill", place: "")
            junit.record(.taskStarted(title))
            let outcome = HostOutcome(
                isMet ? .ok : .failed,
                host: record.host,
                task: name,
                result: ["msg": .string(message)]
            )
            junit.record(.outcome(outcome))
        }
        junit.record(.playStarted(name: record.name))
        for check in record.checks {
            let measured = check.measured?.text ?? "not measured"
            tell(check.name, check.isMet, "\(measured), allowed \(check.expected.text)")
        }
        tell("fault", record.fault.verdict == .confirmed, record.faultText)
        tell("verdict", record.limits?.verdict == .pass, record.verdictText)
    }
}
