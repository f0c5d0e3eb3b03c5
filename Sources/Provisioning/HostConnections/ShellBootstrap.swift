/// The constant loop that turns an `sh` into a long-lived server of framed commands.
///
/// A frame is a line `MARK SCRIPTBYTES INPUTBYTES`, the script, and the input (`-` for none). The
/// answer on standard output ends with `\nMARK STATUS\n`, on standard error with `\nMARK\n`. Only
/// `read`, which takes one byte at a time, and an exact `head` touch the loop's own input, so
/// frames may be sent ahead. A `head` that reads too much (busybox) is replaced by `dd`.
enum ShellBootstrap {
    /// What the loop says when it is ready; whatever came before is a banner.
    static let greeting = "switchyard-shell-ready"

    static let script: ShellScript = """
        PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        export PATH
        unset HISTFILE ENV
        if [ "$(printf 'abX' | { head -c 2 >/dev/null; head -c 1; } 2>/dev/null)" = X ]
        then switchyard_take() { head -c "$1"; }
        else switchyard_take() { dd bs=1 count="$1" 2>/dev/null; }
        fi
        printf 'switchyard-shell-ready\\n'
        while IFS=' ' read -r switchyard_mark switchyard_size switchyard_input
        do
          switchyard_text=$(switchyard_take "$switchyard_size"; printf x)
          switchyard_text=${switchyard_text%x}
          if [ "$switchyard_input" = - ]
          then ( eval "$switchyard_text" ) </dev/null
          else switchyard_take "$switchyard_input" | {
            ( eval "$switchyard_text" ); switchyard_status=$?
            cat >/dev/null
            exit $switchyard_status
          }
          fi
          switchyard_status=$?
          printf '\\n%s\\n' "$switchyard_mark" >&2
          printf '\\n%s %s\\n' "$switchyard_mark" "$switchyard_status"
        done
        """

    /// The words that start the loop.
    static let words = ["sh", "-c", script.text]
}
