/// The code that HPACK shortens texts with [RFC 7541 appendix B].
///
/// The code is canonical: within a length, codes go up with the symbols, so the 257 lengths say all of it. Reading
/// looks eight bits up at once, which finds every letter and digit; what is longer is found by its length.
struct HuffmanCode: @unchecked Sendable {
    // Filled once, never changed, never freed.
    static let shared = HuffmanCode()

    private static let longest = 30
    private static let endOfText: UInt16 = 256

    /// By symbol: the code in the high bits of 64, and its length.
    private let codes: UnsafeMutablePointer<(bits: UInt64, length: UInt8)>
    /// By the next eight bits: symbol and length; length 0 is a longer code.
    private let short: UnsafeMutablePointer<(symbol: UInt8, length: UInt8)>
    /// By length: the first code beyond those of the length, in the high bits of 32.
    private let limits: UnsafeMutablePointer<UInt64>
    /// By length: what has to be added to a code to find its symbol in `ordered`.
    private let offsets: UnsafeMutablePointer<Int>
    private let ordered: UnsafeMutablePointer<UInt16>

    private init() {
        let lengths = HuffmanCode.lengths
        codes = .allocate(capacity: lengths.count)
        short = .allocate(capacity: 256)
        short.initialize(repeating: (0, 0), count: 256)
        limits = .allocate(capacity: HuffmanCode.longest + 1)
        limits.initialize(repeating: 0, count: HuffmanCode.longest + 1)
        offsets = .allocate(capacity: HuffmanCode.longest + 1)
        offsets.initialize(repeating: 0, count: HuffmanCode.longest + 1)
        ordered = .allocate(capacity: lengths.count)
        var code: UInt64 = 0
        var place = 0
        for length in 1...HuffmanCode.longest {
            code <<= 1
            offsets[length] = place - Int(code)
            for symbol in lengths.indices where Int(lengths[symbol]) == length {
                codes[symbol] = (code << UInt64(64 - length), UInt8(length))
                ordered[place] = UInt16(symbol)
                place += 1
                if length <= 8 {
                    let first = Int(code) << (8 - length)
                    for index in first..<(first + 1 << (8 - length)) {
                        short[index] = (UInt8(symbol), UInt8(length))
                    }
                }
                code += 1
            }
            limits[length] = code << UInt64(32 - length)
        }
    }

    /// Reads a text; nil when it is none, or does not fit.
    ///
    /// - Parameters:
    ///   - source: the coded text.
    ///   - target: where it goes.
    /// - Returns: how many bytes it has.
    func decode(
        _ source: UnsafeRawBufferPointer,
        into target: UnsafeMutableRawBufferPointer
    ) -> Int? {
        var bits: UInt64 = 0
        var bitCount = 0
        var position = 0
        var count = 0
        while true {
            while bitCount <= 48, position < source.count {
                bits |= UInt64(source[position]) << UInt64(56 - bitCount)
                bitCount += 8
                position += 1
            }
            let entry = short[Int(bits >> 56)]
            var length = Int(entry.length)
            var symbol = UInt16(entry.symbol)
            if length == 0 {
                length = longLength(of: bits >> 32)
                let code = Int(bits >> UInt64(64 - length))
                symbol = ordered[code + offsets[length]]
            }
            guard length <= bitCount else { break }
            guard symbol != HuffmanCode.endOfText, count < target.count else { return nil }
            target[count] = UInt8(truncatingIfNeeded: symbol)
            count += 1
            bits <<= UInt64(length)
            bitCount -= length
        }
        // What fills the last byte is the beginning of the longest code: ones, fewer than eight.
        guard bitCount < 8, bits == (bitCount == 0 ? 0 : ~0 << UInt64(64 - bitCount)) else {
            return nil
        }
        return count
    }

    private func longLength(of head: UInt64) -> Int {
        var length = 9
        while length < HuffmanCode.longest, head >= limits[length] { length += 1 }
        return length
    }

    /// How many bytes a text takes when it is coded.
    func codedCount(_ source: UnsafeRawBufferPointer) -> Int {
        var bits = 0
        for byte in source { bits += Int(codes[Int(byte)].length) }
        return (bits + 7) / 8
    }

    /// Codes a text into memory that has room for `codedCount` bytes.
    func encode(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) {
        var bits: UInt64 = 0
        var bitCount: UInt64 = 0
        var count = 0
        for byte in source {
            let code = codes[Int(byte)]
            bits |= code.bits >> bitCount
            bitCount += UInt64(code.length)
            while bitCount >= 8 {
                target[count] = UInt8(truncatingIfNeeded: bits >> 56)
                count += 1
                bits <<= 8
                bitCount -= 8
            }
        }
        guard bitCount > 0 else { return }
        target[count] = UInt8(truncatingIfNeeded: bits >> 56) | 0xFF >> UInt8(bitCount)
    }

    private static let lengths: [UInt8] = [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ]
}
