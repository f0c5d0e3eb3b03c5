internal import Samples

/// A normal form of one part of a request's target: what follows `http-request normalize-uri`.
///
/// A value without state: bytes of the part in, bytes out; nil when a strict one meets something malformed.
enum TargetNormalizer: Equatable {
    case encodeFragment
    case stripFragment
    case mergeSlashes
    case stripDots
    /// `full` takes out what leads above the root, too.
    case stripParents(isFull: Bool)
    case decodeUnreserved(isStrict: Bool)
    case raiseDigits(isStrict: Bool)
    case sortQuery

    /// The target in its normal form.
    func normalize(_ target: [UInt8], pathStart: Int) -> [UInt8]? {
        let end = target[pathStart...].firstIndex(of: Self.mark) ?? target.count
        let front = target[..<pathStart]
        let path = target[pathStart..<end]
        switch self {
        case .encodeFragment:
            guard let hash = target.firstIndex(of: Self.hash) else { return target }
            return target[..<hash] + Array("%23".utf8) + target[(hash + 1)...]
        case .stripFragment: return Array(target.prefix { $0 != Self.hash })
        case .mergeSlashes: return front + Self.merged(path) + target[end...]
        case .stripDots: return front + Self.withoutDots(path) + target[end...]
        case .stripParents(let isFull):
            return front + Self.withoutParents(path, isFull: isFull) + target[end...]
        case .decodeUnreserved(let isStrict):
            return Self.escapes(target[pathStart...], isStrict) { digits, byte in
                Self.isUnreserved(byte) ? [byte] : [0x25] + digits
            }.map { front + $0 }
        case .raiseDigits(let isStrict):
            return Self.escapes(target[pathStart...], isStrict) { digits, _ in
                [0x25] + digits.map { $0 >= 0x61 ? $0 - 0x20 : $0 }
            }.map { front + $0 }
        case .sortQuery:
            guard end < target.count else { return target }
            return target[...end] + Self.sorted(target[(end + 1)...])
        }
    }

    private static let mark = UInt8(ascii: "?")
    private static let hash = UInt8(ascii: "#")
    private static let slash = UInt8(ascii: "/")

    private static func merged(_ path: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for byte in path where byte != slash || result.last != slash { result.append(byte) }
        return result
    }

    private static func segments(_ path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        path.split(separator: slash, omittingEmptySubsequences: false)
    }

    private static func withoutDots(_ path: ArraySlice<UInt8>) -> [UInt8] {
        let all = segments(path)
        var result: [UInt8] = []
        for (index, segment) in all.enumerated() where !segment.elementsEqual(".".utf8) {
            result += segment
            if index < all.count - 1 { result.append(slash) }
        }
        return result
    }

    private static func withoutParents(_ path: ArraySlice<UInt8>, isFull: Bool) -> [UInt8] {
        let all = segments(path)
        guard let first = all.first, first.isEmpty else { return Array(path) }
        var kept: [ArraySlice<UInt8>] = []
        /// How many of the kept ones lead above the root.
        var above = 0
        var endsOpen = false
        for (index, segment) in all.enumerated().dropFirst() {
            guard segment.elementsEqual("..".utf8) else {
                kept.append(segment)
                continue
            }
            let isLast = index == all.count - 1
            if kept.count > above {
                kept.removeLast()
                endsOpen = isLast
            } else if isFull {
                endsOpen = isLast
            } else {
                kept.append(segment)
                above += 1
            }
        }
        if endsOpen { kept.append([]) }
        return kept.reduce(into: []) { $0 += [slash] + $1 }
    }

    private static func escapes(
        _ text: ArraySlice<UInt8>,
        _ isStrict: Bool,
        _ replacement: ([UInt8], UInt8) -> [UInt8]
    ) -> [UInt8]? {
        var result: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            guard text[index] == 0x25 else {
                result.append(text[index])
                index += 1
                continue
            }
            guard let byte = hexadecimalByte(text[(index + 1)...]) else {
                if isStrict { return nil }
                result.append(text[index])
                index += 1
                continue
            }
            result += replacement(Array(text[(index + 1)...(index + 2)]), byte)
            index += 3
        }
        return result
    }

    private static func sorted(_ query: ArraySlice<UInt8>) -> [UInt8] {
        let parameters = query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        let name = { (parameter: ArraySlice<UInt8>) in parameter.prefix { $0 != UInt8(ascii: "=") }
        }
        let ordered = parameters.enumerated().sorted { left, right in
            let (one, other) = (name(left.element), name(right.element))
            if one.elementsEqual(other) { return left.offset < right.offset }
            return one.lexicographicallyPrecedes(other)
        }
        return Array(ordered.map(\.element).joined(separator: [UInt8(ascii: "&")]))
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "-._~".utf8.contains(byte)
    }
}
