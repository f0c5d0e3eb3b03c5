/// Which of some languages a client prefers, by its `Accept-Language`.
enum LanguageChoice {
    /// The language with the highest weight; nil when the client takes none of them.
    static func best(
        of languages: UnsafeRawBufferPointer,
        for accepted: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer? {
        var best: (language: UnsafeRawBufferPointer, weight: Int)?
        var position = 0
        while position < accepted.count {
            let end = accepted[position...].firstIndex(of: 0x2C) ?? accepted.count
            let item = accepted.part(position..<end)
            position = end + 1
            guard let range = word(of: item), let language = match(range, languages) else {
                continue
            }
            let weight = weight(of: item.part(after: range))
            if weight > best?.weight ?? 0 { best = (language, weight) }
            if weight >= 1000 { break }
        }
        return best?.language
    }

    /// The first word of an item.
    private static func word(of item: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let start = item.firstIndex(where: { !isBlank($0) }) else { return nil }
        let end = item[start...].firstIndex { $0 == 0x3B || isBlank($0) } ?? item.count
        return end > start ? item.part(start..<end) : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }

    /// The language that is the range, begins with it and a dash, or is meant by the asterisk.
    private static func match(
        _ range: UnsafeRawBufferPointer,
        _ languages: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer? {
        var position = 0
        while position <= languages.count {
            let end = languages[position...].firstIndex(of: 0x3B) ?? languages.count
            let language = languages.part(position..<end)
            position = end + 1
            if range.count == 1, range.first == 0x2A { return language }
            guard language.holds(range, at: 0, ignoringCase: true) else { continue }
            if language.count == range.count || language[range.count] == 0x2D { return language }
        }
        return nil
    }

    /// A weight in thousandths; 1000 when none is written.
    private static func weight(of rest: UnsafeRawBufferPointer) -> Int {
        let text = rest.filter { !isBlank($0) }
        guard text.starts(with: ";q=".utf8) else { return 1000 }
        var digits = text.dropFirst(3)
        guard let first = digits.popFirst(), first == 0x30 || first == 0x31 else { return 1000 }
        if first == 0x31 { return 1000 }
        guard digits.popFirst() == 0x2E else { return 0 }
        var weight = 0
        var scale = 100
        while let digit = digits.popFirst(), digit &- 0x30 < 10, scale > 0 {
            weight += Int(digit - 0x30) * scale
            scale /= 10
        }
        return weight
    }
}

extension UnsafeRawBufferPointer {
    /// What stands behind a part of these bytes.
    fileprivate func part(after part: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let base = baseAddress, let other = part.baseAddress else { return self }
        let end = other - base + part.count
        return self.part(end..<count)
    }
}
