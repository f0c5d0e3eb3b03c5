internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import RegularExpressions

/// Whether the conditions of rules hold.
///
/// Bytes are compared, never characters: a mark that combines with a word does not hide it.
extension Worker {
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
        case .isTrue: return values.contains { (number($0) ?? 0) != 0 }
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
                let text = String(decoding: value, as: UTF8.self)
                guard let address = SocketAddress(numeric: text, port: 0)?.ipAddress else {
                    return false
                }
                return ranges.contains { $0.contains(address) }
            }
        case .number(let ranges):
            return values.contains { value in
                guard let number = number(value) else { return false }
                return ranges.contains { $0.contains(number) }
            }
        }
    }

    private func number(_ value: SampleValue) -> Int? {
        Int(String(decoding: value, as: UTF8.self))
    }

    private func matches(
        _ value: SampleValue,
        _ pattern: String,
        _ match: TextMatch,
        ignoringCase: Bool
    ) -> Bool {
        let value = ignoringCase ? value.map(asciiLowercased) : value
        let pattern = ignoringCase ? pattern.utf8.map(asciiLowercased) : Array(pattern.utf8)
        switch match {
        case .exact: return value == pattern
        case .prefix: return value.starts(with: pattern)
        case .suffix: return value.reversed().starts(with: pattern.reversed())
        case .substring: return value.contains(pattern)
        case .directory: return delimited(value, pattern, by: Array("/?".utf8))
        case .domain: return delimited(value, pattern, by: Array("/?.:".utf8))
        }
    }

    /// Whether the pattern stands in the value with a delimiter or an end at both sides.
    private func delimited(_ value: SampleValue, _ pattern: [UInt8], by ends: [UInt8]) -> Bool {
        var pattern = pattern[...]
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

    private func matches(_ value: SampleValue, pattern: String, ignoringCase: Bool) -> Bool {
        let key = ignoringCase ? "i:\(pattern)" : "s:\(pattern)"
        let options: RegularExpression.Options =
            ignoringCase ? [.bytes, .caseInsensitive] : .bytes
        guard
            let compiled = patterns[key] ?? (try? RegularExpression(pattern, options: options))
        else { return false }
        patterns[key] = compiled
        return value.withUnsafeBytes { compiled.matches($0, scratch: matchScratch) }
    }
}

extension [UInt8] {
    /// Whether these bytes stand somewhere within.
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard count >= part.count else { return false }
        return (0...(count - part.count)).contains { start in
            self[start] == first && self[start..<(start + part.count)].elementsEqual(part)
        }
    }
}
