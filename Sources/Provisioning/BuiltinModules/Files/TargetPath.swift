internal import DocumentValues
internal import ModuleContract

/// Paths of a target as text.
enum TargetPath {
    /// The last part of a path.
    static func baseName(_ path: String) -> String {
        let parts = path.split(separator: "/")
        return parts.last.map(String.init) ?? path
    }

    /// All but the last part: `/` for `/x`, `.` for `x`.
    static func directory(_ path: String) -> String {
        let bare = withoutFinalSlashes(path)
        guard let slash = bare.lastIndex(of: "/") else { return "." }
        let directory = bare[..<slash]
        return directory.isEmpty ? "/" : String(directory)
    }

    /// A directory and a name in it.
    static func join(_ directory: String, _ name: String) -> String {
        if name.hasPrefix("/") { return name }
        return directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }

    /// The path without slashes at its end; `/` stays.
    static func withoutFinalSlashes(_ path: String) -> String {
        var path = Substring(path)
        while path.count > 1, path.last == "/" { path.removeLast() }
        return String(path)
    }

    /// The directories from the top down to the path itself: `/a`, `/a/b`.
    static func ancestry(_ path: String) -> [String] {
        var built = path.hasPrefix("/") ? "/" : ""
        var paths: [String] = []
        for part in path.split(separator: "/") {
            built += built.isEmpty || built.hasSuffix("/") ? String(part) : "/\(part)"
            paths.append(built)
        }
        return paths
    }
}
