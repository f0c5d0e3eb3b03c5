internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import RegularExpressions

/// Whether the conditions of rules hold.
extension Worker {
    /// Whether a condition holds for a request whose head stands in `requestHead`.
    func holds(_ condition: Condition, _ session: Session, _ input: ByteBuffer) -> Bool {
        holds(condition, .init(session: session, request: input.bytes, response: nil))
    }

    func holds(_ condition: Condition, _ source: SampleSource) -> Bool {
        let holds = condition.groups.contains { group in
            group.allSatisfy { term in
                term.tests.contains { passes($0, source) } != term.isNegated
            }
        }
        return holds != condition.isNegated
    }

    private func passes(_ test: AccessTest, _ source: SampleSource) -> Bool {
        let values = values(test.sample, source)
        switch test.comparison {
        case .found: return !values.isEmpty
        case .isTrue: return values.contains { $0 == "1" || (Int($0) ?? 0) != 0 }
        case .text(let match, let patterns, let ignoringCase):
            return values.contains { value in
                patterns.contains { matches(value, $0, match, ignoringCase: ignoringCase) }
            }
        case .pattern(let patterns, let ignoringCase):
            return values.contains { value in
                patterns.contains { matches(value, pattern: $0, ignoringCase: ignoringCase) }
            }
        case .network(let ranges):
            return values.contains { value in
                guard let address = SocketAddress(numeric: value, port: 0)?.ipAddress else {
                    return false
                }
                return ranges.contains { $0.contains(address) }
            }
        case .number(let ranges):
            return values.contains { value in
                guard let number = Int(value) else { return false }
                return ranges.contains { $0.contains(number) }
            }
        }
    }

    private func matches(
        _ value: String,
        _ pattern: String,
        _ match: TextMatch,
        ignoringCase: Bool
    ) -> Bool {
        let value = ignoringCase ? value.lowercased() : value
        let pattern = ignoringCase ? pattern.lowercased() : pattern
        switch match {
        case .exact: return value == pattern
        case .prefix: return value.hasPrefix(pattern)
        case .suffix: return value.hasSuffix(pattern)
        case .substring: return value.contains(pattern)
        case .directory: return delimited(value, pattern, by: ["/", "?"])
        case .domain: return delimited(value, pattern, by: ["/", "?", ".", ":"])
        }
    }

    /// Whether the pattern stands in the value with a delimiter or an end at both sides.
    private func delimited(_ value: String, _ pattern: String, by ends: Set<Character>) -> Bool {
        let value = Array(value)
        var pattern = Array(pattern)[...]
        while let first = pattern.first, ends.contains(first) { pattern.removeFirst() }
        while let last = pattern.last, ends.contains(last) { pattern.removeLast() }
        guard !pattern.isEmpty, value.count >= pattern.count else { return false }
        for start in 0...(value.count - pattern.count) {
            let end = start + pattern.count
            guard value[start..<end].elementsEqual(pattern) else { continue }
            let opens = start == 0 || ends.contains(value[start - 1])
            let closes = end == value.count || ends.contains(value[end])
            if opens && closes { return true }
        }
        return false
    }

    private func matches(_ value: String, pattern: String, ignoringCase: Bool) -> Bool {
        let key = ignoringCase ? "i:\(pattern)" : "s:\(pattern)"
        if let compiled = patterns[key] { return (try? compiled.firstMatch(in: value)) != nil }
        guard
            let compiled = try? RegularExpression(
                pattern,
                options: ignoringCase ? [.caseInsensitive] : []
            )
        else { return false }
        patterns[key] = compiled
        return (try? compiled.firstMatch(in: value)) != nil
    }
}
