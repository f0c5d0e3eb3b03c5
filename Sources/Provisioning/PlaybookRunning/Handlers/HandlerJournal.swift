internal import HostConnections

/// The journal of notified handlers on a target: what is notified there survives the controller.
///
/// A line a handler, appended before the change that notifies it; the file is removed when all have
/// run. Root's journal is in `/var/lib/switchyard`, another user's below its home.
enum HandlerJournal {
    /// Reads both journals; a line starts with the name of the user that owns it.
    static let reading: HostRequest = .command(
        .script(
            """
            for file in /var/lib/switchyard/pending-handlers \
                "${HOME:-/nonexistent}/.local/state/switchyard/pending-handlers"; do
                if [ -f "$file" ]; then cat -- "$file"; fi
            done
            """
        )
    )

    /// Appends handlers; a handler that is noted already is not noted twice.
    static func noting(_ handlers: [String]) -> HostRequest {
        .command(
            .script(
                """
                if [ "$(id -u)" = 0 ]; then directory=/var/lib/switchyard
                else directory=$HOME/.local/state/switchyard; fi
                mkdir -p -- "$directory" || exit 1
                file=$directory/pending-handlers
                for handler; do
                    if ! grep -Fqxs -- "$handler" "$file"; then
                        printf '%s\\n' "$handler" >> "$file" || exit 1
                    fi
                done
                sync -d "$file" 2>/dev/null || sync
                """,
                handlers
            )
        )
    }

    /// Removes handlers that have run; the file goes when nothing is left in it.
    static func removing(_ handlers: [String]) -> HostRequest {
        .command(
            .script(
                """
                if [ "$(id -u)" = 0 ]; then directory=/var/lib/switchyard
                else directory=$HOME/.local/state/switchyard; fi
                file=$directory/pending-handlers
                [ -f "$file" ] || exit 0
                for handler; do
                    grep -Fvx -- "$handler" "$file" > "$file.new"
                    mv -f -- "$file.new" "$file" || exit 1
                done
                if [ ! -s "$file" ]; then rm -f -- "$file"; fi
                """,
                handlers
            )
        )
    }

    /// The handlers in what ``reading`` printed.
    static func handlers(in reply: HostReply?) -> [String] {
        guard let result = reply?.command, result.isSuccess else { return [] }
        var seen: Set<String> = []
        return result.text.split(separator: "\n").map(String.init)
            .filter { seen.insert($0).inserted }
    }
}
