internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract
internal import RunReporting

/// `async` and `poll`: the command that makes the change goes on without its connection.
///
/// What cannot (a file that is sent, several commands) is done at once, and its result is left where
/// `async_status` looks for it.
extension ModuleRun {
    /// How a task goes on by itself.
    struct Background: Sendable {
        /// Where the target keeps what it tells of jobs.
        var directory: String
        /// How many seconds it may take.
        var limit: Int
        /// How many seconds are between two looks; 0 leaves it to `async_status`.
        var poll: Int
    }

    /// Makes the changes of a plan in the background.
    func carryOut(
        _ plan: Plan,
        inBackground background: Background
    ) -> Machine<Reached<ItemOutcome>> {
        let number = UInt64.random(in: 100_000_000_000..<1_000_000_000_000)
        let id = "j\(number).\(CurrentProcess.id)"
        let job = BackgroundJob(id: id, in: background.directory)
        guard let command = plan.onlyCommand, plan.wait == nil else {
            return apply(plan.changes).reached { conclude(plan, $0) }
                .reached { leave($0, as: job, background) }
        }
        let request = job.starting(
            command,
            limit: .seconds(background.limit),
            seed: Value.map(plan.result).json()
        )
        return .ask(target, prepared([request])) { reached in
            switch reached {
            case .failure(let failure): .done(.failure(failure))
            case .success(let replies): begun(plan, job, replies, background)
            }
        }
    }

    private func begun(
        _ plan: Plan,
        _ job: BackgroundJob,
        _ replies: [HostReply],
        _ background: Background
    ) -> Machine<Reached<ItemOutcome>> {
        if let failure = replies.lazy.compactMap(ReplyFailure.of).first {
            return .done(.success(failed(failure, isChanged: false)))
        }
        let place = (replies.first?.command?.text ?? "").split(separator: "\n").first ?? ""
        let known = keys(of: job, at: String(place))
        if background.poll == 0 { return .done(.success(started(known))) }
        return ending(of: job, background).reached { result in
            guard let result else {
                var values: ValueMap = ["async_result": .map(known)]
                values["changed"] = false
                let message =
                    "async task did not complete within the requested time - \(background.limit)s"
                let failure = ModuleFailure(message, result: values)
                return .done(.success(failed(failure, isChanged: false)))
            }
            return conclude(plan, Applied(replies: [.command(result)])).reached { outcome in
                var outcome = outcome
                outcome.values = known.merging(outcome.values)
                outcome.values["finished"] = 1
                let finished = outcome
                return .ask(target, prepared([job.erasing])) { _ in .done(.success(finished)) }
            }
        }
    }

    /// Looks until the job is over; nil when its time is.
    private func ending(
        of job: BackgroundJob,
        _ background: Background
    ) -> Machine<Reached<CommandResult?>> {
        .repeating(from: background.limit) { left in
            if left <= 0 { return .done(.over(.success(nil))) }
            return .sleep(.seconds(background.poll)) {
                .ask(target, prepared(job.looking)) { reached in
                    switch reached {
                    case .failure(let failure):
                        return .done(.over(.failure(failure)))
                    case .success(let replies):
                        guard case .finished(let ended)? = BackgroundJob.state(in: replies) else {
                            return .done(.again(left - background.poll))
                        }
                        return .done(.over(.success(ended.result)))
                    }
                }
            }
        }
    }

    /// Leaves the result of what could not go on by itself as that of a job.
    private func leave(
        _ outcome: ItemOutcome,
        as job: BackgroundJob,
        _ background: Background
    ) -> Machine<Reached<ItemOutcome>> {
        let seed = Value.map(outcome.registered).json()
        return .ask(target, prepared([job.recording(seed)])) { reached in
            .done(
                reached.map { replies in
                    if let failure = replies.lazy.compactMap(ReplyFailure.of).first {
                        return failed(failure, isChanged: outcome.isChanged)
                    }
                    let place = replies.first?.command?.text.split(separator: "\n").first ?? ""
                    let known = keys(of: job, at: String(place))
                    if background.poll == 0 { return started(known) }
                    var finished = outcome
                    finished.values = known.merging(outcome.values)
                    finished.values["finished"] = 1
                    return finished
                }
            )
        }
    }

    private func started(_ known: ValueMap) -> ItemOutcome {
        ItemOutcome(.changed, values: known)
    }

    private func keys(of job: BackgroundJob, at place: String) -> ValueMap {
        [
            "ansible_job_id": .string(job.id), "results_file": .string(place),
            "started": 1, "finished": 0,
        ]
    }
}

extension Plan {
    /// The command that is all there is to do.
    fileprivate var onlyCommand: ShellCommand? {
        let requests = changes.flatMap(\.requests)
        guard requests.count == 1, case .command(let command)? = requests.first else { return nil }
        return command
    }
}
