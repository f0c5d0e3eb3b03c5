/// Base64 over memory, as HAProxy takes it.
enum Base64Text {
    /// The two alphabets.
    enum Alphabet {
        /// With `+`, `/` and padding.
        case standard
        /// With `-` and `_`, and no padding.
        case url
    }

    static func encode(
        _ bytes: UnsafeRawBufferPointer,
        _ alphabet: Alphabet,
        _ arena: inout SampleArena
    ) -> UnsafeRawBufferPointer? {
        let digits: StaticString =
            alphabet == .standard
            ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        return arena.fill(atMost: (bytes.count + 2) / 3 * 4) { space in
            var count = 0
            var index = 0
            while index < bytes.count {
                let left = min(3, bytes.count - index)
                var bits: UInt32 = 0
                for offset in 0..<3 {
                    bits = bits << 8 | (offset < left ? UInt32(bytes[index + offset]) : 0)
                }
                for digit in 0..<4 {
                    if digit <= left {
                        space[count] = digits.utf8Start[Int(bits >> UInt32(18 - 6 * digit) & 63)]
                        count += 1
                    } else if alphabet == .standard {
                        space[count] = 0x3D
                        count += 1
                    }
                }
                index += 3
            }
            return count
        }
    }

    static func decode(
        _ text: UnsafeRawBufferPointer,
        _ alphabet: Alphabet,
        _ arena: inout SampleArena
    ) -> UnsafeRawBufferPointer? {
        var text = text
        if alphabet == .standard {
            guard text.count % 4 == 0 else { return nil }
            for _ in 0..<2 where text.last == 0x3D { text = text.part(0..<(text.count - 1)) }
        } else {
            while text.last == 0x3D { text = text.part(0..<(text.count - 1)) }
            guard text.count % 4 != 1 else { return nil }
        }
        return arena.fill(atMost: text.count * 3 / 4 + 3) { space in
            var count = 0
            var bits: UInt32 = 0
            for (index, byte) in text.enumerated() {
                guard let digit = value(byte, alphabet) else { return nil }
                bits = bits << 6 | digit
                if index % 4 > 0 {
                    let shift = UInt32(6 - 2 * (index % 4))
                    space[count] = UInt8(truncatingIfNeeded: bits >> shift)
                    count += 1
                }
            }
            return count
        }
    }

    private static func value(_ byte: UInt8, _ alphabet: Alphabet) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte) - 0x41
        case 0x61...0x7A: UInt32(byte) - 0x47
        case 0x30...0x39: UInt32(byte) + 4
        case 0x2B where alphabet == .standard: 62
        case 0x2F where alphabet == .standard: 63
        case 0x2D where alphabet == .url: 62
        case 0x5F where alphabet == .url: 63
        default: nil
        }
    }
}
