extension PatternSet {
    /// A number or a range as `400:499`, `:499` or `400:`.
    static func range(_ text: String) throws(PatternFault) -> ClosedRange<Int64> {
        let ends = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = ends.map { Int64($0) }
        if ends.count == 1, let number = numbers[0] { return number...number }
        if ends.count == 2 {
            let low = ends[0].isEmpty ? Int64.min : numbers[0]
            let high = ends[1].isEmpty ? Int64.max : numbers[1]
            if let low, let high, low <= high, ends.contains(where: { !$0.isEmpty }) {
                return low...high
            }
        }
        throw PatternFault(text: text, message: "'\(text)' is not a number or a range")
    }

    /// Bytes written as pairs of hexadecimal digits.
    static func bytes(hexadecimal text: String) throws(PatternFault) -> [UInt8] {
        let digits = text.utf8.map { hexadecimalDigit($0) }
        guard digits.count % 2 == 0, !digits.contains(nil) else {
            throw PatternFault(
                text: text,
                message: "'\(text)' is not an even number of hexadecimal digits"
            )
        }
        return stride(from: 0, to: digits.count, by: 2).map {
            (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes stand at a place.
    func holds(_ part: UnsafeRawBufferPointer, at start: Int, ignoringCase: Bool) -> Bool {
        guard start >= 0, start + part.count <= count else { return false }
        for index in 0..<part.count {
            let (left, right) = (self[start + index], part[index])
            if left == right { continue }
            if !ignoringCase || lowercased(left) != lowercased(right) { return false }
        }
        return true
    }

    /// Whether the bytes stand somewhere.
    func contains(_ part: UnsafeRawBufferPointer, ignoringCase: Bool) -> Bool {
        guard count >= part.count else { return false }
        for start in 0...(count - part.count)
        where holds(part, at: start, ignoringCase: ignoringCase) {
            return true
        }
        return false
    }

    /// Whether the bytes stand somewhere with a delimiter or an end at both sides.
    func containsWord(
        _ part: UnsafeRawBufferPointer,
        between ends: [UInt8],
        ignoringCase: Bool
    ) -> Bool {
        guard !part.isEmpty, count >= part.count else { return false }
        var mayBegin = true
        for start in 0...(count - part.count) {
            if ends.contains(self[start]) {
                mayBegin = true
                continue
            }
            guard mayBegin else { continue }
            let end = start + part.count
            if holds(part, at: start, ignoringCase: ignoringCase),
                end == count || ends.contains(self[end])
            {
                return true
            }
            mayBegin = false
        }
        return false
    }
}
