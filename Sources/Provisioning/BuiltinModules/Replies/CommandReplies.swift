internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// The result of a command that had to succeed; `action` is what it was for, in the operator's
/// words, as `read /etc/hosts`.
func commandResult(
    _ reply: HostReply?,
    doing action: String
) throws(ModuleFailure) -> CommandResult {
    guard let result = reply?.command else {
        throw ModuleFailure("could not \(action): no reply of the command")
    }
    guard result.isSuccess else { throw failure(of: result, doing: action) }
    return result
}

/// The failure that a command's result means.
func failure(of result: CommandResult, doing action: String) -> ModuleFailure {
    let words = trimmed(result.errorText.isEmpty ? result.text : result.errorText)
    let why = words.isEmpty ? "it exited with \(result.exitStatus)" : words
    return ModuleFailure("could not \(action): \(why)", result: commandValues(result))
}

/// `rc`, `stdout`, `stderr` and their lines.
func commandValues(_ result: CommandResult, stripsEnds: Bool = true) -> ValueMap {
    // Bytes that are no UTF-8 are kept for tasks that write them.
    let text = EscapedBytes.text(result.output)
    let errorText = EscapedBytes.text(result.errorOutput)
    let output = stripsEnds ? withoutFinalNewlines(text) : text
    let errors = stripsEnds ? withoutFinalNewlines(errorText) : errorText
    return [
        "rc": .integer(Int(result.exitStatus)),
        "stdout": .string(output),
        "stdout_lines": .list(lines(of: output)),
        "stderr": .string(errors),
        "stderr_lines": .list(lines(of: errors)),
    ]
}

/// The lines of a text as Python's `splitlines` gives them.
func lines(of text: String) -> [Value] {
    var pieces = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    if pieces.last?.isEmpty == true { pieces.removeLast() }
    return pieces.map { .string(String($0)) }
}

/// The text without line ends at its end.
func withoutFinalNewlines(_ text: String) -> String {
    var text = Substring(text)
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
}

/// The text without white space around it.
func trimmed<Text: StringProtocol>(_ text: Text) -> String where Text.SubSequence == Substring {
    String(text.trimmingBlanks())
}

/// Fails on the first reply that means failure; `action` is what the changes were for, in the
/// operator's words.
func requireSuccess(_ replies: [HostReply], doing action: String) throws(ModuleFailure) {
    for reply in replies {
        switch reply {
        case .command: _ = try commandResult(reply, doing: action)
        case .upload(let outcome): try requireStored(outcome, doing: action)
        case .incus(.failure(_, let message)):
            throw ModuleFailure("could not \(action): \(message)")
        case .download(.failed(let why)), .http(.failed(let why)), .connect(.failed(let why)),
            .exchange(.failed(let why)):
            throw ModuleFailure("could not \(action): \(why)")
        case .download, .http, .connect, .exchange, .incus: break
        }
    }
}

private func requireStored(
    _ outcome: UploadOutcome,
    doing action: String
) throws(ModuleFailure) {
    switch outcome {
    case .stored:
        return
    case .refused(let result):
        let words = trimmed(result.errorText.isEmpty ? result.text : result.errorText)
        var values = commandValues(result)
        values["exit_status"] = .integer(Int(result.exitStatus))
        throw ModuleFailure(
            "failed to validate: rc:\(result.exitStatus) error:\(words)",
            result: values
        )
    case .failed(let why):
        throw ModuleFailure("could not \(action): \(why)")
    }
}
