/// A file put in place by the shell.
struct UploadWork: ShellWork {
    let framed: FramedCommand
    private let upload: FileUpload

    /// An upload whose bytes travel on the shell's input.
    init(_ upload: FileUpload, source: OpenedSource) {
        self.upload = upload
        let parameters = UploadWork.parameters(upload, byteCount: source.byteCount)
        framed = FramedCommand(.script(UploadScripts.whole, parameters), input: source)
    }

    /// The steps after a temporary was filled by another way.
    init(_ upload: FileUpload, filled temporary: String, byteCount: Int) {
        self.upload = upload
        framed = FramedCommand(
            .script(
                UploadScripts.complete,
                UploadWork.parameters(upload, byteCount: byteCount, temporary: temporary)
            )
        )
    }

    static func parameters(
        _ upload: FileUpload,
        byteCount: Int,
        temporary: String = ""
    ) -> [String] {
        [
            upload.destination,
            upload.mode.map { "0" + String($0, radix: 8) } ?? "",
            upload.owner ?? "",
            upload.group ?? "",
            String(byteCount),
            temporary,
        ] + (upload.validate ?? [])
    }

    func reply(_ result: CommandResult) -> HostReply { .upload(outcome(result)) }

    /// What the scripts' last line says.
    func outcome(_ result: CommandResult) -> UploadOutcome {
        let lines = result.output.split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        )
        let verdict = String(decoding: lines.dropLast().last ?? [], as: UTF8.self)
        let words = verdict.split(separator: " ")
        switch words.first {
        case "stored"?:
            return .stored
        case "refused"?:
            let length = result.output.count - verdict.utf8.count - 2
            return .refused(
                CommandResult(
                    exitStatus: words.last.flatMap { Int32($0) } ?? 1,
                    output: Array(result.output.prefix(max(0, length))),
                    errorOutput: result.errorOutput
                )
            )
        case "failed"?:
            return .failed(failureText(step: words.last.map(String.init) ?? "", result))
        default:
            return .failed("cannot write '\(upload.destination)': \(FileWords.reason(result))")
        }
    }

    private func failureText(step: String, _ result: CommandResult) -> String {
        let path = upload.destination
        let reason = FileWords.reason(result)
        switch step {
        case "directory": return "cannot write '\(path)': it is a directory"
        case "parent": return "cannot write '\(path)': its directory does not exist"
        case "forbidden": return "cannot write '\(path)': a folder on the way to it: \(reason)"
        case "follow": return "cannot write '\(path)': the link leads nowhere"
        case "temporary": return "cannot make a temporary file beside '\(path)': \(reason)"
        case "cut": return "cannot write '\(path)': not all bytes arrived"
        case "owner":
            return "cannot set the owner of '\(path)' to '\(upload.owner ?? "")': \(reason)"
        case "group":
            return "cannot set the group of '\(path)' to '\(upload.group ?? "")': \(reason)"
        case "mode": return "cannot set the mode of '\(path)': \(reason)"
        case "rename": return "cannot put '\(path)' in place: \(reason)"
        default: return "cannot write '\(path)': \(reason)"
        }
    }
}
