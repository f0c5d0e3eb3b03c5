/// XXH3 of 64 bits, the hash of `xxh3`.
enum XXHash3 {
    private static let (p1, p2, p3, p4, p5): (UInt64, UInt64, UInt64, UInt64, UInt64) = (
        0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9,
        0x85EB_CA77_C2B2_AE63, 0x27D4_EB2F_1656_67C5
    )
    private static let (s1, s2, s3): (UInt64, UInt64, UInt64) = (
        0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D
    )
    private static let secretSize = 192

    private static let secret: [UInt64] = [
        0xBE4B_A423_396C_FEB8, 0x1CAD_21F7_2C81_017C, 0xDB97_9083_E96D_D4DE, 0x1F67_B3B7_A4A4_4072,
        0x78E5_C0CC_4EE6_79CB, 0x2172_FFCC_7DD0_5A82, 0x8E24_43F7_7446_08B8, 0x4C26_3A81_E690_35E0,
        0xCB00_C391_BB52_283C, 0xA32E_531B_8B65_D088, 0x4EF9_0DA2_9748_6471, 0xD8AC_DEA9_46EF_1938,
        0x3F34_9CE3_3F76_FAA8, 0x1D4F_0BC7_C7BB_DCF9, 0x3159_B4CD_4BE0_518A, 0x6473_78D9_C97E_9FC8,
        0xC3EB_D334_83AC_C5EA, 0xEB63_13FA_FFA0_81C5, 0x49DA_F0B7_51DD_0D17, 0x9E68_D429_2655_16D3,
        0xFCA1_477D_58BE_162B, 0xCE31_D07A_D1B8_F88F, 0x2804_1695_8F3A_CB45, 0x7E40_4BBB_CAFB_D7AF,
    ]

