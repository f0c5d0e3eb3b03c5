internal import DocumentValues

extension String {
    /// The parts between occurrences of a separator, at most `limit` of which count.
    func split(separatedBy separator: String, limit: Int = .max) -> [String] {
        guard !separator.isEmpty else {
            return limit == .max ? [""] + map(String.init) + [""] : [self]
        }
        let (bytes, mark) = (Array(utf8), Array(separator.utf8))
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + mark.count <= bytes.count, parts.count < limit {
            if bytes[index] == mark[0], bytes[index...].starts(with: mark) {
                parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(String(decoding: bytes[start...], as: UTF8.self))
        return parts
    }
}

/// Python's `split`: at a separator, or at any blanks.
func split(_ text: String, by separator: String?, limit: Int) throws -> [String] {
    let limit = limit < 0 ? Int.max : limit
    if let separator {
        guard !separator.isEmpty else { throw OperationFailure("empty separator") }
        return text.split(separatedBy: separator, limit: limit)
    }
    var parts: [String] = []
    var rest = text.drop(while: \.isWhitespace)
    while !rest.isEmpty {
        guard parts.count < limit else {
            parts.append(stripped(String(rest), nil, atStart: false, atEnd: true))
            break
        }
        let part = rest.prefix { !$0.isWhitespace }
        parts.append(String(part))
        rest = rest.dropFirst(part.count).drop(while: \.isWhitespace)
    }
    return parts
}

/// A text without the characters of a set, or blanks, at its ends.
func stripped(_ text: String, _ characters: String?, atStart: Bool, atEnd: Bool) -> String {
    func isStripped(_ scalar: Unicode.Scalar) -> Bool {
        characters.map { $0.unicodeScalars.contains(scalar) } ?? scalar.properties.isWhitespace
    }
    var scalars = Substring(text).unicodeScalars
    if atStart { scalars = scalars.drop(while: isStripped) }
    while atEnd, let last = scalars.last, isStripped(last) { scalars.removeLast() }
    return String(scalars)
}

/// A text with occurrences of a part replaced, at most `limit` unless that is negative.
func replaced(_ text: String, _ old: String, _ new: String, limit: Int) -> String {
    let limit = limit < 0 ? Int.max : limit
    guard !old.isEmpty else {
        let characters = text.map(String.init)
        var result = ""
        var count = 0
        for character in characters {
            if count < limit { result += new }
            count += 1
            result += character
        }
        return count < limit ? result + new : result
    }
    return text.split(separatedBy: old, limit: limit).joined(separator: new)
}

/// Python's `title`: the first letter of each run of letters is capital.
func titleCased(_ text: String) -> String {
    var isInWord = false
    return text.map { character in
        defer { isInWord = character.isLetter }
        return isInWord ? character.lowercased() : character.uppercased()
    }.joined()
}

/// Python's `capitalize`.
func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst().lowercased()
}

/// Python's `splitlines`.
func lines(_ text: String, keepsEnds: Bool = false) -> [String] {
    var lines: [String] = []
    var line = ""
    for character in text {
        if character.isNewline {
            lines.append(keepsEnds ? line + String(character) : line)
            line = ""
        } else {
            line.append(character)
        }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
}
