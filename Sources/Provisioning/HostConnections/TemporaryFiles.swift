/// Temporary files beside the files that they are to replace.
public enum TemporaryFiles {
    /// The function `sy_temporary`: makes one in a folder given with its `/`, and prints its path.
    ///
    /// Its name tells whose it is: the namespace and the number of the process. What processes that
    /// are gone have left in the folder, as after a controller was killed, is removed first; of
    /// another namespace, which cannot be seen from here, what is a day old.
    public static let making: ShellScript = """
        sy_temporary() {
          sy_ns=$(readlink /proc/self/ns/pid | tr -dc 0-9)
          for sy_x in "$1".switchyard.*.*.*; do
            [ -f "$sy_x" ] && [ ! -L "$sy_x" ] || continue
            sy_o=${sy_x#"$1".switchyard.}
            sy_i=${sy_o#*.}
            sy_i=${sy_i%%.*}
            if [ "${sy_o%%.*}" = "$sy_ns" ]; then
              case $sy_i in *[!0-9]*|'') continue ;; esac
              [ ! -d "/proc/$sy_i" ] || continue
            else
              [ -n "$(find "$sy_x" -prune -mmin +1440 2>/dev/null)" ] || continue
            fi
            rm -f -- "$sy_x"
          done
          mktemp "$1.switchyard.$sy_ns.$$.XXXXXXXXXX"
        }
        """
}

/// Paths that cannot be seen because a folder above them may not be entered.
enum ForbiddenWays {
    /// The function `sy_way`: fails, and names the folder, when the user may not enter one on the
    /// way to a path that seems not to be there.
    static let finding: ShellScript = """
        sy_way() {
          sy_f=$1
          while [ ! -e "$sy_f" ]; do
            case $sy_f in */*) ;; *) return 0 ;; esac
            sy_f=${sy_f%/*}
            [ -n "$sy_f" ] || return 0
          done
          [ ! -d "$sy_f" ] || [ -x "$sy_f" ] || {
            printf '%s: Permission denied\\n' "$sy_f" >&2
            return 1
          }
        }
        """
}
