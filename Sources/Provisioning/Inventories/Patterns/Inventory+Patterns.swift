public import Diagnostics
internal import RegularExpressions

extension Inventory {
    /// The hosts that a pattern means, in the inventory's order, each once.
    ///
    /// - Parameters:
    ///   - pattern: the pattern.
    ///   - place: where it is written.
    /// - Returns: the names of the hosts.
    /// - Throws: a diagnostic when a term is no name, group or glob of anything, or no regular
    ///   expression. Groups without hosts are known.
    public func hosts(
        matching pattern: HostPattern,
        at place: SourcePlace? = nil
    ) throws(Diagnostic) -> [String] {
        var terms = pattern.terms
        if !terms.contains(where: { $0.effect == .union }) {
            terms.insert(HostPattern.Term("all"), at: 0)
        }
        var found: [String] = []
        for term in terms where term.effect == .union {
            let known = Set(found)
            found += try hosts(matching: term, at: place).filter { !known.contains($0) }
        }
        for term in terms where term.effect == .intersection {
            let kept = Set(try hosts(matching: term, at: place))
            found.removeAll { !kept.contains($0) }
        }
        for term in terms where term.effect == .exclusion {
            let removed = Set(try hosts(matching: term, at: place))
            found.removeAll { removed.contains($0) }
        }
        return found
    }

    private func hosts(
        matching term: HostPattern.Term,
        at place: SourcePlace?
    ) throws(Diagnostic) -> [String] {
        if hostTable[term.text] != nil { return [term.text] }
        let match = try matcher(for: term, at: place)
        let groups = groupNames.filter(match)
        var found = groups.flatMap { hosts(in: $0) }
        let looksAtHosts =
            groups.isEmpty || term.isGlob || term.isRegularExpression
            || term.expression.contains(".")
        if looksAtHosts { found += hostNames.filter(match) }
        if found.isEmpty && Inventory.implicitNames.contains(term.expression) {
            found = [term.expression]
        }
        if found.isEmpty && groups.isEmpty { throw unknown(term, at: place) }
        var seen: Set<String> = []
        found.removeAll { !seen.insert($0).inserted }
        return try take(term, from: found, at: place)
    }

    private func matcher(
        for term: HostPattern.Term,
        at place: SourcePlace?
    ) throws(Diagnostic) -> (String) -> Bool {
        let expression = term.expression
        if term.isRegularExpression {
            let pattern = String(expression.dropFirst())
            do throws(RegularExpressionError) {
                let regex = try RegularExpression(pattern)
                return { name in (try? regex.matches(name, anchor: .start)) == true }
            } catch {
                throw Diagnostic("'\(pattern)' is no regular expression: \(error)", at: place)
            }
        }
        if term.isGlob {
            let glob = Array(expression)
            return { name in Glob.matches(glob[...], Array(name)[...]) }
        }
        return { $0 == expression }
    }

    private func take(
        _ term: HostPattern.Term,
        from hosts: [String],
        at place: SourcePlace?
    ) throws(Diagnostic) -> [String] {
        switch term.subscripting {
        case nil:
            return hosts
        case _ where hosts.isEmpty:
            return hosts
        case .index(let index)?:
            let position = index < 0 ? hosts.count + index : index
            guard hosts.indices.contains(position) else {
                throw Diagnostic(
                    "'\(term.text)' is outside of its \(hosts.count) hosts",
                    at: place,
                    expected: "an index from 0 to \(hosts.count - 1)"
                )
            }
            return [hosts[position]]
        case .range(let start, let end)?:
            let last = min(end ?? hosts.count - 1, hosts.count - 1)
            return start <= last ? Array(hosts[start...last]) : []
        }
    }

    private func unknown(_ term: HostPattern.Term, at place: SourcePlace?) -> Diagnostic {
        let known = groupNames + hostNames
        var message = "unknown host pattern '\(term.text)'"
        if !term.isGlob && !term.isRegularExpression,
            let close = closestWord(to: term.expression, among: known)
        {
            message += "; did you mean '\(close)'?"
        }
        let hint =
            sources.isEmpty
            ? "no inventory was given: add -i FILE"
            : "the inventory is \(sources.joined(separator: ", "))"
        return Diagnostic(
            message,
            at: place,
            expected: "a host or a group of the inventory",
            hint: hint
        )
    }
}

/// Shell globs: `*`, `?`, `[abc]`, `[!a-z]`.
enum Glob {
    /// Whether a text matches as a whole.
    static func matches(_ glob: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
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
