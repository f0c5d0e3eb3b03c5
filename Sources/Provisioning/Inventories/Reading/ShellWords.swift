/// The words of a line as a shell would take them apart: quotes, backslashes, comments.
enum ShellWords {
    /// One word with the column, from zero, that it starts in.
    struct Word {
        var text: String
        var column: Int
    }

    /// A quote that is never closed, by the column of its opening.
    struct UnclosedQuote: Error {
        let column: Int
    }

    /// The words of a line, up to a `#` at the start of a word.
    static func split(_ line: Substring) throws(UnclosedQuote) -> [Word] {
        var words: [Word] = []
        var current: Word?
        var quote: (character: Character, column: Int)?
        var isEscaped = false
        for (column, character) in line.enumerated() {
            if isEscaped {
                // Between double quotes a backslash only protects itself and the quote.
                if quote != nil && character != "\"" && character != "\\" {
                    current?.text.append("\\")
                }
                current?.text.append(character)
                isEscaped = false
                continue
            }
            if let open = quote {
                if character == open.character {
                    quote = nil
                } else if character == "\\" && open.character == "\"" {
                    isEscaped = true
                } else {
                    current?.text.append(character)
                }
                continue
            }
            if character.isWhitespace {
                if let word = current { words.append(word) }
                current = nil
                continue
            }
            if character == "#" {
                // As Python's shlex: a comment even in the middle of a word.
                break
            }
            if current == nil { current = Word(text: "", column: column) }
            switch character {
            case "'", "\"": quote = (character, column)
            case "\\": isEscaped = true
            default: current?.text.append(character)
            }
        }
        if let quote { throw UnclosedQuote(column: quote.column) }
        if let word = current { words.append(word) }
        return words
    }
}
