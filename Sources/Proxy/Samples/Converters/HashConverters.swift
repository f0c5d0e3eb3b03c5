internal import Balancing

/// Hashes that give a number.
extension ConverterKeyword {
    static let hashes: [ConverterKeyword] = [
        hash("crc32") { HashFunction.crc32.hash($0) },
        hash("djb2") { HashFunction.djb2.hash($0) },
        hash("sdbm") { HashFunction.sdbm.hash($0) },
        hash("wt6") { HashFunction.wt6.hash($0) },
        hash("crc32c") { crc32c($0) },
        ConverterKeyword("xxh32", .init(required: 0, .number), .bin, .sint) { input, arguments, _ in
            .integer(
                Int64(
                    XXHash.hash32(
                        input.bytes,
                        seed: UInt32(truncatingIfNeeded: arguments.number(0))
                    )
                )
            )
        },
        ConverterKeyword("xxh64", .init(required: 0, .number), .bin, .sint) { input, arguments, _ in
            let seed = UInt64(bitPattern: arguments.number(0))
            return .integer(Int64(bitPattern: XXHash.hash64(input.bytes, seed: seed)))
        },
        ConverterKeyword("xxh3", .init(required: 0, .number), .bin, .sint) { input, arguments, _ in
            let seed = UInt64(bitPattern: arguments.number(0))
            return .integer(Int64(bitPattern: XXHash3.hash(input.bytes, seed: seed)))
        },
    ]

    private static func hash(
        _ name: String,
        _ hash: @escaping @Sendable (UnsafeRawBufferPointer) -> UInt32
    ) -> ConverterKeyword {
        ConverterKeyword(name, .init(required: 0, .number), .bin, .sint) { input, arguments, _ in
            let number = hash(input.bytes)
            return .integer(Int64(arguments.number(0) != 0 ? number.avalanched : number))
        }
    }

    private static func crc32c(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var hash: UInt32 = ~0
        for byte in bytes {
            hash ^= UInt32(byte)
            for _ in 0..<8 { hash = hash &>> 1 ^ (hash & 1 != 0 ? 0x82F6_3B78 : 0) }
        }
        return ~hash
    }
}

extension HashFunction {
    /// The hash of bytes in memory.
    func hash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        hash(Span(_unsafeElements: bytes.bindMemory(to: UInt8.self)))
    }
}
