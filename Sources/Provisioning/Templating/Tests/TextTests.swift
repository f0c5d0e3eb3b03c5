internal import DocumentValues
internal import RegularExpressions

/// Tests of texts.
enum TextTests {
    static let entries: [TestEntry] = [
        TestEntry("lower", about: "it is in small letters") {
            try $0.text() == $0.text().lowercased()
        },
        TestEntry("upper", about: "it is in capitals") { try $0.text() == $0.text().uppercased() },
        expression("match", .start, about: "the expression matches at its start"),
        expression("search", .anywhere, about: "the expression matches somewhere"),
        TestEntry(
            "regex",
            parameters: ["pattern", "ignorecase", "multiline", "match_type"],
            required: 1,
            about: "the expression matches"
        ) { call in
            let anchors: [String: RegularExpression.Anchor] = [
                "search": .anywhere, "match": .start, "fullmatch": .whole,
            ]
            let name = try call.arguments.text("match_type", default: "search")
            guard let anchor = anchors[name] else {
                throw OperationFailure(
                    "unknown 'match_type' '\(name)'",
                    expected: "search, match or fullmatch"
                )
            }
            return try matches(call, anchor)
        },
        TestEntry(
            "version",
            "version_compare",
            parameters: ["version", "operator", "strict", "version_type"],
            required: 1,
            about: "it is that version, or newer, or older",
            compareVersions
        ),
        TestEntry("vault_encrypted", about: "it is a vault's envelope") { call in
            try call.text().hasPrefix("$ANSIBLE_VAULT;")
        },
        TestEntry("uri", parameters: ["schemes"], about: "it is a URI") { call in
            try hasScheme(call)
        },
        TestEntry("urn", about: "it is a URN") { call in
            scheme(of: try call.text()) == "urn"
        },
        TestEntry("url", parameters: ["schemes"], about: "it is a URL") { call in
            let text = try call.text()
            let scheme = scheme(of: text)
            let rest = text.dropFirst(scheme.isEmpty ? 0 : scheme.utf8.count + 1)
            let authority =
                rest.hasPrefix("//") ? rest.dropFirst(2).prefix { !"/?#".contains($0) } : ""
            return try hasScheme(call) && (!authority.isEmpty || scheme == "file")
        },
    ]

    /// The scheme of a URI, in small letters; empty when it has none.
    private static func scheme(of text: String) -> String {
        guard let colon = text.firstIndex(of: ":"), let first = text.first, first.isLetter else {
            return ""
        }
        let scheme = text[..<colon]
        let isScheme = scheme.allSatisfy { character in
            character.isASCII
                && (character.isLetter || character.isNumber || "+-.".contains(character))
        }
        return isScheme ? scheme.lowercased() : ""
    }

    /// Whether the scheme is one of those that are asked for, or none is.
    private static func hasScheme(_ call: FilterCall) throws -> Bool {
        let schemes = try call["schemes"]?.list ?? []
        return try schemes.isEmpty || schemes.contains(.string(scheme(of: call.text())))
    }

    private static func expression(
        _ name: String,
        _ anchor: RegularExpression.Anchor,
        about: String
    ) -> TestEntry {
        TestEntry(
            name,
            parameters: ["pattern", "ignorecase", "multiline"],
            required: 1,
            about: about
        ) { try matches($0, anchor) }
    }

    private static func matches(
        _ call: FilterCall,
        _ anchor: RegularExpression.Anchor
    ) throws -> Bool {
        let options = ExpressionFilters.options(
            try call.arguments.flag("ignorecase"),
            try call.arguments.flag("multiline")
        )
        let pattern = try call.arguments.text("pattern", default: "")
        let expression = try ExpressionFilters.expression(pattern, options)
        let text = try call.text()
        return try ExpressionFilters.refusing { try expression.matches(text, anchor: anchor) }
    }

    @Sendable
    private static func compareVersions(_ call: FilterCall) throws -> Bool {
        let order = LooseVersion(try call.text())
            .compare(with: LooseVersion(try call.arguments.text("version", default: "")))
        switch try call.arguments.text("operator", default: "eq") {
        case "==", "=", "eq": return order == 0
        case "!=", "<>", "ne": return order != 0
        case "<", "lt": return order < 0
        case "<=", "le": return order <= 0
        case ">", "gt": return order > 0
        case ">=", "ge": return order >= 0
        case let other:
            throw OperationFailure(
                "unknown operator '\(other)'",
                expected: "one of ==, !=, <, <=, >, >="
            )
        }
    }
}

/// A version as numbers and words, as Python's `LooseVersion` reads it.
private struct LooseVersion {
    private enum Part {
        case number(Int)
        case word(String)
    }

    private let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first.isASCII, first.isNumber {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                parts.append(.number(Int(digits) ?? .max))
                rest = rest.dropFirst(digits.count)
            } else if first.isASCII, first.isLetter {
                let letters = rest.prefix { $0.isASCII && $0.isLetter }
                parts.append(.word(String(letters)))
                rest = rest.dropFirst(letters.count)
            } else {
                rest.removeFirst()
                if first != "." { parts.append(.word(String(first))) }
            }
        }
        self.parts = parts
    }

    /// Below zero when this version is older; a number is older than a word.
    func compare(with other: LooseVersion) -> Int {
        for (left, right) in zip(parts, other.parts) {
            switch (left, right) {
            case (.number(let a), .number(let b)) where a != b: return a < b ? -1 : 1
            case (.word(let a), .word(let b)) where a != b: return a.precedesInPython(b) ? -1 : 1
            case (.number, .word): return -1
            case (.word, .number): return 1
            default: continue
            }
        }
        return parts.count - other.parts.count
    }
}
