internal import Diagnostics
internal import DocumentValues
internal import LinuxSystem
internal import Synchronization

/// The record of a run: one JSON object a line, in the order of what happened.
public final class RunRecord: RunObserver {
    private let mask: SecretMask
    private let write: @Sendable (String) -> Void
    private let task = Mutex<String>("")
    private let play = Mutex<String>("")

    /// A record; `write` gets whole lines.
    public init(mask: SecretMask, write: @escaping @Sendable (String) -> Void) {
        self.mask = mask
        self.write = write
    }

    /// Writes the line of an event.
    public func record(_ event: RunEvent) {
        var line: ValueMap = [
            "time": .string(WallTime.now.formatted("%Y-%m-%dT%H:%M:%SZ", inUTC: true))
        ]
        line.merge(fields(of: event))
        write(resultText(mask.masked(.map(line))) + "\n")
    }

    private func fields(of event: RunEvent) -> ValueMap {
        switch event {
        case .playStarted(let name):
            play.withLock { $0 = name }
            return ["event": "play", "play": .string(name)]
        case .noHostsMatched: return ["event": "no_hosts_matched"]
        case .noHostsLeft: return ["event": "no_hosts_left"]
        case .taskStarted(let title):
            task.withLock { $0 = title.name }
            return [
                "event": title.kind == .handler ? "handler" : "task",
                "task": .string(title.name),
                "module": .string(title.module),
                "place": .string(title.place),
            ]
        case .outcome(let outcome): return fields(of: outcome, event: "outcome")
        case .retrying(let outcome, let left):
            return fields(of: outcome, event: "retry")
                .merging(["retries_left": .integer(left)])
        case .included(let path, let hosts, _):
            let names = hosts.map { Value.string($0) }
            return ["event": "included", "path": .string(path), "hosts": .list(names)]
        case .pendingHandler(let host, let name):
            return ["event": "pending_handler", "host": .string(host), "handler": .string(name)]
        case .stillRunning(let tasks):
            return ["event": "still_running", "tasks": fields(of: tasks)]
        case .interrupted(let tasks, let waiting):
            let handlers = waiting.map { waiting -> Value in
                ["host": .string(waiting.host), "handler": .string(waiting.handler)]
            }
            return [
                "event": "interrupted", "in_flight": fields(of: tasks),
                "pending_handlers": .list(handlers),
            ]
        case .warning(let text): return ["event": "warning", "text": .string(text)]
        case .diagnostic(let diagnostic):
            return ["event": "diagnostic", "text": .string(diagnostic.rendered())]
        case .finished(let statistics):
            return ["event": "finished", "hosts": .map(fields(of: statistics))]
        }
    }

    private func fields(of tasks: [RunningTask]) -> Value {
        .list(
            tasks.map { task in
                [
                    "host": .string(task.host), "task": .string(task.task),
                    "seconds": .integer(Int(task.elapsed.components.seconds)),
                ]
            }
        )
    }

    private func fields(of outcome: HostOutcome, event: Value) -> ValueMap {
        let seconds = Double(outcome.duration.wholeNanoseconds / 1000) / 1_000_000
        var fields: ValueMap = [
            "event": event,
            "play": .string(play.withLock { $0 }),
            "task": .string(task.withLock { $0 }),
            "host": .string(outcome.host),
            "status": .string(outcome.kind.rawValue),
            "seconds": .float(seconds),
            "result": .map(outcome.result),
        ]
        fields["delegate"] = outcome.delegate.map { .string($0) }
        fields["item"] = outcome.item.map { .string($0) }
        if outcome.isIgnored { fields["ignored"] = true }
        return fields
    }

    private func fields(of statistics: RunStatistics) -> ValueMap {
        ValueMap(
            statistics.hosts.sorted { $0.key < $1.key }.map { host, counts in
                (
                    host,
                    [
                        "ok": .integer(counts.ok), "changed": .integer(counts.changed),
                        "unreachable": .integer(counts.unreachable),
                        "failed": .integer(counts.failed), "skipped": .integer(counts.skipped),
                        "rescued": .integer(counts.rescued), "ignored": .integer(counts.ignored),
                    ]
                )
            }
        )
    }
}
