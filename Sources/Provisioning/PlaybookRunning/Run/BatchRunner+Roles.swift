internal import Diagnostics
internal import DocumentValues
internal import ModuleContract
internal import Playbooks
internal import RunReporting
internal import Templating

extension BatchRunner {
    /// Holds the options of a role against its specification, host by host.
    func validate(
        _ entrance: RoleEntrance,
        _ block: Block,
        _ hosts: [String],
        _ context: IncludeContext
    ) throws(Diagnostic) {
        guard let specification = entrance.specification else { return }
        let point = entrance.entryPoint
        let summary = specification.summary.map { " - \($0)" } ?? ""
        let name = "Validating arguments against arg spec '\(point)'\(summary)"
        let title = TaskTitle(
            kind: .task,
            name: "\(entrance.role.name) : \(name)",
            module: "validate_argument_spec",
            place: "\(specification.place.source.name):\(specification.place.line)"
        )
        if isLockstep { run.reports.record(.taskStarted(title)) }
        var failures: [String] = []
        for host in hosts {
            let check = RoleOptionValidation(entrance: entrance, specification: specification)
            let scope = run.scope(
                for: ScopeSubject(
                    host: host,
                    play: state,
                    role: entrance.role,
                    variables: block.directives.variables,
                    include: context
                )
            )
            let evaluator = KeywordEvaluator.over(scope, play: state.play, run: run)
            let outcome = check.outcome(evaluator, conditions: block.directives.conditions)
            report(outcome, host: host, task: name, title)
            if outcome.kind == .failed { failures.append(host) }
        }
        for host in failures {
            let isRescued = cursor(of: host)?.leadsToRescue ?? false
            progress.count(host) { counts in
                if isRescued { counts.rescued += 1 } else { counts.failed += 1 }
            }
        }
        fail(failures)
    }

    private func report(
        _ outcome: ItemOutcome,
        host: String,
        task: String,
        _ title: TaskTitle
    ) {
        let told = RunEvent.outcome(
            HostOutcome(outcome.kind, host: host, task: task, result: outcome.shown)
        )
        if let headings { headings.record(told, of: title) } else { run.reports.record(told) }
        switch outcome.kind {
        case .skipped: progress.count(host) { $0.skipped += 1 }
        case .ok: progress.count(host) { $0.ok += 1 }
        default: break
        }
    }
}

/// Holds the values of a role's options against its specification.
struct RoleOptionValidation {
    let entrance: RoleEntrance
    let specification: RoleSpecification

    /// The outcome on the host of the evaluator.
    func outcome(_ evaluator: KeywordEvaluator, conditions: [Node]) -> ItemOutcome {
        do {
            if try evaluator.firstUnmet(conditions) != nil {
                return .skipped(because: "Conditional result was False")
            }
            let coercion = ArgumentCoercion(
                specification.options,
                owner: "role '\(entrance.role.name)'",
                noun: "option"
            )
            _ = try coercion.coerce(try values(evaluator)) { _ in specification.place }
            return ItemOutcome(
                .ok,
                values: ["msg": "The arg spec validation passed"]
            )
        } catch {
            return .failed("Validation of arguments failed:\n\(error)")
        }
    }

    private func values(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> ValueMap {
        var values = ValueMap()
        for option in specification.options.arguments {
            switch evaluator.engine.scope.binding(of: option.name) {
            case .value(let value)?: values[option.name] = value
            case .node(let node)?: values[option.name] = try evaluator.value(node)
            default: continue
            }
        }
        return values
    }
}
