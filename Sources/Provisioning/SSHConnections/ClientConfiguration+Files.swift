import Diagnostics
import LinuxSystem

extension ClientConfiguration {
    /// Reads a file and those that it includes.
    static func file(_ path: String, home: String) throws(Diagnostic) -> ClientConfiguration {
        let folder = path.hasPrefix("/etc/ssh/") ? "/etc/ssh" : "\(home)/.ssh"
        return try ClientConfiguration(try text(path)) { (included) throws(Diagnostic) in
            var wanted = expandedPath(included, home: home, ["%%": "%", "%d": home])
            if !wanted.hasPrefix("/") { wanted = "\(folder)/\(wanted)" }
            var found: [SourceText] = []
            for path in files(matching: wanted) { found.append(try text(path)) }
            return found
        }
    }

    private static func text(_ path: String) throws(Diagnostic) -> SourceText {
        do throws(SystemError) {
            return SourceText(name: path, text: try FileSystem.readText(path))
        } catch {
            throw Diagnostic("cannot read the ssh configuration '\(path)': \(error.code)")
        }
    }

    /// The files that a pattern means, sorted; patterns may stand in every part of the path.
    private static func files(matching pattern: String) -> [String] {
        var paths = [""]
        for part in pattern.split(separator: "/") {
            paths = paths.flatMap { folder -> [String] in
                if !part.contains(where: { "*?".contains($0) }) { return ["\(folder)/\(part)"] }
                let names = (try? FileSystem.entries(of: folder.isEmpty ? "/" : folder)) ?? []
                return names.filter { !$0.hasPrefix(".") && matches($0, [String(part)]) }
                    .map { "\(folder)/\($0)" }
            }
        }
        return paths.filter { FileStatus.of($0)?.kind == .file }
    }
}
