/// What makes a 32-bit hash of the bytes of a key; the same numbers as HAProxy's.
public enum HashFunction: String, Sendable, Hashable, CaseIterable {
    /// `sdbm`, the default.
    case sdbm
    /// `djb2`.
    case djb2
    /// `wt6`.
    case wt6
    /// `crc32`: Ethernet's, as gzip.
    case crc32

    /// The hash of some bytes.
    public func hash(_ bytes: Span<UInt8>) -> UInt32 {
        switch self {
        case .sdbm: return sdbmHash(bytes)
        case .djb2: return djb2Hash(bytes)
        case .wt6: return wt6Hash(bytes)
        case .crc32: return crc32Hash(bytes)
        }
    }
}

private func sdbmHash(_ bytes: Span<UInt8>) -> UInt32 {
    var hash: UInt32 = 0
    for index in bytes.indices {
        hash = UInt32(bytes[index]) &+ (hash &<< 6) &+ (hash &<< 16) &- hash
    }
    return hash
}

private func djb2Hash(_ bytes: Span<UInt8>) -> UInt32 {
    var hash: UInt32 = 5381
    for index in bytes.indices { hash = (hash &<< 5) &+ hash &+ UInt32(bytes[index]) }
    return hash
}

private func wt6Hash(_ bytes: Span<UInt8>) -> UInt32 {
    var first: UInt32 = 0xA53C_965A
    var second: UInt32 = 0x5CA6_953A
    var firstStep: UInt32 = 6
    var secondStep: UInt32 = 18
    for index in bytes.indices {
        let byte = UInt32(bytes[index])
        first = ~(first ^ byte)
        second = ~(second &+ byte)
        let turned = second.rotatedLeft(by: firstStep)
        second = first.rotatedLeft(by: secondStep)
        first = turned
        let mix = ((first &>> 16) ^ second) & 0xFFFF
        firstStep = mix & 0x1F
        secondStep = mix &>> 11
    }
    return first ^ second
}

private func crc32Hash(_ bytes: Span<UInt8>) -> UInt32 {
    var hash: UInt32 = ~0
    for index in bytes.indices {
        hash ^= UInt32(bytes[index])
        for _ in 0..<8 { hash = (hash &>> 1) ^ (hash & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~hash
}

extension UInt32 {
    fileprivate func rotatedLeft(by count: UInt32) -> UInt32 {
        (self &<< count) | (self &>> (32 &- count))
    }

    /// Every bit of the result depends on every bit of the number: what `avalanche` adds, and what
    /// places servers on the ring.
    ///
    /// The C function is `full_hash`.
    public var avalanched: UInt32 {
        var word = self
        word = (word &+ 0x7ED5_5D16) &+ (word &<< 12)
        word = (word ^ 0xC761_C23C) ^ (word &>> 19)
        word = (word &+ 0x1656_67B1) &+ (word &<< 5)
        word = (word &+ 0xD3A2_646C) ^ (word &<< 9)
        word = (word &+ 0xFD70_46C5) &+ (word &<< 3)
        word = (word ^ 0xB55A_4F09) ^ (word &>> 16)
        return word &* 3_221_225_473
    }
}
