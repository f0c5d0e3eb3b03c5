/// Numbers that a seed decides (splitmix64).
struct Randomness: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var number = state
        number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
        return number ^ (number >> 31)
    }

    /// A number of a range.
    mutating func pick(_ range: ClosedRange<Int>) -> Int {
        let span = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int(next() % span)
    }

    /// One of some things.
    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[pick(0...(choices.count - 1))]
    }

    /// True in so many of a thousand cases.
    mutating func chance(_ perThousand: Int) -> Bool { pick(0...999) < perThousand }
}
