internal import HostConnections

/// The journal of notified handlers on a target: what is notified there survives the controller.
///
/// A folder with a file for each entry: written before the change that notifies the handler,
/// removed when the handler has run or the change turned out to be none. A file of its own is whole
/// or not there, needs no room to be removed, and lets several hosts of the inventory, and several
/// controllers, share a machine. Root's journal is in `/var/lib/switchyard`, another user's below
/// its home.
enum HandlerJournal {
    /// An entry that is to be written.
    struct Writing: Sendable {
        /// The file's name.
        var file: String
        /// What it holds.
        var line: String
    }

    /// Sets `directory` to where the acting user's journal is; `$1` is another place, if any.
    private static let finding: ShellScript = """
        if [ -n "$1" ]; then directory=$1
        elif [ "$(id -u)" = 0 ]; then directory=/var/lib/switchyard
        else directory=$HOME/.local/state/switchyard; fi
        shift
        directory=$directory/pending-handlers
        """

    /// Prints the start and the parent of a process, which tell it from a later one of its number
    /// and from one whose connection is gone.
    private static let identifying: ShellScript = """
        sy_life() {
            IFS= read -r sy_t 2>/dev/null <"/proc/$1/stat" || return 1
            set -- ${sy_t##*) }
            printf '%s %s' "${20}" "$2"
        }
        """

    private static let show: ShellScript = """
        for directory in "$1" /var/lib/switchyard "${HOME:-/nonexistent}/.local/state/switchyard"
        do
            [ -n "$directory" ] || continue
            for file in "$directory"/pending-handlers/*; do
                case $file in *.new) continue ;; esac
                [ -f "$file" ] || continue
                { IFS= read -r entry; read -r number life; } <"$file" || continue
                state=left
                if [ "$(sy_life "$number")" = "$life" ]; then state=held; fi
                printf '%s %s\\n%s\\n' "$state" "$file" "$entry"
            done
        done
        """

    private static let write: ShellScript = """
        umask 022
        mkdir -p -- "$directory" || exit 1
        while [ $# -ge 2 ]; do
            text=$(printf '%s\\n%s %s' "$2" "$$" "$(sy_life "$$")")
            if printf '%s\\n' "$text" >"$directory/$1.new" \\
                && [ "$(cat -- "$directory/$1.new")" = "$text" ] \\
                && mv -f -- "$directory/$1.new" "$directory/$1"
            then shift 2
            else rm -f -- "$directory/$1.new"; exit 1; fi
        done
        sync -- "$directory" 2>/dev/null || sync
        """

    private static let remove: ShellScript = """
        for file; do
            case $file in /*) ;; *) file=$directory/$file ;; esac
            rm -f -- "$file" || exit 1
        done
        """

    /// Reads all journals that a user may see.
    static func reading(_ settings: TargetSettings) -> HostRequest {
        .command(.script(identifying + show, [settings.stateDirectory ?? ""]))
    }

    /// Writes entries.
    static func writing(_ entries: [Writing], settings: TargetSettings) -> HostRequest {
        let words = entries.flatMap { [$0.file, $0.line] }
        return .command(
            .script(finding + identifying + write, [settings.stateDirectory ?? ""] + words)
        )
    }

    /// Removes entries: files of the acting user's journal, or whole paths.
    static func removing(_ files: [String], settings: TargetSettings) -> HostRequest {
        .command(.script(finding + remove, [settings.stateDirectory ?? ""] + files))
    }

    /// The entries about a host in what ``reading(_:)`` printed.
    static func entries(in reply: HostReply?, of host: String) -> [JournalEntry] {
        guard let result = reply?.command, result.isSuccess else { return [] }
        var entries: [JournalEntry] = []
        var lines = result.text.split(separator: "\n").map(String.init)[...]
        while let head = lines.popFirst(), let line = lines.popFirst() {
            let words = head.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2, !entries.contains(where: { $0.path == words[1] }),
                let entry = JournalEntry(
                    line: line,
                    path: words[1],
                    isHeld: words[0] == "held",
                    host: host
                )
            else { continue }
            entries.append(entry)
        }
        return entries
    }
}
