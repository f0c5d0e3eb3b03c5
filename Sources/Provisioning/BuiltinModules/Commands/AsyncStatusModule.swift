internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract

/// `async_status`: how a task that goes on without its connection stands.
enum AsyncStatusModule: TaskModule {
    struct Arguments: Sendable {
        var job: BackgroundJob
        var erases: Bool
    }

    static let description = ModuleDescription(
        name: "async_status",
        arguments: ArgumentTable([
            ArgumentSpecification("jid", isRequired: true),
            ArgumentSpecification(
                "mode",
                defaultValue: "status",
                choices: ["status", "cleanup"]
            ),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let id = arguments.string("jid")
        guard BackgroundJob.isName(id) else { throw ModuleFailure("'\(id)' is no name of a job") }
        let directory = try context.controller.variable("ansible_async_dir")?.pythonText
        return Arguments(
            job: BackgroundJob(id: id, in: directory ?? "~/.ansible_async"),
            erases: arguments.string("mode") == "cleanup"
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<BackgroundJob.State> {
        .facts(from: arguments.job.looking) { (replies) throws(ModuleFailure) in
            guard let state = BackgroundJob.state(in: replies) else {
                throw ModuleFailure("the job's folder can't be read")
            }
            return state
        }
    }

    static func plan(
        _ arguments: Arguments,
        facts: BackgroundJob.State
    ) throws(ModuleFailure) -> Plan {
        let job = arguments.job
        var base = usual
        base["ansible_job_id"] = .string(job.id)
        if facts == .missing {
            base["started"] = 1
            base["finished"] = 1
            throw ModuleFailure("could not find job", result: base)
        }
        if arguments.erases { return erasing(job, base) }
        base["results_file"] = .string("\(job.directory)/\(job.id)")
        base["started"] = 1
        guard case .finished(let ended) = facts else { return Plan(result: base) }
        base["finished"] = 1
        let known = base
        var plan = Plan(result: base)
        plan.finish = { (_, result) throws(ModuleFailure) in
            let (values, failure) = Self.result(of: ended)
            if let failure {
                throw ModuleFailure(failure, result: known.merging(values))
            }
            result.isChanged = values["changed"]?.bool ?? false
            result.values = known.merging(values)
            result.values["changed"] = nil
        }
        return plan
    }

    private static let usual: ValueMap = [
        "started": 0, "finished": 0, "stdout": "", "stdout_lines": [], "stderr": "",
        "stderr_lines": [],
    ]

    private static func erasing(_ job: BackgroundJob, _ base: ValueMap) -> Plan {
        let change = Change(
            "forget the job \(job.id)",
            requests: [job.erasing],
            countsAsChange: false
        )
        return Plan(changes: [change], result: base) { (replies, result) throws(ModuleFailure) in
            let erased = try commandResult(replies.first, doing: "forget the job")
            result.values["erased"] = .string(trimmed(erased.text))
        }
    }

    /// What a job's command has left, with what its seed says; and its failure, if it is one.
    static func result(of ended: BackgroundJob.Ended) -> (values: ValueMap, failure: String?) {
        let seed = try? JSONReader.read(ended.seed, name: "the job")
        var values = seed?.map ?? [:]
        guard let result = ended.result else {
            let hasFailed = values["failed"]?.bool ?? false
            values["failed"] = nil
            return (values, hasFailed ? values["msg"]?.string ?? "the task failed" : nil)
        }
        values.merge(commandValues(result))
        values.merge(
            CommandTimes.values(
                from: WallTime(seconds: ended.times[0]),
                to: WallTime(seconds: ended.times[1])
            )
        )
        values["changed"] = true
        values["msg"] = ""
        return (values, result.exitStatus == 0 ? nil : "non-zero return code")
    }
}
