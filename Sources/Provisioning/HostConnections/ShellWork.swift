/// One request that the shell carries out: the command it becomes, and the reply its result is.
protocol ShellWork {
    /// What the shell is to run.
    var framed: FramedCommand { get }

    /// The reply that the result is.
    func reply(_ result: CommandResult) -> HostReply
}

/// A command as it is.
struct CommandWork: ShellWork {
    let framed: FramedCommand

    init(_ command: ShellCommand) {
        framed = FramedCommand(command)
    }

    func reply(_ result: CommandResult) -> HostReply { .command(result) }
}

/// A whole file, read.
struct DownloadWork: ShellWork {
    let framed: FramedCommand
    private let path: String

    /// First a line with the verdict, then the bytes.
    private static let script: ShellScript =
        "# reading the file"
        + ForbiddenWays.finding
            + """
            if [ ! -e "$1" ] && [ ! -L "$1" ]; then
              if sy_way "$1"; then echo 'missing'; else echo 'denied'; fi
              exit 0
            fi
            if [ -d "$1" ]; then echo 'directory'; exit 0; fi
            n=$(wc -c <"$1") || { echo 'denied'; exit 0; }
            if [ "$n" -gt "$2" ]; then echo "large $((n))"; exit 0; fi
            echo 'content'
            cat -- "$1"
            """

    init(path: String, limit: Int) {
        self.path = path
        framed = FramedCommand(.script(DownloadWork.script, [path, String(limit)]))
    }

    func reply(_ result: CommandResult) -> HostReply {
        let end = result.output.firstIndex(of: UInt8(ascii: "\n")) ?? result.output.endIndex
        let verdict = String(decoding: result.output[..<end], as: UTF8.self).split(separator: " ")
        switch verdict.first {
        case "content"? where result.isSuccess:
            return .download(.content(Array(result.output[end...].dropFirst())))
        case "missing"?:
            return .download(.missing)
        case "directory"?:
            return .download(.failed("cannot read '\(path)': it is a directory"))
        case "large"?:
            return .download(.tooLarge(byteCount: verdict.last.flatMap { Int($0) } ?? 0))
        default:
            let words = FileWords.reason(result)
            return .download(.failed("cannot read '\(path)': \(words)"))
        }
    }
}

/// Words about files that went wrong.
enum FileWords {
    /// The last thing that a program said: `Permission denied` of `sh: 1: cannot open x:
    /// Permission denied`.
    static func reason(_ result: CommandResult) -> String {
        let lines = result.errorText.split(separator: "\n")
        guard let last = lines.last else { return "status \(result.exitStatus)" }
        guard let colon = last.lastRange(of: ": ") else { return String(last) }
        return last[colon.upperBound...].lowercased()
    }
}

extension Substring {
    fileprivate func lastRange(of text: String) -> Range<Index>? {
        ranges(of: text).last
    }
}
