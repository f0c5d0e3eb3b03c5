/// The items of a header value that commas separate, blanks around them cut off.
///
/// A comma within double quotes separates nothing, and an item may be empty: `a,,"b,c"` has three.
public struct ListItems {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// Walks over a value.
    public init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next item, which may be empty; nil after the last.
    public mutating func next() -> UnsafeRawBufferPointer? {
        guard position <= bytes.count else { return nil }
        let start = position
        let end = endOfItem(in: bytes, from: start) { $0 == 0x2C }
        position = end + 1
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end]).trimmed
    }
}

/// The items of a list that are not empty, as `Connection` has them.
public struct TokenList {
    private var items: ListItems

    /// Walks over a value.
    public init(_ bytes: UnsafeRawBufferPointer) {
        items = ListItems(bytes)
    }

    /// The next item that is not empty.
    public mutating func next() -> UnsafeRawBufferPointer? {
        while let item = items.next() {
            if !item.isEmpty { return item }
        }
        return nil
    }
}

/// Whether a comma-separated value names that lower-case item.
public func containsToken(_ value: UnsafeRawBufferPointer, _ lower: StaticString) -> Bool {
    var tokens = TokenList(value)
    while let token = tokens.next() {
        if equalsIgnoringCase(token, lower) { return true }
    }
    return false
}

/// Where an item ends: at a separator outside of double quotes, or at the end.
///
/// Within quotes a backslash takes the next byte along.
func endOfItem(
    in bytes: UnsafeRawBufferPointer,
    from start: Int,
    _ isSeparator: (UInt8) -> Bool
) -> Int {
    var position = start
    var isQuoted = false
    while position < bytes.count {
        let byte = bytes[position]
        if isQuoted {
            if byte == 0x5C { position += 1 }
            if byte == 0x22 { isQuoted = false }
        } else if byte == 0x22 {
            isQuoted = true
        } else if isSeparator(byte) {
            return position
        }
        position += 1
    }
    return bytes.count
}

extension UnsafeRawBufferPointer {
    /// The bytes without the blanks around them.
    public var trimmed: UnsafeRawBufferPointer {
        var start = 0
        var end = count
        while start < end, isBlank(self[start]) { start += 1 }
        while end > start, isBlank(self[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }
}
