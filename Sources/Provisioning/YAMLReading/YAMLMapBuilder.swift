internal import Diagnostics
internal import DocumentValues

/// Builds one mapping: refuses keys that repeat or are no scalars, and merges `<<`.
struct YAMLMapBuilder {
    private var own: [Node.Pair] = []
    private var merged: [Node.Pair] = []
    private var places: [Value: SourcePlace] = [:]

    mutating func add(_ key: Node, _ value: Node, isPlainKey: Bool, to composer: YAMLComposer) {
        if isPlainKey, key.string == "<<" {
            merge(value, composer)
            return
        }
        guard let plain = scalar(key) else {
            composer.report(keyDiagnostic(key))
            return
        }
        if let first = places[plain] {
            composer.report(
                Diagnostic(
                    "the key '\(plain.pythonText)' is given twice in this mapping",
                    at: key.place,
                    hint: "it is given first at \(first); keep one of the two"
                )
            )
            return
        }
        places[plain] = key.place
        own.append(Node.Pair(key: key, value: value))
    }

    /// The pairs: merged ones first, as PyYAML orders them, a repeated key with its own value.
    var pairs: [Node.Pair] {
        guard !merged.isEmpty else { return own }
        var result: [Node.Pair] = []
        var positions: [Value: Int] = [:]
        for pair in merged + own {
            let key = Value(plain: pair.key)
            if let position = positions[key] {
                result[position] = pair
            } else {
                positions[key] = result.count
                result.append(pair)
            }
        }
        return result
    }

    private mutating func merge(_ value: Node, _ composer: YAMLComposer) {
        let sources = value.list ?? [value]
        // An earlier mapping of the list wins over a later one.
        for source in sources.reversed() {
            guard let pairs = source.map else {
                composer.report(
                    Diagnostic(
                        "'<<' merges mappings, and this is \(source.kindDescription)",
                        at: source.place,
                        expected: "a mapping or a list of mappings"
                    )
                )
                return
            }
            merged += pairs
        }
    }

    private func scalar(_ key: Node) -> Value? {
        switch key.content {
        case .list, .map: nil
        default: Value(plain: key)
        }
    }

    private func keyDiagnostic(_ key: Node) -> Diagnostic {
        let line = key.place.source.line(key.place.line) ?? ""
        let isTemplate = line.dropFirst(max(0, key.place.column - 2)).hasPrefix("{{")
        guard !isTemplate else {
            let opening = key.place.column - 1
            return Diagnostic(
                "a template at the start of a value must be quoted",
                at: SourcePlace(key.place.source, line: key.place.line, column: opening),
                hint: "YAML reads '{' as the start of a mapping; put the whole value in quotes"
            )
        }
        return Diagnostic(
            "a key cannot be \(key.kindDescription)",
            at: key.place,
            expected: "a text, a number or a boolean"
        )
    }
}
