internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// Tells whether a reply means that the change it belongs to was not made.
enum ReplyFailure {
    /// The failure, when the reply is one.
    static func of(_ reply: HostReply) -> ModuleFailure? {
        switch reply {
        case .command(let result): return of(result)
        case .upload(.stored): return nil
        case .upload(.refused(let result)):
            return ModuleFailure(
                "failed to validate: " + described(result),
                result: keys(of: result)
            )
        case .upload(.failed(let why)): return ModuleFailure(why)
        case .download(.content): return nil
        case .download(.missing): return ModuleFailure("the file does not exist")
        case .download(.tooLarge(let count)):
            return ModuleFailure("the file is too large: \(count) bytes")
        case .download(.failed(let why)): return ModuleFailure(why)
        case .incus(.success): return nil
        case .incus(.failure(let code, let message)):
            return ModuleFailure(
                "the Incus daemon refused it: \(message)",
                result: ["code": .integer(code)]
            )
        case .http, .connect, .exchange: return nil
        }
    }

    private static func of(_ result: CommandResult) -> ModuleFailure? {
        if result.isSuccess { return nil }
        if result.isTimedOut {
            return ModuleFailure("the command took too long", result: keys(of: result))
        }
        return ModuleFailure(described(result), result: keys(of: result))
    }

    private static func described(_ result: CommandResult) -> String {
        let output = result.errorOutput.isEmpty ? result.text : result.errorText
        let text = String(output.trimmingBlanks())
        return text.isEmpty ? "the command exited with \(result.exitStatus)" : text
    }

    private static func keys(of result: CommandResult) -> ValueMap {
        [
            "rc": .integer(Int(result.exitStatus)),
            "stdout": .string(result.text),
            "stderr": .string(result.errorText),
        ]
    }
}

extension ModuleFailure {
    /// The failure with the change that it stopped, where the words of a daemon do not say it.
    func during(_ change: Change) -> ModuleFailure {
        guard change.requests.contains(where: \.isForIncus) else { return self }
        return ModuleFailure("\(change.summary): \(message)", result: result)
    }
}

extension HostRequest {
    fileprivate var isForIncus: Bool {
        switch self {
        case .incus, .incusImage: true
        default: false
        }
    }
}
