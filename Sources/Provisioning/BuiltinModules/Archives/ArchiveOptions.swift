internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// What of an archive is unpacked, and how.
struct ArchiveOptions: Sendable {
    var attributes: FileAttributes
    /// The mode as `chmod` takes it.
    var modeText: String?
    /// Patterns of entries that stay out.
    var excludes: [String]
    /// Patterns of the only entries that are unpacked; none takes all.
    var includes: [String]
    /// Whether files stay that are newer than the archive's.
    var keepsNewer: Bool
    /// Further options of the program.
    var extra: [String]

    init(_ arguments: ArgumentReader) throws(ModuleFailure) {
        attributes = try FileAttributes(arguments)
        excludes = arguments.strings("exclude")
        includes = arguments.strings("include")
        keepsNewer = arguments.bool("keep_newer")
        extra = arguments.strings("extra_opts")
        switch attributes.mode {
        case .absolute(let bits)?: modeText = octalMode(bits)
        case .symbolic?: modeText = arguments["mode"]?.string
        case .preserve?, nil: modeText = nil
        }
    }

    /// Whether what is unpacked gets attributes of its own.
    var setsAttributes: Bool { attributes != FileAttributes() }

    /// Options of `tar` that only matter where it compares or unpacks.
    var tarWishes: [String] {
        (attributes.owner.map { ["--owner=\($0)"] } ?? [])
            + (attributes.group.map { ["--group=\($0)"] } ?? [])
            + (keepsNewer ? ["--keep-newer-files"] : [])
    }

    /// Options of `tar` that say which entries are meant.
    var tarChoice: [String] {
        (extra.isEmpty ? [] : ["--show-transformed-names"] + extra)
            + excludes.map { "--exclude=" + TargetPath.withoutFinalSlashes($0) } + includes
    }

    /// The arguments of `zipinfo` that say which entries are meant.
    var zipChoice: [String] { excludes.isEmpty ? includes : ["-x"] + excludes }

    /// The requests that give what was just unpacked its attributes; links have no mode.
    func requests(forNew paths: [String]) -> [HostRequest] {
        guard setsAttributes else { return [] }
        return stride(from: 0, to: paths.count, by: 500).flatMap { start in
            let some = Array(paths[start..<min(start + 500, paths.count)])
            var requests: [HostRequest] = []
            if let owner = attributes.owner {
                requests.append(.command(.arguments(["chown", "-h", "--", owner] + some)))
            }
            if let group = attributes.group {
                requests.append(.command(.arguments(["chgrp", "-h", "--", group] + some)))
            }
            if let modeText {
                requests.append(.command(.script(Self.modeScript, [modeText] + some)))
            }
            return requests
        }
    }

    private static let modeScript: ShellScript = """
        mode=$1
        shift
        count=$#
        while [ "$count" -gt 0 ]; do
          path=$1
          shift
          [ -L "$path" ] || set -- "$@" "$path"
          count=$((count - 1))
        done
        [ $# -eq 0 ] || chmod -- "$mode" "$@"
        """
}
