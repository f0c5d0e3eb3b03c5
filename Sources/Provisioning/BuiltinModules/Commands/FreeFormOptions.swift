internal import ModuleContract

/// Options in the free text of `command` and `shell`, as `creates=/x` before or behind the words.
enum FreeFormOptions {
    private static let names = [
        "creates", "removes", "chdir", "executable", "stdin", "warn",
    ]

    /// The text without the options, and the options; other `name=value` words stay in the text.
    static func split(
        _ raw: String
    ) throws(ModuleFailure) -> (text: String, options: [String: String]) {
        var options: [String: String] = [:]
        var kept = ""
        for piece in pieces(of: raw) {
            let name = piece.prefix { $0 != "=" }
            guard name.count < piece.count, names.contains(String(name)) else {
                kept += piece
                continue
            }
            let value = String(piece.dropFirst(name.count + 1))
            options[String(name)] = try CommandWords.split(value).joined(separator: " ")
        }
        return (options.isEmpty ? raw : trimmed(kept), options)
    }

    /// Words and the blanks between them; joined, they are the text again.
    private static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var current = ""
        var quote: Character?
        var isEscaped = false
        for character in text {
            let isBlank = character.isWhitespace && quote == nil && !isEscaped
            if isBlank != (current.last?.isWhitespace ?? isBlank), quote == nil, !isEscaped {
                pieces.append(current)
                current = ""
            }
            current.append(character)
            if isEscaped {
                isEscaped = false
            } else if character == "\\" && quote != "'" {
                isEscaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            }
        }
        if !current.isEmpty { pieces.append(current) }
        return pieces
    }
}
