/// Shell globs: `*`, `?`, `[abc]`, `[!a-z]`.
public enum Glob {
    /// Whether a text matches as a whole.
    public static func matches(_ glob: String, _ text: String) -> Bool {
        matches(Array(glob)[...], Array(text)[...])
    }

    private static func matches(
        _ glob: ArraySlice<Character>,
        _ text: ArraySlice<Character>
    ) -> Bool {
        guard let first = glob.first else { return text.isEmpty }
        let rest = glob.dropFirst()
        switch first {
        case "*":
            return (text.startIndex...text.endIndex).contains { matches(rest, text[$0...]) }
        case "?":
            return !text.isEmpty && matches(rest, text.dropFirst())
        case "[":
            guard let close = closing(of: glob) else { break }
            let set = rest[rest.startIndex..<close]
            guard let character = text.first, contains(set, character) else { return false }
            return matches(glob[(close + 1)...], text.dropFirst())
        default:
            break
        }
        return text.first == first && matches(rest, text.dropFirst())
    }

    /// The index of the bracket that ends the set at the start; one right after `[` or `[!` is in
    /// the set.
    private static func closing(of glob: ArraySlice<Character>) -> Int? {
        var start = glob.startIndex + 1
        if start < glob.endIndex, glob[start] == "!" { start += 1 }
        if start < glob.endIndex, glob[start] == "]" { start += 1 }
        return start < glob.endIndex ? glob[start...].firstIndex(of: "]") : nil
    }

    private static func contains(_ set: ArraySlice<Character>, _ character: Character) -> Bool {
        let isNegated = set.first == "!"
        var members = isNegated ? set.dropFirst() : set
        var isMember = false
        while let low = members.popFirst() {
            if members.first == "-", members.count > 1, let high = members.dropFirst().first {
                members = members.dropFirst(2)
                if low <= character && character <= high { isMember = true }
            } else if low == character {
                isMember = true
            }
        }
        return isMember != isNegated
    }
}
