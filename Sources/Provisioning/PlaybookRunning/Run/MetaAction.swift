internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import Playbooks
internal import RunReporting

/// Carries out a `meta` task: it acts on the run, host by host.
struct MetaAction {
    let subjects: [TaskSubject]
    let batch: BatchRunner

    private typealias Entry =
        @Sendable (BatchRunner, [TaskSubject], inout PlayIteration) throws(Diagnostic) -> Void

    /// Does what the task says on the hosts for which its conditions hold.
    func run(_ iteration: inout PlayIteration) throws(Diagnostic) {
        guard let first = subjects.first, case .module(let call) = first.task.action else { return }
        let evaluator = first.evaluator()
        let argument = call.arguments.first { $0.key.string != nil }?.value
        let word = try argument.map { node throws(Diagnostic) in try evaluator.text(node) } ?? ""
        guard let entry = Self.table[word] else {
            throw Diagnostic.unknown(
                "meta action",
                word,
                among: Self.table.keys,
                at: argument?.place ?? call.place
            )
        }
        let round = TaskRound(batch: batch, task: first.task, subjects: subjects)
        round.announce(first)
        var chosen: [TaskSubject] = []
        for subject in subjects {
            let conditions = subject.task.directives.conditions
            if try subject.evaluator().firstUnmet(conditions) == nil {
                chosen.append(subject)
            } else {
                let name = first.task.name?.string ?? first.task.action.name
                let skipped = HostOutcome(.skipped, host: subject.host, task: name)
                batch.run.reports.record(.outcome(skipped))
            }
        }
        if !chosen.isEmpty { try entry(batch, chosen, &iteration) }
    }

    private static let table: [String: Entry] = [
        "noop": { _, _, _ in },
        "flush_handlers": { (batch, subjects, iteration) throws(Diagnostic) in
            let before = Set(batch.failed + batch.unreachable)
            try batch.flushHandlers(among: subjects.map(\.host))
            let lost = (batch.failed + batch.unreachable).filter { !before.contains($0) }
            iteration.fail(lost)
        },
        "end_host": { batch, subjects, iteration in
            batch.end(subjects.map(\.host), &iteration)
        },
        "end_play": { batch, _, _ in batch.endBatch(allBatches: true) },
        "end_batch": { batch, _, _ in batch.endBatch(allBatches: false) },
        "end_role": { (_, subjects, _) throws(Diagnostic) in
            throw Diagnostic(
                "'end_role' is not supported",
                at: subjects.first?.task.place,
                hint: "put the rest of the role into a block with a condition"
            )
        },
        "clear_facts": { batch, subjects, _ in
            for subject in subjects {
                batch.run.host(subject.host).update { contents in
                    contents.facts = [:]
                    contents.topFacts = [:]
                }
            }
        },
        "clear_host_errors": { batch, _, _ in batch.readmit() },
        "refresh_inventory": { (_, subjects, _) throws(Diagnostic) in
            throw Diagnostic(
                "'refresh_inventory' is not supported",
                at: subjects.first?.task.place,
                hint: "add hosts with add_host, or start another run"
            )
        },
        "reset_connection": { batch, subjects, _ in
            for subject in subjects {
                let reader = TargetSettingsReader(
                    run: batch.run,
                    evaluator: { subject.evaluator(for: $0) },
                    directives: subject.task.directives
                )
                if let settings = try? reader.settings(of: subject.host) {
                    batch.desk.reset(settings)
                }
            }
        },
    ]
}
