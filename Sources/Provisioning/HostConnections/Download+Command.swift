/// Reading a whole file of a target by its shell.
enum Download {
    /// Exits 2 when there is no file, 3 with the size when it is too large, 4 saying why else.
    private static let reading: ShellScript = """
        [ -e "$1" ] || [ -L "$1" ] || exit 2
        [ ! -d "$1" ] || { echo "it is a directory" >&2; exit 4; }
        size=$(wc -c <"$1") || exit 4
        [ "$size" -le "$2" ] || { echo "$size" >&2; exit 3; }
        exec cat "$1"
        """

    static func command(path: String, limit: Int) -> ShellCommand {
        .script(reading, [path, String(limit)])
    }

    static func outcome(of result: CommandResult, path: String) -> DownloadOutcome {
        let said = result.errorText.split(separator: "\n").last.map(String.init) ?? ""
        switch result.exitStatus {
        case 0: return .content(result.output)
        case 2: return .missing
        case 3: return .tooLarge(byteCount: Int(said.filter(\.isNumber)) ?? 0)
        default: return .failed("cannot read \(path): \(said)")
        }
    }
}
