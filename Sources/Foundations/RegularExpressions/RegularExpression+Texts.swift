internal import CPCRE2

/// One match in a text or in bytes: the whole and its groups.
public struct RegularExpressionMatch: Sendable {
    /// The bytes that were searched: those of the text.
    public let subject: [UInt8]

    /// The bytes of the whole match (group 0) and of each group that took part.
    public let byteRanges: [Range<Int>?]

    /// The bytes of a group; nil when it took no part or does not exist.
    public func bytes(ofGroup number: Int) -> ArraySlice<UInt8>? {
        guard byteRanges.indices.contains(number), let range = byteRanges[number] else {
            return nil
        }
        return subject[range]
    }

    /// The text of a group; nil when it took no part or does not exist.
    public func group(_ number: Int) -> String? {
        bytes(ofGroup: number).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The text of the whole match.
    public var text: String { group(0) ?? "" }

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
        try firstMatch(in: Array(subject.utf8), flags: anchor.flags | PCRE2_NO_UTF_CHECK)
    }

    /// The first match in bytes, or nil; an expression that is not for bytes takes UTF-8 only.
    public func firstMatch(
        in subject: [UInt8],
        anchor: Anchor = .anywhere
    ) throws(RegularExpressionError) -> RegularExpressionMatch? {
        try firstMatch(in: subject, flags: anchor.flags)
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
        try allMatches(in: Array(subject.utf8), limit: limit, flags: PCRE2_NO_UTF_CHECK)
    }

    /// The matches in bytes from left to right, which do not overlap.
    public func allMatches(
        in subject: [UInt8]
    ) throws(RegularExpressionError) -> [RegularExpressionMatch] {
        try allMatches(in: subject, limit: .max, flags: 0)
    }

    private func firstMatch(
        in subject: [UInt8],
        flags: UInt32
    ) throws(RegularExpressionError) -> RegularExpressionMatch? {
        let scratch = MatchScratch(groupLimit: groupCount)
        return try match(in: subject, from: 0, flags: flags, scratch: scratch)
    }

    private func allMatches(
        in subject: [UInt8],
        limit: Int,
        flags: UInt32
    ) throws(RegularExpressionError) -> [RegularExpressionMatch] {
        let scratch = MatchScratch(groupLimit: groupCount)
        var matches: [RegularExpressionMatch] = []
        var offset = 0
        // As in Python, an empty match may touch the match before it, not repeat it.
        var more: UInt32 = 0
        while matches.count < limit, offset <= subject.count {
            let found = try match(in: subject, from: offset, flags: flags | more, scratch: scratch)
            guard let found else { break }
            matches.append(found)
            offset = found.byteRange.upperBound
            more = found.byteRange.isEmpty ? PCRE2_NOTEMPTY_ATSTART : 0
        }
        return matches
    }

    private func match(
        in subject: [UInt8],
        from offset: Int,
        flags: UInt32,
        scratch: MatchScratch
    ) throws(RegularExpressionError) -> RegularExpressionMatch? {
        let status = subject.withUnsafeBytes { bytes in
            run(bytes, from: offset, flags: flags, scratch: scratch)
        }
        if status == PCRE2_ERROR_NOMATCH { return nil }
        guard status >= 0 else {
            throw RegularExpressionError(message: message(ofCode: status), offset: nil)
        }
        let ranges = (0...groupCount).map { scratch.range(ofGroup: $0) }
        return RegularExpressionMatch(subject: subject, byteRanges: ranges)
    }
}
