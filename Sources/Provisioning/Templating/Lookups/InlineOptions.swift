internal import DocumentValues

/// A lookup's term with options in it, as `KEY file=people.csv col=2`.
struct InlineOptions {
    /// The words that are no options, joined by single blanks; nil when there are none.
    let key: String?
    /// The options, in order.
    let options: [(name: String, value: String)]

    /// Takes a term apart at blanks outside of quotes.
    init(_ term: String) {
        var words: [String] = []
        var options: [(name: String, value: String)] = []
        for word in Self.words(of: term) {
            guard let mark = word.firstIndex(of: "="), mark != word.startIndex else {
                words.append(word)
                continue
            }
            let value = String(word[word.index(after: mark)...])
            options.append((String(word[..<mark]), Self.unquoted(value)))
        }
        key = words.isEmpty ? nil : words.joined(separator: " ")
        self.options = options
    }

    private static func words(of term: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in term {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            word.append(character)
        }
        return word.isEmpty ? words : words + [word]
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let first = text.first, first == text.last,
            first == "'" || first == "\""
        else { return text }
        return String(text.dropFirst().dropLast())
    }
}

extension LookupCall {
    /// The options that hold for a term: those that stand in it win over the call's.
    func options(with inline: InlineOptions, among known: [String]) throws -> [String: Value] {
        var values: [String: Value] = [:]
        for option in self.options { values[option.name] = option.value }
        for option in inline.options {
            guard known.contains(option.name) else {
                throw OperationFailure(
                    "\(option.name) is not a valid option",
                    expected: "one of \(known.joined(separator: ", "))"
                )
            }
            values[option.name] = .string(option.value)
        }
        return values
    }
}
