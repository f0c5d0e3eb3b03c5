/// xxHash of 32 and 64 bits.
enum XXHash {
    static func hash32(_ bytes: UnsafeRawBufferPointer, seed: UInt32) -> UInt32 {
        let (p1, p2, p3, p4, p5): (UInt32, UInt32, UInt32, UInt32, UInt32) = (
            0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D, 0x27D4_EB2F, 0x1656_67B1
        )
        var position = 0
        var hash: UInt32
        if bytes.count >= 16 {
            var lanes = [seed &+ p1 &+ p2, seed &+ p2, seed, seed &- p1]
            while position + 16 <= bytes.count {
                for lane in 0..<4 {
                    let word = bytes.word32(at: position)
                    lanes[lane] = rotate(lanes[lane] &+ word &* p2, 13) &* p1
                    position += 4
                }
            }
            hash = rotate(lanes[0], 1) &+ rotate(lanes[1], 7) &+ rotate(lanes[2], 12)
            hash = hash &+ rotate(lanes[3], 18)
        } else {
            hash = seed &+ p5
        }
        hash = hash &+ UInt32(truncatingIfNeeded: bytes.count)
        while position + 4 <= bytes.count {
            hash = rotate(hash &+ bytes.word32(at: position) &* p3, 17) &* p4
            position += 4
        }
        while position < bytes.count {
            hash = rotate(hash &+ UInt32(bytes[position]) &* p5, 11) &* p1
            position += 1
        }
        hash = (hash ^ hash &>> 15) &* p2
        hash = (hash ^ hash &>> 13) &* p3
        return hash ^ hash &>> 16
    }

    private static let p1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let p2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let p3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let p4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let p5: UInt64 = 0x27D4_EB2F_1656_67C5

    static func hash64(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var position = 0
        var hash: UInt64
        if bytes.count >= 32 {
            var lanes = [seed &+ p1 &+ p2, seed &+ p2, seed, seed &- p1]
            while position + 32 <= bytes.count {
                for lane in 0..<4 {
                    lanes[lane] = round(lanes[lane], bytes.word64(at: position))
                    position += 8
                }
            }
            hash = rotate(lanes[0], 1) &+ rotate(lanes[1], 7) &+ rotate(lanes[2], 12)
            hash = hash &+ rotate(lanes[3], 18)
            for lane in lanes { hash = (hash ^ round(0, lane)) &* p1 &+ p4 }
        } else {
            hash = seed &+ p5
        }
        hash = hash &+ UInt64(bytes.count)
        while position + 8 <= bytes.count {
            hash = rotate(hash ^ round(0, bytes.word64(at: position)), 27) &* p1 &+ p4
            position += 8
        }
        if position + 4 <= bytes.count {
            hash = rotate(hash ^ UInt64(bytes.word32(at: position)) &* p1, 23) &* p2 &+ p3
            position += 4
        }
        while position < bytes.count {
            hash = rotate(hash ^ UInt64(bytes[position]) &* p5, 11) &* p1
            position += 1
        }
        hash = (hash ^ hash &>> 33) &* p2
        hash = (hash ^ hash &>> 29) &* p3
        return hash ^ hash &>> 32
    }

    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* p2, 31) &* p1
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &<< count | word &>> (32 &- count)
    }

    private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
        word &<< count | word &>> (64 &- count)
    }
}

extension UnsafeRawBufferPointer {
    func word32(at position: Int) -> UInt32 {
        UInt32(littleEndian: loadUnaligned(fromByteOffset: position, as: UInt32.self))
    }

    func word64(at position: Int) -> UInt64 {
        UInt64(littleEndian: loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
}
