/// A version of HAProxy, as conditions of a configuration compare it.
///
/// Numbers, then how finished it is, then a count of changes after it: `2.4-dev19`, `3.4.0-12`. What is
/// not said is zero.
struct LanguageVersion: Comparable {
    private let parts: [Int]

    init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        let pieces = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        var numbers = pieces[0].split(separator: ".", omittingEmptySubsequences: false)
            .map { Int($0) ?? -1 }
        guard numbers.count <= 4, !numbers.contains(where: { $0 < 0 }) else { return nil }
        numbers += Array(repeating: 0, count: 4 - numbers.count)
        guard pieces.count == 2 else {
            parts = numbers + [3, 0, 0]
            return
        }
        guard let tag = Tag(pieces[1]) else { return nil }
        parts = numbers + [tag.grade, tag.number, tag.changes]
    }

    static func < (left: LanguageVersion, right: LanguageVersion) -> Bool {
        left.parts.lexicographicallyPrecedes(right.parts)
    }

    /// What follows the numbers: `dev19`, `rc2`, `dev0-7`, `12`, or a mark of who built it.
    private struct Tag {
        var grade = 3
        var number = 0
        var changes = 0

        init?(_ text: Substring) {
            var rest = text
            for (word, grade) in [("dev", 1), ("rc", 2), ("pre", 2)] where rest.hasPrefix(word) {
                self.grade = grade
                rest = rest.dropFirst(word.count)
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                number = Int(digits) ?? 0
                rest = rest.dropFirst(digits.count)
                if rest.isEmpty { return }
                guard rest.first == "-" else { return nil }
                rest = rest.dropFirst()
                break
            }
            let last = rest.split(separator: "-", omittingEmptySubsequences: false).last ?? ""
            if last.isEmpty { return nil }
            changes = Int(last) ?? 0
        }
    }
}
