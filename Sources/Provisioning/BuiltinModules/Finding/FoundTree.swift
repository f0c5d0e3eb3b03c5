internal import HostConnections
internal import ModuleContract

/// Everything below a directory of the target.
struct FoundTree: Sendable {
    /// The directory as the task names it.
    let path: String
    /// Whether it is one.
    let isDirectory: Bool
    /// What is below, each directory's entries together: files first, then directories.
    let entries: [FileState]
    /// Directories that may not be read.
    let forbidden: [String]
    /// The target's time, in seconds since 1970.
    let now: Int

    /// What lists the tree; `depth` is 1 for the directory's own entries.
    static func request(_ path: String, depth: Int?, followsLinks: Bool) -> HostRequest {
        .command(
            .script(script, [path, depth.map(String.init) ?? "", followsLinks ? "-L" : "-P"])
        )
    }

    // The time, then a line `none`, or three parts with a zero behind each: paths with a zero behind each, a line of
    // attributes for each of them, and directories that may not be read, each with a zero.
    private static let script: ShellScript = """
        date +%s
        if ! [ -d "$1" ]; then
            echo none
            exit 0
        fi
        path=$1 depth=$2 follow=$3
        case $path in
        /*) ;;
        *) path=./$path ;;
        esac
        set -- -mindepth 1
        if [ -n "$depth" ]; then set -- "$@" -maxdepth "$depth"; fi
        find $follow "$path/" "$@" -print0 2>/dev/null
        printf '\\0'
        find $follow "$path/" "$@" -exec stat -c '%f %u %g %s %i %d %h %X %Y %Z %b %U %G' -- {} + 2>/dev/null
        printf '\\0'
        if [ "$(id -u)" != 0 ]; then
            find $follow "$path/" -type d -exec sh -c \\
                'for d do [ -r "$d" ] && [ -x "$d" ] || printf "%s\\\\0" "$d"; done' sh {} + 2>/dev/null
        fi
        exit 0
        """

    init(_ path: String, _ reply: HostReply?) throws(ModuleFailure) {
        self.path = path
        let output = try commandResult(reply, doing: "look below \(path)").output
        let firstLine = output.prefix { $0 != UInt8(ascii: "\n") }
        now = Int(String(decoding: firstLine, as: UTF8.self)) ?? 0
        let rest = output.dropFirst(firstLine.count + 1)
        isDirectory = !rest.starts(with: Array("none\n".utf8))
        guard isDirectory else {
            (entries, forbidden) = ([], [])
            return
        }
        var parts = rest.split(separator: 0, omittingEmptySubsequences: false)[...]
        var names: [String] = []
        while let part = parts.popFirst(), !part.isEmpty {
            names.append(Self.normal(String(decoding: part, as: UTF8.self), below: path))
        }
        let lines = (parts.popFirst() ?? []).split(separator: UInt8(ascii: "\n"))
        forbidden = parts.filter { !$0.isEmpty }.map {
            Self.normal(String(decoding: $0, as: UTF8.self), below: path)
        }
        guard lines.count == names.count else {
            throw ModuleFailure("what is below \(path) changed while it was looked at")
        }
        var states: [FileState] = []
        for (name, line) in zip(names, lines) {
            let fields = String(decoding: line, as: UTF8.self).split(separator: " ")
            guard let status = FileState.Status(fields: fields) else {
                throw ModuleFailure("cannot read what 'stat' of the host printed about \(name)")
            }
            var state = FileState(path: name)
            state.status = status
            states.append(state)
        }
        entries = Self.ordered(states)
    }

    /// The path without what the script put before it, and without doubled slashes.
    private static func normal(_ name: String, below path: String) -> String {
        let parts = name.split(separator: "/").filter { $0 != "." }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// Directory by directory from the top, the files of each before its directories, by name.
    private static func ordered(_ states: [FileState]) -> [FileState] {
        var byDirectory: [String: [FileState]] = [:]
        for state in states {
            byDirectory[TargetPath.directory(state.path), default: []].append(state)
        }
        var result: [FileState] = []
        func add(_ directory: String) {
            let entries = (byDirectory.removeValue(forKey: directory) ?? [])
                .sorted { $0.path < $1.path }
            result += entries.filter { !$0.isDirectory } + entries.filter(\.isDirectory)
            for entry in entries { add(entry.path) }
        }
        for root in byDirectory.keys.sorted(by: { ($0.count, $0) < ($1.count, $1) }) { add(root) }
        return result
    }

    /// The entries that fit as far as their names and attributes tell.
    func fitting(_ arguments: FindModule.Arguments) -> [FileState] {
        let base = TargetPath.withoutFinalSlashes(path).split(separator: "/").count
        return entries.filter { state in
            let depth = state.path.split(separator: "/").count - base
            return (arguments.depth.map { depth <= $0 } ?? true)
                && arguments.filter.accepts(state, now: now)
        }
    }
}
