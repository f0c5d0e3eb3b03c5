/// What a poller event carries: the slot it is for and the slot's generation when it was registered.
public struct SlotToken: Hashable, Sendable {
    /// Generation in the high half, slot in the low half.
    public let rawValue: UInt64

    /// Wraps the number that came back from the poller.
    @inlinable
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    @inlinable
    init(generation: UInt32, slot: Int) {
        rawValue = UInt64(generation) << 32 | UInt64(UInt32(truncatingIfNeeded: slot))
    }

    @inlinable var generation: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) }
    @inlinable var slot: Int { Int(UInt32(truncatingIfNeeded: rawValue)) }
}

/// Numbers for things that come and go, each with a generation, so that an event for a thing that
/// is gone is not taken for one of its successor in the same slot.
public struct SlotTable: ~Copyable {
    private var generations: [UInt32] = []
    private var free: [Int32] = []
    private let capacity: Int

    /// How many slots are taken.
    public private(set) var usedCount = 0

    /// A table of at most that many slots.
    public init(capacity: Int) {
        self.capacity = capacity
    }

    /// Takes a slot; nil when all are taken.
    public mutating func take() -> (slot: Int, token: SlotToken)? {
        let slot: Int
        if let reused = free.popLast() {
            slot = Int(reused)
        } else {
            guard generations.count < capacity else { return nil }
            slot = generations.count
            generations.append(0)
        }
        usedCount += 1
        return (slot, SlotToken(generation: generations[slot], slot: slot))
    }

    /// Gives a slot back; tokens made for it are stale from now on.
    public mutating func release(_ slot: Int) {
        generations[slot] &+= 1
        usedCount -= 1
        free.append(Int32(truncatingIfNeeded: slot))
    }

    /// The token that is valid for a taken slot; nil for a slot that was never taken.
    public func token(of slot: Int) -> SlotToken? {
        guard slot < generations.count else { return nil }
        return SlotToken(generation: generations[slot], slot: slot)
    }

    /// The slot of a token; nil when the token is stale.
    public func slot(of token: SlotToken) -> Int? {
        let slot = token.slot
        guard slot < generations.count, generations[slot] == token.generation else { return nil }
        return slot
    }
}
