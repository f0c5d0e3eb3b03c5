internal import DocumentValues
internal import ModuleContract
internal import Playbooks
internal import RunReporting

/// What remains visible of a result when the task says `no_log`.
enum Censorship {
    private static let kept = ["attempts", "changed", "retries"]

    /// What stands for the item of a loop.
    static let itemLabel = "None"

    /// The result with everything hidden but what tells how the task went.
    static func censor(_ result: ValueMap) -> ValueMap {
        var censored: ValueMap = [
            "censored":
                "the output has been hidden due to the fact that 'no_log: true' was specified for this result"
        ]
        for key in kept { censored[key] = result[key] }
        return censored
    }

    /// What a hidden result holds that is no secret, wherever it stands: how the task went, and what
    /// the operator's own files say of the same thing in plain text.
    private static let harmless: Set<Value> = [
        "ansible_index_var", "ansible_loop_var", "attempts", "changed", "delta", "dest", "end",
        "failed", "failed_when_result", "gid", "group", "home", "mode", "module_stderr", "name",
        "owner", "path", "rc", "retries", "shell", "size", "skip_reason", "skipped", "src",
        "start", "state", "status", "uid", "user", "username",
    ]

    /// Has masked from now on what a later task could show of a hidden result.
    ///
    /// The program that a command runs is no secret, its arguments may be. A message is one where
    /// it is all that the task was for.
    static func conceal(_ outcome: ItemOutcome, of task: Task, by mask: SecretMask) {
        let harmless = task.isMessage ? harmless : harmless.union(["msg"])
        conceal(.map(outcome.values), of: .null, except: harmless, by: mask)
    }

    private static func conceal(
        _ value: Value,
        of key: Value,
        except harmless: Set<Value>,
        by mask: SecretMask
    ) {
        switch value {
        case .map(let map):
            for entry in map where !harmless.contains(entry.key) {
                conceal(entry.value, of: entry.key, except: harmless, by: mask)
            }
        case .list(let elements):
            for element in key == "cmd" ? elements.dropFirst() : elements[...] {
                conceal(element, of: key, except: harmless, by: mask)
            }
        default: mask.addAll(in: value)
        }
    }
}

extension Task {
    /// Whether a message is all that the task is for.
    fileprivate var isMessage: Bool {
        guard case .module(let call) = action else { return false }
        return call.module.description.name == "debug"
    }
}
