/// `$NAME`, `${NAME}` and `~` in the arguments of a command, which stand for what the target has.
enum ArgumentVariables {
    /// The names that occur, each once; `HOME` for a `~` at the start.
    static func names(in words: [String]) -> [String] {
        var names: [String] = []
        for word in words {
            if isHome(word), !names.contains("HOME") { names.append("HOME") }
            for part in parts(of: word) {
                if case .variable(let name, _) = part, !names.contains(name) { names.append(name) }
            }
        }
        return names
    }

    /// The word with known variables in place; unknown ones stay as they are written.
    static func expanded(_ word: String, _ variables: [String: String]) -> String {
        var result = ""
        for part in parts(of: word) {
            switch part {
            case .text(let text): result += text
            case .variable(let name, let spelled): result += variables[name] ?? spelled
            }
        }
        if isHome(word), let home = variables["HOME"] { result = home + result.dropFirst() }
        return result
    }

    private enum Part {
        case text(String)
        case variable(name: String, spelled: String)
    }

    private static func isHome(_ word: String) -> Bool { word == "~" || word.hasPrefix("~/") }

    private static func parts(of word: String) -> [Part] {
        var parts: [Part] = []
        var rest = Substring(word)
        while let dollar = rest.firstIndex(of: "$") {
            parts.append(.text(String(rest[..<dollar])))
            rest = rest[dollar...]
            let after = rest.dropFirst()
            let isBraced = after.first == "{"
            let name = after.dropFirst(isBraced ? 1 : 0).prefix {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")
            }
            let length = 1 + name.count + (isBraced ? 2 : 0)
            let isClosed = !isBraced || after.dropFirst(1 + name.count).first == "}"
            guard let first = name.first, !first.isNumber, isClosed else {
                parts.append(.text("$"))
                rest = after
                continue
            }
            parts.append(.variable(name: String(name), spelled: String(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        parts.append(.text(String(rest)))
        return parts
    }
}
