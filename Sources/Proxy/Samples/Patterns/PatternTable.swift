/// Byte strings found by their hash: flat memory, no allocation to look one up.
///
/// Of equal strings the first counts.
struct PatternTable {
    private struct Slot {
        var start: UInt32 = 0
        var count: UInt32 = 0
        /// The entry's number plus one; zero is free.
        var entry: UInt32 = 0
    }

    private let slots: UnsafeMutableBufferPointer<Slot>
    private let memory: UnsafeMutableRawBufferPointer
    private let foldsCase: Bool

    init(_ keys: [(key: [UInt8], entry: Int)], foldsCase: Bool) {
        self.foldsCase = foldsCase
        var size = 8
        while size < keys.count * 2 { size *= 2 }
        slots = .allocate(capacity: size)
        slots.initialize(repeating: Slot())
        memory = .allocate(byteCount: keys.reduce(0) { $0 + $1.key.count }, alignment: 1)
        var end = 0
        for (key, entry) in keys {
            let isThere = key.withUnsafeBytes { find($0) != nil }
            if isThere { continue }
            let copy = UnsafeMutableRawBufferPointer(rebasing: memory[end..<(end + key.count)])
            copy.copyBytes(from: foldsCase ? key.map(lowercased) : key)
            var index = Int(truncatingIfNeeded: hash(UnsafeRawBufferPointer(copy))) & (size - 1)
            while slots[index].entry != 0 { index = (index + 1) & (size - 1) }
            slots[index] = Slot(
                start: UInt32(end),
                count: UInt32(key.count),
                entry: UInt32(entry + 1)
            )
            end += key.count
        }
    }

    func deallocate() {
        slots.deallocate()
        memory.deallocate()
    }

    /// The entry of a key.
    func find(_ key: UnsafeRawBufferPointer) -> Int? {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash(key)) & mask
        while slots[index].entry != 0 {
            let slot = slots[index]
            if Int(slot.count) == key.count, equals(key, Int(slot.start)) {
                return Int(slot.entry) - 1
            }
            index = (index + 1) & mask
        }
        return nil
    }

    private func equals(_ key: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        for index in 0..<key.count {
            let byte = foldsCase ? lowercased(key[index]) : key[index]
            if byte != memory[start + index] { return false }
        }
        return true
    }

    private func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes {
            hash = (hash ^ UInt64(foldsCase ? lowercased(byte) : byte)) &* 0x100_0000_01B3
        }
        return hash ^ hash >> 29
    }
}

@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
}
