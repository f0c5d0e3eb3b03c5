internal import CPCRE2

/// One match in a text: the whole and its groups.
public struct RegularExpressionMatch: Sendable {
    /// The subject that was searched.
    public let subject: String

    /// The bytes of the whole match (group 0) and of each group that took part.
    public let byteRanges: [Range<Int>?]

    /// The text of a group; nil when it took no part or does not exist.
    public func group(_ number: Int) -> Substring? {
        guard byteRanges.indices.contains(number), let range = byteRanges[number] else {
            return nil
        }
        let utf8 = subject.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        let end = utf8.index(start, offsetBy: range.count)
        return subject[start..<end]
    }

    /// The text of the whole match.
    public var text: Substring { group(0) ?? "" }

    /// The bytes of the whole match.
    public var byteRange: Range<Int> { byteRanges.first.flatMap { $0 } ?? 0..<0 }
}

extension RegularExpression {
    /// Where a match has to lie.
    public enum Anchor: Sendable {
        /// Anywhere: Python's `search`.
        case anywhere
        /// At the start: Python's `match`.
        case start
        /// From the start to the end: Python's `fullmatch`.
        case whole

        var flags: UInt32 {
            switch self {
            case .anywhere: 0
            case .start: PCRE2_ANCHORED
            case .whole: PCRE2_ANCHORED | PCRE2_ENDANCHORED
            }
        }
    }

    /// The first match in a text, or nil.
    public func firstMatch(
        in subject: String,
        anchor: Anchor = .anywhere
    ) throws(RegularExpressionError) -> RegularExpressionMatch? {
        let scratch = MatchScratch(groupLimit: groupCount)
        return try match(in: subject, from: 0, flags: anchor.flags, scratch: scratch)
    }

    /// Whether there is a match in a text.
    public func matches(
        _ subject: String,
        anchor: Anchor = .anywhere
    ) throws(RegularExpressionError) -> Bool {
        try firstMatch(in: subject, anchor: anchor) != nil
    }

    /// The matches in a text from left to right, which do not overlap; at most `limit` of them.
    public func allMatches(
        in subject: String,
        limit: Int = .max
    ) throws(RegularExpressionError) -> [RegularExpressionMatch] {
        var subject = subject
        subject.makeContiguousUTF8()
        let scratch = MatchScratch(groupLimit: groupCount)
        var matches: [RegularExpressionMatch] = []
        var offset = 0
        var flags: UInt32 = 0
        while matches.count < limit, offset <= subject.utf8.count {
            let found = try match(in: subject, from: offset, flags: flags, scratch: scratch)
            if let found {
                matches.append(found)
                offset = found.byteRange.upperBound
                // As in Python, an empty match may touch the match before it, not repeat it.
                flags = found.byteRange.isEmpty ? PCRE2_NOTEMPTY_ATSTART : 0
                continue
            }
            break
        }
        return matches
    }

    private func match(
        in subject: String,
        from offset: Int,
        flags: UInt32,
        scratch: MatchScratch
    ) throws(RegularExpressionError) -> RegularExpressionMatch? {
        var text = subject
        let status = text.withUTF8 { bytes in
            run(
                UnsafeRawBufferPointer(bytes),
                from: offset,
                flags: flags | PCRE2_NO_UTF_CHECK,
                scratch: scratch
            )
        }
        if status == PCRE2_ERROR_NOMATCH { return nil }
        guard status >= 0 else {
            throw RegularExpressionError(message: message(ofCode: status), offset: nil)
        }
        let ranges = (0...groupCount).map { scratch.range(ofGroup: $0) }
        return RegularExpressionMatch(subject: subject, byteRanges: ranges)
    }
}
