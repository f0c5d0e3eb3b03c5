import Diagnostics
import DocumentValues

/// Arguments written in one text: `src=a dest="{{ b }}"`, maybe with free text around them.
struct KeyValueText {
    /// A stretch of the text that holds no blank outside of quotes and templates.
    private struct Word {
        var text: Substring
        /// The characters before it.
        var offset: Int
    }

    /// The arguments, in order.
    private(set) var pairs: [Node.Pair] = []

    /// What is left when the arguments are taken out; nil when nothing is.
    private(set) var freeText: Node?

    /// Words that are no argument although no free text is taken.
    private(set) var strayWords: [(text: String, place: SourcePlace)] = []

    /// Takes a text apart.
    ///
    /// - Parameters:
    ///   - node: the text.
    ///   - takesFreeText: whether words that are no argument are free text.
    ///   - isArgument: whether a name before `=` is that of an argument.
    init(_ node: Node, takesFreeText: Bool, isArgument: (_ name: String, _ isFirst: Bool) -> Bool) {
        guard let text = node.string else { return }
        var free: [Word] = []
        for word in KeyValueText.words(of: text) {
            if let pair = KeyValueText.pair(word, in: node),
                isArgument(pair.key.string ?? "", word.offset == 0)
            {
                pairs.append(pair)
            } else {
                free.append(word)
            }
        }
        guard let first = free.first, let last = free.last else { return }
        if takesFreeText {
            freeText = KeyValueText.freeText(free, first, last, of: text, in: node)
        } else {
            strayWords = free.map { (String($0.text), node.place(ofOffset: $0.offset)) }
        }
    }

    /// The free text as written when it is one stretch, else its words with single blanks.
    private static func freeText(
        _ words: [Word],
        _ first: Word,
        _ last: Word,
        of text: String,
        in node: Node
    ) -> Node {
        let stretch = text[first.text.startIndex..<last.text.endIndex]
        let inStretch = KeyValueText.words(of: String(stretch)).count
        let joined =
            inStretch == words.count
            ? String(stretch)
            : words.map { String($0.text) }
                .joined(separator: " ")
        return Node(.string(joined), at: node.place(ofOffset: first.offset))
    }

    private static func pair(_ word: Word, in node: Node) -> Node.Pair? {
        guard let equals = word.text.firstIndex(of: "=") else { return nil }
        let name = word.text[..<equals]
        let isName = name.unicodeScalars.allSatisfy {
            $0 == "_" || $0 == "-" || ("a"..."z").contains($0) || ("A"..."Z").contains($0)
                || ("0"..."9").contains($0)
        }
        guard !name.isEmpty, isName || Node.mayBeTemplate(String(name)) else { return nil }
        let raw = word.text[word.text.index(after: equals)...]
        let isQuoted =
            raw.count >= 2 && raw.first == raw.last && (raw.first == "'" || raw.first == "\"")
        let value = isQuoted ? raw.dropFirst().dropLast() : raw
        let offset = word.offset + name.count + 1 + (isQuoted ? 1 : 0)
        return Node.Pair(
            key: Node(.string(String(name)), at: node.place(ofOffset: word.offset)),
            value: Node(.string(unescaped(value)), at: node.place(ofOffset: offset))
        )
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.contains("\\") else { return String(text) }
        let escapes: [Character: Character] = [
            "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"",
        ]
        var result = ""
        var rest = text
        while let character = rest.popFirst() {
            if character == "\\", let next = rest.first, let meant = escapes[next] {
                result.append(meant)
                rest = rest.dropFirst()
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// The text up to the first blank outside of quotes and templates.
    static func firstWord(of text: String) -> Substring {
        words(of: text).first.map { text[..<$0.text.endIndex] } ?? ""
    }

    /// Splits at blanks outside of quotes and templates.
    private static func words(of text: String) -> [Word] {
        var words: [Word] = []
        var start: (index: String.Index, offset: Int)?
        var quote: Character?
        var depth = 0
        var previous: Character?
        var offset = 0
        for index in text.indices {
            let character = text[index]
            if character.isWhitespace && quote == nil && depth == 0 {
                if let begun = start {
                    words.append(Word(text: text[begun.index..<index], offset: begun.offset))
                }
                start = nil
            } else if start == nil {
                start = (index, offset)
            }
            if previous == "{" && (character == "{" || character == "%" || character == "#") {
                depth += 1
            } else if depth > 0 && character == "}"
                && (previous == "}" || previous == "%" || previous == "#")
            {
                depth -= 1
            } else if depth == 0 {
                if let open = quote {
                    if character == open && previous != "\\" { quote = nil }
                } else if (character == "'" || character == "\"") && previous != "\\" {
                    quote = character
                }
            }
            previous = character
            offset += 1
        }
        if let begun = start {
            words.append(Word(text: text[begun.index...], offset: begun.offset))
        }
        return words
    }
}
