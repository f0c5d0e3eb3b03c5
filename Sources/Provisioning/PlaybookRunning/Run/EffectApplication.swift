internal import Diagnostics
internal import DocumentValues
internal import Inventories
internal import LinuxSystem
internal import ModuleContract
internal import Playbooks
internal import RunReporting

/// Carries out what a task changes in the run itself.
struct EffectApplication {
    let batch: BatchRunner
    let task: Task
    let report: TaskReport

    private var run: RunState { batch.run }

    /// Applies the effects to the hosts that the task counts for.
    func apply(to hosts: [String]) {
        for effect in report.outcome.effects {
            switch effect {
            case .setFacts(let facts):
                for host in receivers(hosts) { run.host(host).update { $0.results.merge(facts) } }
            case .gatheredFacts(let facts):
                for host in receivers(hosts) { run.host(host).update { $0.gather(facts) } }
            case .includeVariables(let values):
                let set = variableSet(values)
                for host in hosts { run.host(host).update { $0.includedFiles.append(set) } }
            case .addHost(let name, let groups, let variables):
                _ = run.changeInventory { inventory in
                    inventory.addHost(name, groups: groups, variables: variables, at: task.place)
                }
            case .pause(let prompt, let duration, let echo):
                OperatorPause(prompt: prompt, duration: duration, echoes: echo).wait()
            case .saveOnController(let path, let bytes):
                save(bytes, to: path)
            case .meta, .startsInstance:
                break
            }
        }
    }

    /// With `delegate_facts` the host that was asked gets the facts.
    private func receivers(_ hosts: [String]) -> [String] {
        let isDelegated = task.directives.delegateFacts?.fixed ?? false
        guard isDelegated, let delegate = report.outcome.delegate else { return hosts }
        return [delegate]
    }

    private func variableSet(_ values: ValueMap) -> VariableSet {
        let pairs = values.map { entry in
            Node.Pair(
                key: Node(.string(entry.key.pythonText), at: task.place),
                value: Node(template: entry.value, at: task.place)
            )
        }
        return VariableSet(origin: "include_vars at \(task.place)", pairs: pairs)
    }

    private func save(_ bytes: [UInt8], to path: String) {
        do throws(SystemError) {
            try FileSystem.makeDirectories(ControllerPaths.directory(of: path))
            try FileSystem.writeAtomically(bytes, to: path)
        } catch {
            run.reports.record(.warning("cannot save on the controller: \(error)"))
        }
    }
}

extension Node {
    /// Data whose texts may hold templates, as what a file of variables holds.
    init(template value: Value, at place: SourcePlace) {
        let content: Content =
            switch value {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .integer(let number): .integer(number)
            case .float(let number): .float(number)
            case .string(let text): .string(text)
            case .list(let elements): .list(elements.map { Node(template: $0, at: place) })
            case .map(let map):
                .map(
                    map.map {
                        Pair(
                            key: Node(template: $0.key, at: place),
                            value: Node(template: $0.value, at: place)
                        )
                    }
                )
            }
        self.init(content, at: place)
    }
}
