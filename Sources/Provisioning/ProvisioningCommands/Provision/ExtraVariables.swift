internal import Diagnostics
internal import DocumentValues
internal import Vaulting
internal import YAMLReading

/// Reads what `--extra-vars` gives: `k=v` words, `@FILE`, or a mapping in YAML or JSON.
enum ExtraVariables {
    /// The variables of one option.
    static func read(_ text: String, keyring: VaultKeyring) throws(DiagnosticList) -> VariableSet {
        if text.hasPrefix("@") {
            return try VariableFile.read(String(text.dropFirst()), keyring: keyring)
        }
        let source = SourceText(name: "<extra variables>", text: text)
        let start = text.first { !$0.isWhitespace }
        if start == "{" || start == "[" { return try readYAML(source) }
        return try readWords(source)
    }

    private static func readYAML(_ source: SourceText) throws(DiagnosticList) -> VariableSet {
        let node = try YAMLReader.readDocument(source)
        guard let pairs = node?.map else {
            throw DiagnosticList([
                Diagnostic(
                    "extra variables are \(node?.kindDescription ?? "nothing")",
                    at: SourcePlace(source, line: 1, column: 1),
                    expected: "a mapping of names to values"
                )
            ])
        }
        return VariableSet(origin: source.name, pairs: pairs)
    }

    private static func readWords(_ source: SourceText) throws(DiagnosticList) -> VariableSet {
        var set = VariableSet(origin: source.name)
        for word in words(of: source.text) {
            let place = SourcePlace(source, offset: word.offset)
            guard let equals = word.text.firstIndex(of: "="), equals != word.text.startIndex else {
                throw DiagnosticList([
                    Diagnostic(
                        "'\(word.text)' is no variable",
                        at: place,
                        expected: "NAME=VALUE, @FILE, or a mapping in braces"
                    )
                ])
            }
            let name = String(word.text[..<equals])
            let value = String(word.text[word.text.index(after: equals)...])
            set.set(
                Node.Pair(
                    key: Node(.string(name), at: place),
                    value: Node(.string(value), at: place)
                )
            )
        }
        return set
    }

    /// The words between blanks, as a shell takes them apart.
    private static func words(of text: String) -> [(text: String, offset: Int)] {
        var words: [(text: String, offset: Int)] = []
        var current: (text: String, offset: Int)?
        var quote: Character?
        var isEscaped = false
        for (offset, character) in text.enumerated() {
            if isEscaped {
                current = ((current?.text ?? "") + String(character), current?.offset ?? offset)
                isEscaped = false
            } else if character == "\\" && quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { current?.text.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                current = current ?? ("", offset)
            } else if character.isWhitespace {
                if let word = current { words.append(word) }
                current = nil
            } else {
                current = ((current?.text ?? "") + String(character), current?.offset ?? offset)
            }
        }
        if let word = current { words.append(word) }
        return words
    }
}
