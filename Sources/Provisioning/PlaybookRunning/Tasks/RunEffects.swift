internal import Diagnostics
internal import DocumentValues
internal import Inventories
internal import LinuxSystem
internal import ModuleContract
internal import Playbooks
internal import RunReporting

/// Something that a task does to the run itself, to be carried out once.
struct RunEffect: Sendable {
    /// What it leads to.
    enum Ending: Sendable {
        /// Nothing that the task's result tells.
        case done
        /// Whether the inventory has changed.
        case settled(isChanged: Bool)
        /// It could not be done.
        case failed(String)
    }

    let effect: Effect
    let run: RunState
    /// Where the task stands.
    let place: SourcePlace

    /// Carries it out; a question to the operator takes as long as the answer.
    func carryOut() -> Ending {
        switch effect {
        case .addHost(let name, let groups, let variables):
            .settled(
                isChanged: run.changeInventory { inventory in
                    inventory.addHost(name, groups: groups, variables: variables, at: place)
                }
            )
        case .joinGroup(let host, let group, let parents):
            .settled(
                isChanged: run.changeInventory { inventory in
                    inventory.group(host, into: group, parents: parents)
                }
            )
        case .pause(let prompt, _, _):
            waitForOperator(prompt: prompt)
        case .saveOnController(let path, let bytes):
            save(bytes, to: path)
        case .setFacts, .gatheredFacts, .includeVariables, .startsInstance, .meta:
            .done
        }
    }

    private func save(_ bytes: [UInt8], to path: String) -> Ending {
        do throws(SystemError) {
            try FileSystem.makeDirectories(ControllerPaths.directory(of: path))
            try FileSystem.writeAtomically(bytes, to: path)
            return .done
        } catch {
            return .failed("cannot save on the controller: \(error)")
        }
    }

    /// Waits for the operator; a question is asked only of a terminal.
    private func waitForOperator(prompt: String?) -> Ending {
        let terminal = FileDescriptor.standardInput
        guard terminal.isTerminal else { return .done }
        let question = prompt ?? "Press enter to continue"
        try? FileDescriptor.standardError.writeAll("\(question)\n")
        while let bytes = try? terminal.read(upTo: 1), !bytes.isEmpty, bytes != [0x0A] {}
        return .done
    }
}

extension ItemOutcome {
    /// The outcome after what the task does to the run itself, which is the whole of such tasks:
    /// whether the inventory has changed and a file was written is part of their result.
    func carryingOutEffects(of subject: TaskSubject, isCheckMode: Bool) -> Machine<ItemOutcome> {
        let wanted = effects.map(\.effect).filter { $0.isCarriedOut(isCheckMode: isCheckMode) }
        return .repeating(from: (outcome: self, left: wanted[...])) { state in
            guard let effect = state.left.first else { return .done(.over(state.outcome)) }
            let left = state.left.dropFirst()
            if case .pause(_, let duration?, _) = effect {
                return .sleep(duration) { .done(.again((state.outcome, left))) }
            }
            let place = subject.task.place
            return .effect(RunEffect(effect: effect, run: subject.run, place: place)) { ending in
                var outcome = state.outcome
                outcome.take(ending)
                return .done(.again((outcome, left)))
            }
        }
    }

    private mutating func take(_ ending: RunEffect.Ending) {
        switch ending {
        case .done:
            break
        case .settled(let isChanged):
            self.isChanged = isChanged
            kind = isChanged ? .changed : .ok
        case .failed(let message):
            self = .failed(message, values: values)
        }
    }
}

extension Effect {
    /// Whether the run itself changes by it, rather than what is known of a host.
    fileprivate func isCarriedOut(isCheckMode: Bool) -> Bool {
        switch self {
        case .addHost, .joinGroup, .pause: true
        case .saveOnController: !isCheckMode
        case .setFacts, .gatheredFacts, .includeVariables, .startsInstance, .meta: false
        }
    }
}
