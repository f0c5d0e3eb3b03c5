/// Reads header blocks [RFC 7541], and keeps the table that they build up.
struct HeaderBlockDecoder: ~Copyable {
    private var table: DynamicFields
    /// The largest table that the peer may ask for.
    var tableLimit: Int

    /// The size that tables have before anything was agreed on.
    static let defaultTableSize = 4096

    init(tableSize: Int) {
        // The peer may fill a table of the default size before it has heard of ours.
        tableLimit = max(tableSize, HeaderBlockDecoder.defaultTableSize)
        table = DynamicFields(capacity: tableLimit)
        table.setLimit(HeaderBlockDecoder.defaultTableSize)
    }

    /// Reads a block into a list; false when it is none or too large, after which no other block can be read.
    mutating func decode(_ block: UnsafeRawBufferPointer, into list: FieldList) -> Bool {
        list.clear()
        var reader = BlockReader(bytes: block)
        while let first = reader.first {
            let isRead: Bool
            if first & 0x80 != 0 {
                isRead = readIndexed(&reader, into: list)
            } else if first & 0x40 != 0 {
                isRead = readLiteral(&reader, prefix: 6, into: list)
                if isRead { table.insert(list.name(list.count - 1), list.value(list.count - 1)) }
            } else if first & 0x20 != 0 {
                isRead = list.count == 0 && readTableSize(&reader)
            } else {
                isRead = readLiteral(&reader, prefix: 4, into: list)
            }
            guard isRead else { return false }
        }
        return true
    }

    private mutating func readTableSize(_ reader: inout BlockReader) -> Bool {
        guard let size = reader.integer(prefix: 5), size <= tableLimit else { return false }
        table.setLimit(size)
        return true
    }

    private func readIndexed(_ reader: inout BlockReader, into list: FieldList) -> Bool {
        guard let number = reader.integer(prefix: 7), number > 0, list.begin() else { return false }
        if number <= StaticFields.count {
            guard list.write(StaticFields.shared.name(number)) else { return false }
            list.endName()
            guard list.write(StaticFields.shared.value(number)) else { return false }
        } else {
            let index = number - StaticFields.count - 1
            guard table.copy(index, nameOnly: false, to: list) else { return false }
        }
        list.endField()
        return true
    }

    private func readLiteral(
        _ reader: inout BlockReader,
        prefix: UInt8,
        into list: FieldList
    ) -> Bool {
        guard let number = reader.integer(prefix: prefix), list.begin() else { return false }
        if number == 0 {
            guard reader.text(into: list) else { return false }
            list.endName()
        } else if number <= StaticFields.count {
            guard list.write(StaticFields.shared.name(number)) else { return false }
            list.endName()
        } else {
            let index = number - StaticFields.count - 1
            guard table.copy(index, nameOnly: true, to: list) else { return false }
        }
        guard reader.text(into: list) else { return false }
        list.endField()
        return true
    }
}

/// Walks over the bytes of a header block.
private struct BlockReader {
    let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next byte, which stays; nil at the end.
    var first: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// An integer whose beginning stands in the low bits of the next byte; nil when it is cut off, or beyond 28 bits.
    mutating func integer(prefix: UInt8) -> Int? {
        guard position < bytes.count else { return nil }
        let mask = UInt8(truncatingIfNeeded: (1 << Int(prefix)) - 1)
        var value = Int(bytes[position] & mask)
        position += 1
        guard value == Int(mask) else { return value }
        var shift = 0
        while shift <= 21 {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            value += Int(byte & 0x7F) << shift
            shift += 7
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }

    /// Copies a text to the open field of a list; false when it is cut off, no text, or too large.
    mutating func text(into list: FieldList) -> Bool {
        guard let first, let count = integer(prefix: 7), count <= bytes.count - position else {
            return false
        }
        let text = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)])
        position += count
        return first & 0x80 != 0 ? list.writeCoded(text) : list.write(text)
    }
}
