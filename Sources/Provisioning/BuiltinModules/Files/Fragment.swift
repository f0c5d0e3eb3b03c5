internal import HostConnections
internal import ModuleContract

/// One of the files that `assemble` puts together.
struct Fragment: Sendable, Hashable {
    /// Its name in the directory.
    var name: String
    /// Its bytes; nil when there are too many to be put together.
    var content: [UInt8]?

    /// Fragments larger than this are not put together.
    static let byteLimit = FileLook.editableByteCount

    /// The files of a directory of the controller.
    static func ofController(
        _ source: String,
        _ controller: any ControllerFiles
    ) throws(ModuleFailure) -> [Fragment] {
        let folder = try controller.find(source, in: "files")
        guard controller.isDirectory(folder) else {
            throw ModuleFailure("Source (\(source)) is not a directory")
        }
        var fragments: [Fragment] = []
        for name in try controller.list(folder) where !name.contains("/") {
            let path = TargetPath.join(folder, name)
            if controller.linkText(path) != nil { continue }
            fragments.append(Fragment(name: name, content: try controller.read(path)))
        }
        return fragments
    }

    /// What is asked about a directory of the target.
    static func request(_ source: String) -> HostRequest {
        .command(.script(script, [source, String(byteLimit)]))
    }

    /// The files of a directory of the target, by the reply.
    static func ofTarget(
        _ reply: HostReply?,
        _ source: String
    ) throws(ModuleFailure) -> [Fragment] {
        let result = try commandResult(reply, doing: "read the files of \(source)")
        var rest = result.output[...]
        var fragments: [Fragment] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[end...].dropFirst()
            let words = line.split(separator: " ", maxSplits: 1)
            switch words.first {
            case "missing": throw ModuleFailure("Source (\(source)) does not exist")
            case "other": throw ModuleFailure("Source (\(source)) is not a directory")
            case "large":
                fragments.append(Fragment(name: String(words.last ?? ""), content: nil))
            default:
                guard words.count == 2, let count = Int(words[0]), count < rest.count else {
                    throw ModuleFailure("the files of \(source) changed while they were read")
                }
                fragments.append(
                    Fragment(name: String(words[1]), content: Array(rest.prefix(count)))
                )
                rest = rest.dropFirst(count + 1)
            }
        }
        return fragments
    }

    // For each file a line `COUNT NAME`, then so many bytes and a newline; or `large NAME`.
    private static let script: ShellScript = """
        if [ ! -e "$1" ]; then echo missing; exit 0; fi
        if [ ! -d "$1" ]; then echo other; exit 0; fi
        cd -- "$1" || exit 1
        for name in * .*; do
          [ -f "$name" ] || continue
          size=$(wc -c <"$name") || exit 1
          if [ "$size" -gt "$2" ]; then printf 'large %s\\n' "$name"; continue; fi
          printf '%d %s\\n' "$size" "$name"
          head -c "$size" -- "$name" || exit 1
          echo
        done
        """
}
