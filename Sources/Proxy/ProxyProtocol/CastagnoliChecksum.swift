/// CRC32c, the checksum of a version 2 header [RFC 4960, appendix B].
struct CastagnoliChecksum {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 0 ? value >> 1 : value >> 1 ^ 0x82F6_3B78
        }
    }

    private var state = UInt32.max

    /// The checksum of what was added.
    var value: UInt32 { ~state }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            state = Self.table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ state >> 8
        }
    }
}
