internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import Playbooks
internal import RunReporting

/// Carries out a `meta` task: it acts on the run, host by host.
struct MetaAction {
    let subjects: [TaskSubject]
    let batch: BatchRunner

    /// What an action does on the hosts for which its conditions hold.
    private struct Entry {
        /// Whether the conditions of the first host hold for all.
        var isForAll = false
        let act: @Sendable (BatchRunner, [TaskSubject]) throws(Diagnostic) -> Void
    }

    /// Does what the task says on the hosts for which its conditions hold.
    func run() throws(Diagnostic) {
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
        if batch.isLockstep { batch.run.reports.record(.taskStarted(first.title)) }
        var chosen: [TaskSubject] = []
        for subject in entry.isForAll ? [first] : subjects {
            let conditions = subject.task.directives.conditions
            if try subject.evaluator().firstUnmet(conditions) == nil {
                chosen.append(subject)
            } else {
                let name = first.task.name?.string ?? first.task.action.name
                let skipped = HostOutcome(.skipped, host: subject.host, task: name)
                subject.record(.outcome(skipped))
            }
        }
        if !chosen.isEmpty { try entry.act(batch, entry.isForAll ? subjects : chosen) }
    }

    private static let table: [String: Entry] = [
        "noop": Entry { _, _ in },
        "flush_handlers": Entry { (batch, subjects) throws(Diagnostic) in
            if let first = subjects.first, first.isHandler {
                throw Diagnostic(
                    "flush_handlers cannot be used as a handler",
                    at: first.task.place,
                    hint: "handlers that a handler notifies run in the same flush"
                )
            }
            for subject in subjects { batch.change(subject.host) { $0.flush() } }
        },
        "end_host": Entry { batch, subjects in batch.end(subjects.map(\.host)) },
        "end_play": Entry(isForAll: true) { batch, _ in batch.endBatch(allBatches: true) },
        "end_batch": Entry(isForAll: true) { batch, _ in batch.endBatch(allBatches: false) },
        "end_role": Entry { (batch, subjects) throws(Diagnostic) in
            for subject in subjects {
                let isEnded = batch.change(subject.host) { $0.endRole() } ?? false
                if isEnded && !subject.isHandler { continue }
                throw Diagnostic(
                    subject.isHandler
                        ? "end_role cannot be used from a handler"
                        : "end_role cannot be used outside of a role",
                    at: subject.task.place
                )
            }
        },
        "clear_facts": Entry(isForAll: true) { batch, _ in
            for host in batch.state.allHosts {
                batch.run.host(host).update { contents in
                    contents.facts = [:]
                    contents.topFacts = [:]
                }
            }
        },
        "clear_host_errors": Entry(isForAll: true) { batch, _ in batch.readmit() },
        "refresh_inventory": Entry { (_, subjects) throws(Diagnostic) in
            throw Diagnostic(
                "'refresh_inventory' is not supported",
                at: subjects.first?.task.place,
                hint: "add hosts with add_host, or start another run"
            )
        },
        "reset_connection": Entry { batch, subjects in
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
