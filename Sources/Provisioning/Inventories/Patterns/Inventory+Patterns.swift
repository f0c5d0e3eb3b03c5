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
    ///   expression, or when there is no term at all. Groups without hosts are known.
    public func hosts(
        matching pattern: HostPattern,
        at place: SourcePlace? = nil
    ) throws(Diagnostic) -> [String] {
        let (hosts, unknown) = try knownHosts(matching: pattern, at: place)
        if let first = unknown.first { throw first }
        return hosts
    }

    /// The hosts that a pattern means, and what was said of terms that match nothing.
    ///
    /// Such a term adds no host; one that should take hosts away is an error, since the pattern
    /// would mean more hosts than were asked for.
    public func knownHosts(
        matching pattern: HostPattern,
        at place: SourcePlace? = nil
    ) throws(Diagnostic) -> (hosts: [String], unknown: [Diagnostic]) {
        var terms = pattern.terms
        guard !terms.isEmpty, !terms.contains(where: \.expression.isEmpty) else {
            throw Diagnostic(
                "this host pattern is empty",
                at: place,
                expected: "hosts or groups of the inventory; 'all' for every host"
            )
        }
        var unknown: [Diagnostic] = []
        if !terms.contains(where: { $0.effect == .union }) {
            terms.insert(HostPattern.Term("all"), at: 0)
        }
        var found: [String] = []
        for term in terms where term.effect == .union {
            let known = Set(found)
            let more = try hosts(matching: term, at: place)
            if more == nil { unknown.append(self.unknown(term, at: place)) }
            found += (more ?? []).filter { !known.contains($0) }
        }
        for term in terms where term.effect == .intersection {
            let kept = try hosts(matching: term, at: place)
            if kept == nil { unknown.append(self.unknown(term, at: place)) }
            let names = Set(kept ?? [])
            found.removeAll { !names.contains($0) }
        }
        for term in terms where term.effect == .exclusion {
            guard let removed = try hosts(matching: term, at: place) else {
                throw self.unknown(term, at: place)
            }
            let names = Set(removed)
            found.removeAll { names.contains($0) }
        }
        return (found, unknown)
    }

    /// The hosts of one term; nil when it matches nothing of the inventory.
    private func hosts(
        matching term: HostPattern.Term,
        at place: SourcePlace?
    ) throws(Diagnostic) -> [String]? {
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
        if found.isEmpty && groups.isEmpty { return nil }
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
            return { name in Glob.matches(expression, name) }
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
