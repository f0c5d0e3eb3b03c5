internal import HostConnections

/// What runs on the target to look into archives and to unpack them.
///
/// The first parameters are the archive's path, empty when it comes on standard input, and the
/// destination.
enum ArchiveScripts {
    // A file of its own, since `unzip` cannot read from a pipe and `tar` finds out only of files
    // how they are compressed.
    private static let opening: ShellScript = """
        # the archive
        src=$1 dest=$2
        shift 2
        case $src in
        '')
          src=$(mktemp "${TMPDIR:-/tmp}/.switchyard.archive.XXXXXXXXXX") || exit 1
          trap 'rm -f -- "$src"' EXIT
          trap 'exit 129' HUP INT TERM
          cat >"$src" || exit 1
          ;;
        /*) ;;
        *) src=$PWD/$src ;;
        esac
        has() { command -v "$1" >/dev/null 2>&1; }
        """

    private static let findTar: ShellScript = """
        LC_ALL=C
        export LC_ALL
        tar=tar
        if has gtar; then tar=gtar; fi
        has "$tar" || { printf '\\036missing %s\\n' tar; exit 0; }
        case $("$tar" --version 2>/dev/null) in
        tar*GNU*) ;;
        *) printf '\\036other %s\\n' "$tar"; exit 0 ;;
        esac
        """

    // Then the number of options that are not for listing, and `states` where they are wanted.
    static let lookAtTar: ShellScript =
        opening + findTar
            + """
            count=$1 wanted=$2
            shift 2
            entries() {
              shift "$count"
              "$tar" --list --quoting-style=literal --force-local -C "$dest" -f "$src" "$@"
            }
            printf '\\036program %s\\n\\036names\\n' "$tar"
            entries "$@" || { printf '\\036unreadable %s\\n' "$tar"; exit 0; }
            printf '\\036user %s %s\\n\\036lines\\n' "$(id -u)" "$(id -g)"
            "$tar" --diff --force-local -C "$dest" -f "$src" "$@" 2>&1
            [ -n "$wanted" ] || exit 0
            printf '\\036states %s\\n' "$(umask)"
            {
              entries "$@" | sed 's,^/,,'
              entries "$@" | sed -n -e 's,^/,,' -e 's,/.*,,p' | sort -u
            } | tr '\\n' '\\000' | {
              cd -- "$dest" || exit 1
              xargs -0 stat -c '%f %u %g %s %i %d %h %X %Y %Z %b %U %G %n' -- 2>/dev/null
            }
            exit 0
            """

    static let unpackTar: ShellScript =
        opening + findTar
            + """
            "$tar" --extract --force-local -C "$dest" -f "$src" "$@"
            """

    static let lookAtZip: ShellScript =
        opening
            + """
            LC_ALL=C.UTF-8
            export LC_ALL
            has unzip || { printf '\\036missing %s\\n' unzip; exit 0; }
            unzip -Z -1 "$src" >/dev/null </dev/null || {
              printf '\\036unreadable %s\\n' unzip
              exit 0
            }
            printf '\\036program unzip\\n\\036names\\n'
            unzip -Z -1 "$src" "$@" </dev/null
            printf '\\036user %s %s\\n\\036lines\\n' "$(id -u)" "$(id -g)"
            unzip -Z -T -s "$src" "$@" </dev/null || printf '\\036partly\\n'
            printf '\\036states %s\\n' "$(umask)"
            unzip -Z -1 "$src" "$@" </dev/null 2>/dev/null | {
              cd -- "$dest" || exit 1
              while IFS= read -r name; do
                path=${name%/}
                stat -c '%f %u %g %s %i %d %h %X %Y %Z %b %U %G %y' -- "$path" 2>/dev/null || {
                  echo absent
                  continue
                }
                if [ -f "$path" ] && [ ! -L "$path" ]; then
                  # The name is a pattern for unzip.
                  entry=$(printf '%s\\n' "$name" | sed 's/[][*?\\\\]/\\\\&/g')
                  unzip -p "$src" "$entry" </dev/null 2>/dev/null | cmp -s - "./$path" || echo differs
                fi
              done
            }
            exit 0
            """

    // Then the number of options, the options, and the choice of entries: the archive goes between.
    static let unpackZip: ShellScript =
        opening
            + """
            count=$1
            shift
            rest=$(($# - count))
            while [ "$count" -gt 0 ]; do
              word=$1
              shift
              set -- "$@" "$word"
              count=$((count - 1))
            done
            set -- "$@" "$src"
            while [ "$rest" -gt 0 ]; do
              word=$1
              shift
              set -- "$@" "$word"
              rest=$((rest - 1))
            done
            unzip -o "$@" -d "$dest" </dev/null
            """
}
