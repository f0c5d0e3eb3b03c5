/// Files by patterns with `*`, `?` and `[…]`.
enum FilePatterns {
    /// The regular files that a path with patterns matches, in order.
    static func matches(_ pattern: String, _ controller: any ControllerAccess) -> [String] {
        var directories = [pattern.hasPrefix("/") ? "/" : ""]
        let parts = pattern.split(separator: "/")
        for (index, part) in parts.enumerated() {
            directories = directories.flatMap { directory in
                names(part, in: directory, controller).map { directory + $0 }
            }
            guard index + 1 < parts.count else { break }
            directories = directories.map { $0 + "/" }
        }
        return directories.filter { controller.kind(of: $0, followingLinks: true) == .file }
            .sorted()
    }

    private static func names(
        _ part: Substring,
        in directory: String,
        _ controller: any ControllerAccess
    ) -> [String] {
        guard part.contains(where: { "*?[".contains($0) }) else { return [String(part)] }
        let entries = controller.entries(of: directory.isEmpty ? "." : directory) ?? []
        return entries.filter { name in
            (part.first == "." || name.first != ".") && matches(Array(part)[...], Array(name)[...])
        }.sorted()
    }

    /// Whether a name matches a pattern.
    static func matches(
        _ pattern: ArraySlice<Character>,
        _ name: ArraySlice<Character>
    ) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case "*":
            return matches(rest, name) || (!name.isEmpty && matches(pattern, name.dropFirst()))
        case "?":
            return !name.isEmpty && matches(rest, name.dropFirst())
        case "[":
            guard let close = rest.dropFirst().firstIndex(of: "]"), let character = name.first
            else {
                return name.first == "[" && matches(rest, name.dropFirst())
            }
            let set = rest[rest.startIndex..<close]
            return holds(set, character) && matches(pattern[(close + 1)...], name.dropFirst())
        default:
            return name.first == first && matches(rest, name.dropFirst())
        }
    }

    private static func holds(_ set: ArraySlice<Character>, _ character: Character) -> Bool {
        let isNegated = set.first == "!" || set.first == "^"
        var rest = isNegated ? set.dropFirst() : set
        var isFound = false
        while let first = rest.popFirst() {
            if rest.first == "-", let last = rest.dropFirst().first {
                isFound = isFound || (first...max(first, last)).contains(character)
                rest = rest.dropFirst(2)
            } else {
                isFound = isFound || first == character
            }
        }
        return isFound != isNegated
    }
}
