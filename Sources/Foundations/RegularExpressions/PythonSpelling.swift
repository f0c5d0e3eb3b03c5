/// A pattern of Python's `re` in Perl's spelling.
///
/// Nearly all of the language is the same. Python's `\Z` is the very end, which Perl writes `\z`;
/// `{,n}` counts from zero.
func perlSpelling(ofPython pattern: String) -> String {
    var result = ""
    var rest = Substring(pattern).unicodeScalars
    while let scalar = rest.popFirst() {
        switch scalar {
        case "\\":
            let escaped = rest.popFirst()
            result += escaped == "Z" ? "\\z" : "\\" + (escaped.map { String($0) } ?? "")
        case "{" where startsOpenCount(rest):
            result += "{0"
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// Whether what follows a brace is `,n}`.
private func startsOpenCount(_ rest: Substring.UnicodeScalarView) -> Bool {
    guard rest.first == "," else { return false }
    let digits = rest.dropFirst().prefix { ("0"..."9").contains($0) }
    return !digits.isEmpty && rest.dropFirst(1 + digits.count).first == "}"
}
