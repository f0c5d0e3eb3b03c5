/// The fields of one header block as they came, each name before its value in one run of bytes.
///
/// Made once for a thread and filled again by every block.
public final class FieldList {
    /// Where a field's name and value are.
    struct Row {
        var start: UInt32 = 0
        var nameCount: UInt32 = 0
        var valueCount: UInt32 = 0
    }

    private let memory: UnsafeMutableRawBufferPointer
    private let rows: UnsafeMutablePointer<Row>
    private let rowCapacity: Int
    private var end = 0
    private var open = Row()

    /// How many fields there are.
    public private(set) var count = 0

    /// A list of fields that have at most so many bytes, and of at most so many fields.
    public init(byteCapacity: Int, fieldCapacity: Int) {
        memory = .allocate(byteCount: byteCapacity, alignment: 1)
        rows = .allocate(capacity: fieldCapacity)
        rowCapacity = fieldCapacity
    }

    deinit {
        memory.deallocate()
        rows.deallocate()
    }

    /// The name of a field.
    public func name(_ index: Int) -> UnsafeRawBufferPointer {
        precondition(index >= 0 && index < count)
        let row = rows[index]
        return slice(Int(row.start), Int(row.nameCount))
    }

    /// The value of a field.
    public func value(_ index: Int) -> UnsafeRawBufferPointer {
        precondition(index >= 0 && index < count)
        let row = rows[index]
        return slice(Int(row.start) + Int(row.nameCount), Int(row.valueCount))
    }

    private func slice(_ start: Int, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[start..<(start + count)])
    }

    func clear() {
        count = 0
        end = 0
    }

    /// Begins a field; false when there may be no more.
    func begin() -> Bool {
        open = Row(start: UInt32(end))
        return count < rowCapacity
    }

    /// Writes a part of the open field; false when it does not fit.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= memory.count - end else { return false }
        guard let base = memory.baseAddress, let source = bytes.baseAddress else { return true }
        (base + end).copyMemory(from: source, byteCount: bytes.count)
        end += bytes.count
        return true
    }

    /// Writes a part of the open field that is coded; false when it is no code or does not fit.
    func writeCoded(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let room = UnsafeMutableRawBufferPointer(rebasing: memory[end...])
        guard let count = HuffmanCode.shared.decode(bytes, into: room) else { return false }
        end += count
        return true
    }

    /// Says that the name of the open field is whole.
    func endName() {
        open.nameCount = UInt32(end) - open.start
    }

    /// Says that the open field is whole.
    func endField() {
        open.valueCount = UInt32(end) - open.start - open.nameCount
        rows[count] = open
        count += 1
    }
}
