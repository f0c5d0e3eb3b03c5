/// One cookie of a `Cookie` line.
public struct CookiePair {
    /// The name.
    public let name: UnsafeRawBufferPointer
    /// The value; nil when there is no equals sign.
    public let value: UnsafeRawBufferPointer?
    /// Name, equals sign and value within the line, without the blanks around them.
    public let extent: HeadSlice
}

/// The cookies of one `Cookie` line, one after another.
///
/// Semicolons and commas separate them, but not within double quotes. Blanks around a name, a value
/// and the equals sign do not count.
public struct CookiePairs {
    private let line: UnsafeRawBufferPointer
    private var position = 0

    /// Walks over the value of a line.
    public init(_ line: UnsafeRawBufferPointer) {
        self.line = line
    }

    /// The next cookie; nil after the last.
    public mutating func next() -> CookiePair? {
        while position < line.count {
            let start = position
            let end = endOfItem(in: line, from: start) { $0 == 0x3B || $0 == 0x2C }
            position = end + 1
            let item = UnsafeRawBufferPointer(rebasing: line[start..<end])
            let trimmed = item.trimmed
            guard !trimmed.isEmpty else { continue }
            var first = start
            while isBlank(line[first]) { first += 1 }
            return pair(trimmed, at: first)
        }
        return nil
    }

    private func pair(_ text: UnsafeRawBufferPointer, at start: Int) -> CookiePair {
        let extent = HeadSlice(start: start, count: text.count)
        guard let equals = text.firstIndex(of: 0x3D) else {
            return CookiePair(name: text, value: nil, extent: extent)
        }
        return CookiePair(
            name: UnsafeRawBufferPointer(rebasing: text[..<equals]).trimmed,
            value: UnsafeRawBufferPointer(rebasing: text[(equals + 1)...]).trimmed,
            extent: extent
        )
    }
}
