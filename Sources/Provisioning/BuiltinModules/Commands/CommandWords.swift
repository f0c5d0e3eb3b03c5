internal import ModuleContract

/// Words of a command line as Python's `shlex.split` finds them.
enum CommandWords {
    /// Splits at white space outside quotes; quotes and backslashes are taken away.
    static func split(_ text: String) throws(ModuleFailure) -> [String] {
        var words: [String] = []
        var word: String?
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            case "'":
                guard let end = rest.firstIndex(of: "'") else { throw unclosed(text) }
                word = (word ?? "") + rest[..<end]
                rest = rest[rest.index(after: end)...]
            case "\"":
                word = (word ?? "") + (try doubleQuoted(&rest, in: text))
            case "\\":
                guard let escaped = rest.popFirst() else { throw unclosed(text) }
                word = (word ?? "") + String(escaped)
            case _ where character.isWhitespace:
                if let finished = word { words.append(finished) }
                word = nil
            default:
                word = (word ?? "") + String(character)
            }
        }
        if let finished = word { words.append(finished) }
        return words
    }

    private static func doubleQuoted(
        _ rest: inout Substring,
        in text: String
    ) throws(ModuleFailure) -> String {
        var inside = ""
        while let character = rest.popFirst() {
            if character == "\"" { return inside }
            guard character == "\\", let next = rest.first else {
                inside.append(character)
                continue
            }
            if next == "\"" || next == "\\" {
                inside.append(next)
                rest.removeFirst()
            } else {
                inside.append(character)
            }
        }
        throw unclosed(text)
    }

    private static func unclosed(_ text: String) -> ModuleFailure {
        ModuleFailure("a quote is never closed in the command: \(text)")
    }
}
