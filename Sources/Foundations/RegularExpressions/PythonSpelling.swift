/// A pattern of Python's `re` in Perl's spelling.
///
/// Nearly all of the language is the same. Python's `\Z` is the very end, which Perl writes `\z`;
/// `{,n}` counts from zero.
func perlSpelling(ofPython pattern: String) -> String {
    var result = ""
    var rest = Substring(pattern)
    while let character = rest.popFirst() {
        switch character {
        case "\\":
            let escaped = rest.popFirst()
            result += escaped == "Z" ? "\\z" : "\\" + (escaped.map(String.init) ?? "")
        case "{" where startsOpenCount(rest):
            result += "{0"
        default:
            result.append(character)
        }
    }
    return result
}

/// Whether what follows a brace is `,n}`.
private func startsOpenCount(_ rest: Substring) -> Bool {
    guard rest.first == "," else { return false }
    let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
    return !digits.isEmpty && rest.dropFirst(1 + digits.count).first == "}"
}
