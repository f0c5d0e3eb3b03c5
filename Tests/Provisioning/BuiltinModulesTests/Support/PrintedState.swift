/// What the look at a path prints on the target.
enum PrintedState {
    static func absent() -> String { "path 0022\n" }

    static func file(
        _ content: String,
        sha1: String = "",
        mode: String = "81a4",
        owner: String = "root",
        printsContent: Bool = false
    ) -> String {
        let size = content.utf8.count
        var text = "path 0022\nstat \(mode) 0 0 \(size) 11 22 1 1 2 3 8 \(owner) root\n"
        if !sha1.isEmpty { text += "sha1 \(sha1)\n" }
        if printsContent { text += "content \(size)\n\(content)\n" }
        return text
    }

    static func directory(mode: String = "41ed") -> String {
        "path 0022\nstat \(mode) 0 0 4096 11 22 2 1 2 3 8 root root\n"
    }

    static func link(to target: String) -> String {
        "path 0022\nlink \(target)\nsource /\(target)\nstat a1ff 0 0 4 11 22 1 1 2 3 0 root root\n"
    }
}
