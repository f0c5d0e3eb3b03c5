internal import DocumentValues
internal import Inventories
internal import LinuxSystem
internal import ModuleContract
internal import Playbooks
internal import RunReporting

extension ItemOutcome {
    /// Carries out what the task does to the run itself, which is the whole of such tasks: whether
    /// the inventory has changed and a file was written is part of their result.
    mutating func carryOutEffects(of subject: TaskSubject, isCheckMode: Bool) {
        for effect in effects.map(\.effect) {
            switch effect {
            case .addHost(let name, let groups, let variables):
                let place = subject.task.place
                settle(
                    isChanged: subject.run.changeInventory { inventory in
                        inventory.addHost(name, groups: groups, variables: variables, at: place)
                    }
                )
            case .joinGroup(let host, let group, let parents):
                settle(
                    isChanged: subject.run.changeInventory { inventory in
                        inventory.group(host, into: group, parents: parents)
                    }
                )
            case .pause(let prompt, let duration, _):
                waitForOperator(prompt: prompt, for: duration)
            case .saveOnController(let path, let bytes) where !isCheckMode:
                save(bytes, to: path)
            case .setFacts, .gatheredFacts, .includeVariables, .startsInstance, .meta,
                .saveOnController:
                break
            }
        }
    }

    private mutating func settle(isChanged: Bool) {
        self.isChanged = isChanged
        kind = isChanged ? .changed : .ok
    }

    private mutating func save(_ bytes: [UInt8], to path: String) {
        do throws(SystemError) {
            try FileSystem.makeDirectories(ControllerPaths.directory(of: path))
            try FileSystem.writeAtomically(bytes, to: path)
        } catch {
            self = .failed("cannot save on the controller: \(error)", values: values)
        }
    }
}

/// Waits for a time, or for the operator; a question is asked only of a terminal.
private func waitForOperator(prompt: String?, for duration: Duration?) {
    if let duration {
        MonotonicClock.sleep(for: duration)
        return
    }
    let terminal = FileDescriptor.standardInput
    guard terminal.isTerminal else { return }
    let question = prompt ?? "Press enter to continue"
    try? FileDescriptor.standardError.writeAll("\(question)\n")
    while let bytes = try? terminal.read(upTo: 1), !bytes.isEmpty, bytes != [0x0A] {}
}
