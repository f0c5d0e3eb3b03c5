internal import DocumentValues
internal import Drilling
internal import RunReporting
internal import Synchronization

/// A drill's report as continuous integration reads it: a case for each limit, and the verdict.
enum DrillJUnit {
    static func text(of reports: [DrillReport], mask: SecretMask) -> String {
        let text = Mutex("")
        let junit = JUnitReport(mask: mask) { whole in text.withLock { $0 = whole } }
        for report in reports { record(report, in: junit) }
        junit.record(.finished(RunStatistics()))
        return text.withLock { $0 }
    }

    private static func record(_ report: DrillReport, in junit: JUnitReport) {
        junit.record(.playStarted(name: report.name))
        for check in report.checks {
            let message = "\(check.measured), allowed \(check.allowed)"
            record(check.name, isMet: check.isMet, message, report, in: junit)
        }
        let isPassed = report.verdict == .pass
        record("verdict", isMet: isPassed, report.verdict.text, report, in: junit)
    }

    private static func record(
        _ name: String,
        isMet: Bool,
        _ message: String,
        _ report: DrillReport,
        in junit: JUnitReport
    ) {
        junit.record(.taskStarted(TaskTitle(kind: .task, name: name, module: "drill", place: "")))
        junit.record(
            .outcome(
                HostOutcome(
                    isMet ? .ok : .failed,
                    host: report.host,
                    task: name,
                    result: ["msg": .string(message)]
                )
            )
        )
    }
}
