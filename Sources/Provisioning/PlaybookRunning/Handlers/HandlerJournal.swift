internal import HostConnections

/// The journal of notified handlers on a target: what is notified there survives the controller.
///
/// A line a handler, the host's name and a tab before it, appended before the change that notifies
/// it; the file is removed when all have run. Root's journal is in `/var/lib/switchyard`, another
/// user's below its home.
enum HandlerJournal {
    /// Sets `directory` to where the acting user's journal is; `$1` is another place, if any.
    private static let finding: ShellScript = """
        if [ -n "$1" ]; then directory=$1
        elif [ "$(id -u)" = 0 ]; then directory=/var/lib/switchyard
        else directory=$HOME/.local/state/switchyard; fi
        shift
        file=$directory/pending-handlers
        """

    private static let show: ShellScript = """
        for file in ${1:+"$1/pending-handlers"} /var/lib/switchyard/pending-handlers \
            "${HOME:-/nonexistent}/.local/state/switchyard/pending-handlers"; do
            if [ -f "$file" ]; then cat -- "$file"; fi
        done
        """

    private static let append: ShellScript = """
        mkdir -p -- "$directory" || exit 1
        for line; do
            if ! grep -Fqxs -- "$line" "$file"; then
                printf '%s\\n' "$line" >> "$file" || exit 1
            fi
        done
        sync -d "$file" 2>/dev/null || sync
        """

    private static let remove: ShellScript = """
        [ -f "$file" ] || exit 0
        for line; do
            grep -Fvx -- "$line" "$file" > "$file.new"
            mv -f -- "$file.new" "$file" || exit 1
        done
        if [ ! -s "$file" ]; then rm -f -- "$file"; fi
        """

    /// Reads all journals that a user may see.
    static func reading(_ settings: TargetSettings) -> HostRequest {
        .command(.script(show, [settings.stateDirectory ?? ""]))
    }

    /// Appends handlers; a handler that is noted already is not noted twice.
    static func noting(_ handlers: [String], settings: TargetSettings) -> HostRequest {
        .command(.script(finding + append, parameters(handlers, settings)))
    }

    /// Removes handlers that have run; the file goes when nothing is left in it.
    static func removing(_ handlers: [String], settings: TargetSettings) -> HostRequest {
        .command(.script(finding + remove, parameters(handlers, settings)))
    }

    /// The handlers of a host in what ``reading(_:)`` printed.
    static func handlers(in reply: HostReply?, of host: String) -> [String] {
        guard let result = reply?.command, result.isSuccess else { return [] }
        let start = "\(host)\t"
        var seen: Set<String> = []
        return result.text.split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix(start) && seen.insert($0).inserted }
            .map { String($0.dropFirst(start.count)) }
    }

    private static func parameters(
        _ handlers: [String],
        _ settings: TargetSettings
    ) -> [String] {
        [settings.stateDirectory ?? ""] + handlers.map { "\(settings.name)\t\($0)" }
    }
}
