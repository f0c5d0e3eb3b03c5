/// The steps by which a file takes its place, whole or not at all.
///
/// Each failing step says which on the error output's last line but its program's own words, and
/// leaves with status 99; the validation's refusal leaves 98 after its status.
enum UploadScripts {
    /// Functions and the first step: `$1` the destination, `$2` mode, `$3` owner, `$4` group,
    /// `$5` the number of bytes, `$6` the temporary when it is there already, then the validation.
    static let opening: ShellScript =
        "# writing the file"
        + ForbiddenWays.finding
            + """
            sy_fail() {
              [ -z "$t" ] || rm -f -- "$t"
              printf '\\n%s\\n' "failed $1"
              exit 0
            }
            t=
            d=$1 mode=$2 owner=$3 group=$4 size=$5
            if [ -L "$d" ]; then
              d=$(readlink -f -- "$1") || sy_fail 'follow'
              [ -n "$d" ] || sy_fail 'follow'
            fi
            [ ! -d "$d" ] || sy_fail 'directory'
            case $d in */*) p=${d%/*}/ ;; *) p=./ ;; esac
            if [ ! -d "$p" ]; then
              sy_way "$p" || sy_fail 'forbidden'
              sy_fail 'parent'
            fi
            """

    /// Makes the temporary; the mask keeps it from everybody else.
    ///
    /// Access lists and extended attributes of the file that is replaced go with it where `cp` can
    /// copy them; 0600 holds the lists back until the file has its mode.
    static let makeTemporary =
        TemporaryFiles.making
            + """
            old=$(umask)
            umask 077
            t=$(sy_temporary "$p") || sy_fail 'temporary'
            if [ -e "$d" ]; then
              cp --attributes-only --preserve=mode,xattr -- "$d" "$t" 2>/dev/null || :
              chmod 0600 "$t" || sy_fail 'mode'
            fi
            """

    /// Fills the temporary from standard input.
    static let fill: ShellScript = """
        cat >"$t" || sy_fail 'write'
        """

    /// Tells the temporary's name, for one who fills it by another way.
    static let tellTemporary: ShellScript = """
        printf 'temporary %s\\n' "$t"
        """

    /// Takes up a temporary that somebody else filled.
    static let takeTemporary: ShellScript = """
        old=$(umask)
        t=$6
        """

    /// From the filled temporary to the file in its place.
    static let finish: ShellScript = """
        n=$(wc -c <"$t") || sy_fail 'write'
        if [ "$n" -lt "$size" ]; then
          # Where no room is left, writing as much again says so.
          head -c "$((size - n))" /dev/zero >>"$t" || sy_fail 'write'
          sync -- "$t" || sy_fail 'write'
          sy_fail 'cut'
        fi
        [ "$n" -eq "$size" ] || sy_fail 'cut'
        shift 6
        if [ -e "$d" ]; then
          [ -n "$mode" ] || mode=$(stat -c %a -- "$d")
          [ -n "$owner" ] || owner=$(stat -c %u -- "$d")
          [ -n "$group" ] || group=$(stat -c %g -- "$d")
        fi
        [ -n "$mode" ] || mode=$(printf '%o' $((0666 & ~0$old)))
        have=$(stat -c %u:%g:%U:%G -- "$t")
        if [ -n "$owner" ]; then
          case ":$have:" in
            :"$owner":*|*:*:"$owner":*:) ;;
            *) chown -- "$owner" "$t" || sy_fail 'owner' ;;
          esac
        fi
        if [ -n "$group" ]; then chgrp -- "$group" "$t" || sy_fail 'group'; fi
        chmod -- "$mode" "$t" || sy_fail 'mode'
        sync -- "$t" 2>/dev/null || sync
        if [ $# -gt 0 ]; then
          i=$#
          while [ "$i" -gt 0 ]; do
            w=$1 v=
            shift
            while :; do
              case $w in
                *%s*) v=$v${w%%%s*}$t w=${w#*%s} ;;
                *) break ;;
              esac
            done
            set -- "$@" "$v$w"
            i=$((i - 1))
          done
          "$@" </dev/null
          s=$?
          if [ "$s" -ne 0 ]; then
            rm -f -- "$t"
            printf '\\n%s\\n' "refused $s"
            exit 0
          fi
        fi
        mv -f -- "$t" "$d" || sy_fail 'rename'
        sync -- "$p" 2>/dev/null
        printf '\\n%s\\n' 'stored'
        """

    /// All steps at once, the bytes on standard input.
    static let whole = opening + makeTemporary + fill + finish

    /// The steps before the temporary is filled by another way.
    static let prepare = opening + makeTemporary + tellTemporary

    /// The steps after it.
    static let complete = opening + takeTemporary + finish
}
