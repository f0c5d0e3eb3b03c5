/// A line of an ini file, held against the name of an option.
struct InitializationOption: Sendable, Hashable {
    /// Whether it stands behind a `#` or `;`.
    var isInactive: Bool
    /// Whether a `=` follows the name.
    var hasSeparator: Bool
    /// What follows the `=`.
    var value: String

    /// Reads a line; nil when it is of another option.
    init?(_ name: String, in line: String) {
        let bare = line.last == "\n" ? line.dropLast() : line[...]
        let text = bare.drop(while: Self.isBlank)
        if let found = Self(name, at: text, isInactive: false) {
            self = found
        } else if let mark = text.first, mark == "#" || mark == ";",
            let found = Self(name, at: text.dropFirst().drop(while: Self.isBlank), isInactive: true)
        {
            self = found
        } else {
            return nil
        }
    }

    private init?(_ name: String, at text: Substring, isInactive: Bool) {
        guard text.hasPrefix(name) else { return nil }
        let rest = text.dropFirst(name.count).drop(while: Self.isBlank)
        guard rest.isEmpty || rest.first == "=" else { return nil }
        self.isInactive = isInactive
        hasSeparator = !rest.isEmpty
        value = String(rest.dropFirst().drop(while: Self.isBlank))
    }

    private static func isBlank(_ letter: Character) -> Bool { letter == " " || letter == "\t" }

    /// Whether it is a comment of one word that happens to be the name.
    var isRemark: Bool { isInactive && !hasSeparator }
}
