import HostConnections

/// The steps of a lock on a host: `$1` its file's name, `$2` the holder's token, `$3` for how many
/// seconds it is held after a sign of life, `$4` who holds it.
///
/// The file's first line is when the last sign came (seconds since the host started, which no step of
/// a clock changes), for how long that counts, and the token; the second one is who holds it. A file
/// is made whole and linked into place, so that of two only one can.
enum DrillLockScripts {
    /// Somebody else holds it, and the output says who, and for how long at least.
    static let heldStatus: Int32 = 75
    /// Nobody holds it any more.
    static let goneStatus: Int32 = 76

    private static let opening: ShellScript = """
        umask 022
        for sy_folder in /run/lock /var/lock /tmp; do
          [ -d "$sy_folder" ] && [ -w "$sy_folder" ] && break
        done
        f=$sy_folder/$1 own=$sy_folder/$1.$2
        read -r now rest </proc/uptime || exit 1
        now=${now%%.*}
        sy_write() { printf '%s %s %s\\n%s\\n' "$now" "$3" "$2" "$4" >"$own"; }
        sy_read() {
          at= for= token= holder=
          { read -r at for token && read -r holder; } 2>/dev/null <"$f" || return 1
          case $at$for in *[!0-9]*) at=0 for=0 ;; esac
        }
        """

    /// Takes it, also from a holder who gave no sign for too long.
    static let take =
        opening
            + """
            sy_write "$@" || exit 1
            tries=0
            until ln -- "$own" "$f" 2>/dev/null; do
              tries=$((tries + 1))
              if [ "$tries" -gt 5 ]; then
                ln -- "$own" "$f"
                rm -f -- "$own"
                exit 1
              fi
              sy_read || continue
              if [ "$at" -le "$now" ] && [ $((now - at)) -le "$for" ]; then
                rm -f -- "$own"
                printf '%s; its lock is void in %s s unless it gives another sign of life\\n' \\
                  "$holder" "$((for - now + at + 1))"
                exit 75
              fi
              mv -- "$f" "$own.old" 2>/dev/null || continue
              read -r at for moved <"$own.old"
              [ "$moved" = "$token" ] || ln -- "$own.old" "$f"
              rm -f -- "$own.old"
            done
            rm -f -- "$own"
            """

    /// Gives a sign of life.
    static let renew =
        opening
            + """
            sy_read || exit 76
            if [ "$token" != "$2" ]; then
              printf '%s\\n' "$holder"
              exit 75
            fi
            sy_write "$@" && mv -f -- "$own" "$f"
            """

    /// Gives it back.
    static let release =
        opening
            + """
            sy_read || exit 76
            [ "$token" = "$2" ] && rm -f -- "$f"
            """
}
