/// The fields that a peer's header blocks have put into its table [RFC 7541 2.3.2].
///
/// The bytes stand in a ring, name before value, each entry behind the one before it; a second ring tells where. The
/// memory is taken when the first field comes: a connection that never has one pays nothing.
struct DynamicFields: ~Copyable {
    private struct Entry {
        var start: UInt32
        var nameCount: UInt32
        var valueCount: UInt32

        var size: Int { Int(nameCount) + Int(valueCount) + DynamicFields.overhead }
    }

    /// What an entry counts for beside its bytes.
    private static let overhead = 32
    /// The most bytes that it may ever be allowed to hold.
    private let capacity: Int
    private let entryCapacity: Int
    private var bytes: UnsafeMutableRawPointer?
    private var entries: UnsafeMutablePointer<Entry>?
    private var newest = 0
    private var end = 0

    /// How many entries there are.
    private(set) var count = 0
    /// What they count for.
    private(set) var size = 0
    /// What they may count for now.
    private(set) var limit: Int

    init(capacity: Int) {
        self.capacity = capacity
        limit = capacity
        entryCapacity = max(1, capacity / DynamicFields.overhead)
    }

    deinit {
        bytes?.deallocate()
        entries?.deallocate()
    }

    /// Lets entries count for so much, at most `capacity`; the oldest go.
    mutating func setLimit(_ limit: Int) {
        self.limit = min(limit, capacity)
        shrink(to: self.limit)
    }

    private mutating func shrink(to size: Int) {
        while self.size > size, let entries {
            let oldest = (newest + entryCapacity - count + 1) % entryCapacity
            self.size -= entries[oldest].size
            count -= 1
        }
    }

    /// Puts a field in; one that is larger than all that may be there empties the table.
    mutating func insert(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        let size = name.count + value.count + DynamicFields.overhead
        guard size <= limit else { return shrink(to: 0) }
        shrink(to: limit - size)
        let entries = self.entries ?? .allocate(capacity: entryCapacity)
        self.entries = entries
        newest = (newest + 1) % entryCapacity
        entries[newest] = Entry(
            start: UInt32(end),
            nameCount: UInt32(name.count),
            valueCount: UInt32(value.count)
        )
        write(name)
        write(value)
        count += 1
        self.size += size
    }

    private mutating func write(_ text: UnsafeRawBufferPointer) {
        let bytes = self.bytes ?? .allocate(byteCount: capacity, alignment: 1)
        self.bytes = bytes
        guard let source = text.baseAddress, text.count > 0 else { return }
        let first = min(text.count, capacity - end)
        (bytes + end).copyMemory(from: source, byteCount: first)
        if first < text.count {
            bytes.copyMemory(from: source + first, byteCount: text.count - first)
        }
        end = (end + text.count) % capacity
    }

    /// Copies the field with that number, from zero for the newest, to the end of a list; false when there is none, or
    /// it does not fit.
    func copy(_ index: Int, nameOnly: Bool, to list: FieldList) -> Bool {
        guard index < count, let entries, let bytes else { return false }
        let entry = entries[(newest + entryCapacity - index) % entryCapacity]
        var start = Int(entry.start)
        guard copy(bytes, &start, Int(entry.nameCount), to: list) else { return false }
        list.endName()
        return nameOnly || copy(bytes, &start, Int(entry.valueCount), to: list)
    }

    private func copy(
        _ bytes: UnsafeMutableRawPointer,
        _ start: inout Int,
        _ count: Int,
        to list: FieldList
    ) -> Bool {
        let first = min(count, capacity - start)
        let head = UnsafeRawBufferPointer(start: bytes + start, count: first)
        let rest = UnsafeRawBufferPointer(start: bytes, count: count - first)
        start = (start + count) % capacity
        return list.write(head) && list.write(rest)
    }
}
