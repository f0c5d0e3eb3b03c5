extension FileUpload {
    /// Writes standard input to a temporary beside the destination, sets owner and mode, puts it
    /// on the disk, validates it, and renames it. Exits 3 and says why when a step fails, 4 when
    /// validation refuses it. Parameters: destination, mode, owner, group, byte count, then the
    /// words of the validation.
    private static let storing: ShellScript = """
        destination=$1 mode=$2 owner=$3 group=$4 size=$5
        shift 5
        fail() { printf 'cannot %s\\n' "$1" >&2; exit 3; }
        hops=0
        while [ -L "$destination" ]; do
          hops=$((hops + 1)); [ $hops -le 40 ] || fail "follow the link $destination: it never ends"
          link=$(readlink "$destination") || fail "read the link $destination"
          case $link in
            /*) destination=$link ;;
            *) destination=$(dirname "$destination")/$link ;;
          esac
        done
        [ ! -d "$destination" ] || fail "write $destination: it is a directory"
        folder=$(dirname "$destination")
        [ -d "$folder" ] || fail "write $destination: the directory $folder is missing"
        plain=$(umask)
        umask 077
        temporary=$folder/.$(basename "$destination").switchyard.$$.tmp
        trap 'rm -f "$temporary"' EXIT
        trap 'exit 3' HUP INT TERM PIPE
        said=$({ cat >"$temporary"; } 2>&1) || fail "write $destination: ${said##*: }"
        [ "$(wc -c <"$temporary")" -eq "$size" ] || fail "write $destination: not all of it arrived"
        if [ -e "$destination" ]; then
          [ -n "$mode" ] || mode=$(stat -c %a "$destination")
          [ -n "$owner" ] || owner=$(stat -c %u "$destination")
          [ -n "$group" ] || group=$(stat -c %g "$destination")
        fi
        [ -n "$mode" ] || mode=$(printf '%o' $((0666 & ~0$plain)))
        if [ -n "$owner$group" ]; then
          if [ "$owner:$group" != "$(stat -c %u:%g "$temporary")" ]; then
            said=$(chown "$owner${group:+:$group}" "$temporary" 2>&1) || fail "set the owner of $destination: ${said##*: }"
          fi
        fi
        chmod "$mode" "$temporary" || fail "set the mode of $destination"
        sync "$temporary" 2>/dev/null || sync
        if [ $# -gt 0 ]; then
          count=$#
          while [ $count -gt 0 ]; do
            word=$1; shift; count=$((count - 1))
            case $word in
              *%s*) word=${word%%%s*}$temporary${word#*%s} ;;
            esac
            set -- "$@" "$word"
          done
          "$@" || { status=$?; printf '\\nswitchyard-refused %s\\n' $status >&2; exit 4; }
        fi
        mv -f "$temporary" "$destination" || fail "put $destination in its place"
        trap - EXIT
        sync "$folder" 2>/dev/null || :
        """

    /// The command that stores these bytes.
    func command(storing bytes: [UInt8]) -> ShellCommand {
        ShellCommand(
            .script(
                Self.storing,
                parameters: [
                    destination,
                    mode.map { "0" + String($0, radix: 8) } ?? "",
                    owner ?? "",
                    group ?? "",
                    String(bytes.count),
                ] + (validate ?? [])
            ),
            input: bytes
        )
    }

    /// What the command's result means.
    static func outcome(of result: CommandResult) -> UploadOutcome {
        switch result.exitStatus {
        case 0:
            return .stored
        case 4:
            var errorText = result.errorText
            var status: Int32 = 1
            if let mark = errorText.range(ofLast: "\nswitchyard-refused ") {
                status = Int32(errorText[mark.upperBound...].prefix { $0 != "\n" }) ?? 1
                errorText = String(errorText[..<mark.lowerBound])
            }
            let refusal = CommandResult(
                exitStatus: status,
                output: result.output,
                errorOutput: Array(errorText.utf8)
            )
            return .refused(refusal)
        default:
            let lines = result.errorText.split(separator: "\n")
            return .failed(lines.last.map(String.init) ?? "the shell ended with \(result.exitStatus)")
        }
    }
}

extension String {
    /// The last occurrence of a text.
    fileprivate func range(ofLast wanted: String) -> Range<String.Index>? {
        ranges(of: wanted).last
    }
}
