internal import HostConnections
internal import ModuleContract

/// One look at paths of a target: kind, attributes, and on wish checksum and content, in one
/// request.
struct FileLook: Sendable, Hashable {
    /// What is looked at.
    var paths: [String]
    /// Whether the attributes are those of the file that a link points to.
    var followsLinks = false
    /// Whether the SHA-1 checksum of regular files is wanted.
    var wantsChecksum = false
    /// The size up to which the content of regular files is wanted; nil wants none.
    var contentLimit: Int?
    /// Whether the first path suffices where a regular file is there: the others, which tell where
    /// a file would go, then come back as if nothing were at them.
    var endsAtFile = false

    /// Content larger than this is neither shown in a diff nor edited line by line.
    static let editableByteCount = 16 << 20

    /// The request that looks.
    var request: HostRequest {
        var options: [String] = []
        if followsLinks { options.append("follow") }
        if wantsChecksum { options.append("checksum") }
        if contentLimit != nil { options.append("content") }
        if endsAtFile { options.append("ends") }
        return .command(
            .script(
                Self.script,
                [options.joined(separator: ","), String(contentLimit ?? 0)] + paths
            )
        )
    }

    /// What was seen, one state a path.
    func states(_ reply: HostReply?) throws(ModuleFailure) -> [FileState] {
        let result = try commandResult(reply, doing: "look at \(paths.joined(separator: ", "))")
        var reader = FileLookReader(bytes: result.output)
        return try reader.states(of: paths, mayEndEarly: endsAtFile)
    }

    /// The state of the only path.
    func state(_ reply: HostReply?) throws(ModuleFailure) -> FileState {
        guard let first = try states(reply).first else {
            throw ModuleFailure("nothing came back of a look at \(paths.joined(separator: ", "))")
        }
        return first
    }

    // For each path a line `path UMASK`, then what applies of: `link TARGET`, `source RESOLVED`,
    // `stat FIELDS`, `sha1 SUM`, `content COUNT` with the bytes and a newline.
    private static let script: ShellScript = """
        options=$1
        limit=$2
        shift 2
        for path do
            printf 'path '
            umask
            if ! [ -e "$path" ] && ! [ -L "$path" ]; then
                continue
            fi
            follow=
            case $options in
            *follow*) if [ -e "$path" ]; then follow=-L; fi ;;
            esac
            if [ -L "$path" ]; then
                printf 'link %s\\n' "$(readlink -- "$path")"
                printf 'source %s\\n' "$(readlink -f -- "$path")"
            fi
            stat $follow -c 'stat %f %u %g %s %i %d %h %X %Y %Z %b %U %G' -- "$path" || exit 1
            if ! [ -f "$path" ]; then
                continue
            fi
            if [ -L "$path" ] && [ -z "$follow" ]; then
                continue
            fi
            case $options in
            *checksum*)
                if sum=$(sha1sum <"$path"); then
                    printf 'sha1 %s\\n' "${sum%% *}"
                fi
                ;;
            esac
            case $options in
            *content*)
                size=$(stat -L -c %s -- "$path")
                if [ "$size" -le "$limit" ] && [ -r "$path" ]; then
                    printf 'content %s\\n' "$size"
                    head -c "$size" -- "$path"
                    printf '\\n'
                fi
                ;;
            esac
            case $options in
            *ends*) exit 0 ;;
            esac
        done
        """
}

/// Reads what the script of a look printed.
private struct FileLookReader {
    var bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func states(
        of paths: [String],
        mayEndEarly: Bool
    ) throws(ModuleFailure) -> [FileState] {
        var states: [FileState] = []
        while let (word, rest) = nextLine() {
            if word == "path" {
                guard states.count < paths.count else { throw unreadable(rest) }
                states.append(
                    FileState(path: paths[states.count], umask: Int(rest, radix: 8) ?? 0o22)
                )
                continue
            }
            guard !states.isEmpty else { throw unreadable(word) }
            try take(word, rest, into: &states[states.count - 1])
        }
        guard let last = states.last, mayEndEarly || states.count == paths.count else {
            throw unreadable("\(states.count) paths")
        }
        return states
            + paths.dropFirst(states.count).map { FileState(path: $0, umask: last.umask) }
    }

    private mutating func take(
        _ word: String,
        _ rest: String,
        into state: inout FileState
    ) throws(ModuleFailure) {
        switch word {
        case "link": state.linkTarget = rest
        case "source": state.linkSource = rest
        case "sha1": state.sha1 = rest
        case "content":
            guard let count = Int(rest), position + count < bytes.count else {
                throw ModuleFailure("\(state.path) shrank while it was read")
            }
            state.content = Array(bytes[position..<position + count])
            position += count + 1
        case "stat":
            guard let status = FileState.Status(fields: rest.split(separator: " ")) else {
                throw unreadable(rest)
            }
            state.status = status
        default:
            // A further line of a link's target that holds a newline.
            throw unreadable(word)
        }
    }

    private mutating func nextLine() -> (word: String, rest: String)? {
        guard position < bytes.count else { return nil }
        let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let line = bytes[position..<end]
        position = end + 1
        let space = line.firstIndex(of: UInt8(ascii: " ")) ?? line.endIndex
        return (
            String(decoding: line[..<space], as: UTF8.self),
            String(decoding: line[space...].dropFirst(), as: UTF8.self)
        )
    }

    private func unreadable(_ what: String) -> ModuleFailure {
        ModuleFailure("cannot read what 'stat' of the host printed: '\(what)'")
    }
}