    static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        secret.withUnsafeBytes { secret in
            switch bytes.count {
            case 0...16: shortHash(bytes, secret, seed)
            case 17...240: middleHash(bytes, secret, seed)
            default: longHash(bytes, secret, seed)
            }
        }
    }

    private static func shortHash(
        _ bytes: UnsafeRawBufferPointer,
        _ secret: UnsafeRawBufferPointer,
        _ seed: UInt64
    ) -> UInt64 {
        let count = bytes.count
        let length = UInt64(count)
        if count > 8 {
            let low = bytes.word64(at: 0) ^ (secret.mixed(24) &+ seed)
            let high = bytes.word64(at: count - 8) ^ (secret.mixed(40) &- seed)
            return avalanche(length &+ low.byteSwapped &+ high &+ fold(low, high))
        }
        if count >= 4 {
            let seed = seed ^ UInt64(UInt32(truncatingIfNeeded: seed).byteSwapped) << 32
            let word = UInt64(bytes.word32(at: count - 4)) | UInt64(bytes.word32(at: 0)) << 32
            var hash = word ^ (secret.mixed(8) &- seed)
            hash ^= rotate(hash, 49) ^ rotate(hash, 24)
            hash = hash &* 0x9FB2_1C65_1E98_DF25
            hash = (hash ^ (hash >> 35 &+ length)) &* 0x9FB2_1C65_1E98_DF25
            return hash ^ hash >> 28
        }
        if count > 0 {
            let (first, middle, last) = (bytes[0], bytes[count >> 1], bytes[count - 1])
            let word =
                UInt32(first) << 16 | UInt32(middle) << 24 | UInt32(last) | UInt32(count) << 8
            let mask = UInt64(secret.word32(at: 0) ^ secret.word32(at: 4)) &+ seed
            return finish(UInt64(word) ^ mask)
        }
        return finish(seed ^ secret.mixed(56))
    }

    private static func middleHash(
        _ bytes: UnsafeRawBufferPointer,
        _ secret: UnsafeRawBufferPointer,
        _ seed: UInt64
    ) -> UInt64 {
        let count = bytes.count
        func mix(_ position: Int, _ key: Int) -> UInt64 {
            fold(
                bytes.word64(at: position) ^ (secret.word64(at: key) &+ seed),
                bytes.word64(at: position + 8) ^ (secret.word64(at: key + 8) &- seed)
            )
        }
        var hash = UInt64(count) &* p1
        if count <= 128 {
            for step in 0...((count - 1) / 32) {
                hash = hash &+ mix(16 * step, 32 * step)
                hash = hash &+ mix(count - 16 * (step + 1), 32 * step + 16)
            }
            return avalanche(hash)
        }
        for step in 0..<8 { hash = hash &+ mix(16 * step, 16 * step) }
        hash = avalanche(hash)
        for step in 8..<(count / 16) { hash = hash &+ mix(16 * step, 16 * (step - 8) + 3) }
        return avalanche(hash &+ mix(count - 16, 119))
    }

    private static func longHash(
        _ bytes: UnsafeRawBufferPointer,
        _ secret: UnsafeRawBufferPointer,
        _ seed: UInt64
    ) -> UInt64 {
        guard seed != 0 else { return longHash(bytes, secret) }
        let words = (0..<(secretSize / 8)).map { index in
            secret.word64(at: 8 * index) &+ (index % 2 == 0 ? seed : 0 &- seed)
        }
        return words.map(\.littleEndian).withUnsafeBytes { longHash(bytes, $0) }
    }

    private static func longHash(
        _ bytes: UnsafeRawBufferPointer,
        _ secret: UnsafeRawBufferPointer
    ) -> UInt64 {
        let stripesPerBlock = (secretSize - 64) / 8
        let blockSize = 64 * stripesPerBlock
        var lanes = [s3, p1, p2, p3, p4, s2, p5, s1]
        func accumulate(_ position: Int, _ key: Int) {
            for lane in 0..<8 {
                let word = bytes.word64(at: position + 8 * lane)
                let keyed = word ^ secret.word64(at: key + 8 * lane)
                lanes[lane ^ 1] = lanes[lane ^ 1] &+ word
                lanes[lane] = lanes[lane] &+ (keyed & 0xFFFF_FFFF) &* (keyed >> 32)
            }
        }
        let blocks = (bytes.count - 1) / blockSize
        for block in 0..<blocks {
            for stripe in 0..<stripesPerBlock {
                accumulate(block * blockSize + stripe * 64, stripe * 8)
            }
            for lane in 0..<8 {
                let word = lanes[lane] ^ lanes[lane] >> 47
                lanes[lane] = (word ^ secret.word64(at: secretSize - 64 + 8 * lane)) &* s1
            }
        }
        for stripe in 0..<((bytes.count - 1 - blocks * blockSize) / 64) {
            accumulate(blocks * blockSize + stripe * 64, stripe * 8)
        }
        accumulate(bytes.count - 64, secretSize - 64 - 7)
        var hash = UInt64(bytes.count) &* p1
        for pair in 0..<4 {
            hash =
                hash
                &+ fold(
                    lanes[2 * pair] ^ secret.word64(at: 11 + 16 * pair),
                    lanes[2 * pair + 1] ^ secret.word64(at: 19 + 16 * pair)
                )
        }
        return avalanche(hash)
    }

    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.low ^ product.high
    }

    private static func avalanche(_ hash: UInt64) -> UInt64 {
        let mixed = (hash ^ hash >> 37) &* 0x1656_6791_9E37_79F9
        return mixed ^ mixed >> 32
    }

    private static func finish(_ hash: UInt64) -> UInt64 {
        var hash = (hash ^ hash >> 33) &* p2
        hash = (hash ^ hash >> 29) &* p3
        return hash ^ hash >> 32
    }

    private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
        word << count | word >> (64 - count)
    }
}

extension UnsafeRawBufferPointer {
    /// Two neighbouring words of the secret in one.
    fileprivate func mixed(_ position: Int) -> UInt64 {
        word64(at: position) ^ word64(at: position + 8)
    }
}
