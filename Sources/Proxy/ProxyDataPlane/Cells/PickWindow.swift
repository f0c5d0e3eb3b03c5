internal import Synchronization

/// The next picks of a method that goes in turn, drawn beforehand: who comes takes the next one without a
/// lock.
///
/// Picks are numbered from zero without end. Those from `next` on and before `end` stand in a ring; who
/// holds the backend's lock draws more when there is none, and closes the window before it changes
/// what they were drawn from.
final class PickWindow: Sendable {
    /// How many picks are drawn at once.
    static let batch = 32

    // The numbers `end` and `next` in the halves of one word.
    private let bounds = Atomic<UInt64>(0)
    private nonisolated(unsafe) let ring: UnsafeMutablePointer<Atomic<Int32>>

    init() {
        ring = .allocate(capacity: Self.batch)
        for index in 0..<Self.batch { (ring + index).initialize(to: Atomic(0)) }
    }

    deinit {
        ring.deallocate()
    }

    /// What is there to be taken; nil when nothing is.
    struct Sight {
        fileprivate let bounds: UInt64
    }

    /// Looks whether a pick is left.
    ///
    /// What the picks are of is to be read after this.
    func look() -> Sight? {
        let seen = bounds.load(ordering: .acquiring)
        return UInt32(truncatingIfNeeded: seen) == UInt32(truncatingIfNeeded: seen >> 32)
            ? nil : Sight(bounds: seen)
    }

    /// Takes the pick that was seen; nil when another one took it, or the window was closed meanwhile.
    func take(_ sight: Sight) -> Int? {
        let next = UInt32(truncatingIfNeeded: sight.bounds)
        let pick = ring[Int(next) % Self.batch].load(ordering: .relaxed)
        let (isTaken, _) = bounds.compareExchange(
            expected: sight.bounds,
            desired: sight.bounds & 0xFFFF_FFFF_0000_0000 | UInt64(next &+ 1),
            ordering: .acquiringAndReleasing
        )
        return isTaken ? Int(pick) : nil
    }

    /// Lets nobody take any more; returns how many picks were left.
    ///
    /// The backend's lock is held.
    func close() -> Int {
        while true {
            let seen = bounds.load(ordering: .relaxed)
            let next = UInt32(truncatingIfNeeded: seen)
            let end = UInt32(truncatingIfNeeded: seen >> 32)
            // The numbers go on, so that nobody takes this window for the one before.
            let closed = UInt64(end) << 32 | UInt64(end)
            let (isClosed, _) = bounds.compareExchange(
                expected: seen,
                desired: closed,
                ordering: .acquiringAndReleasing
            )
            if isClosed { return Int(end &- next) }
        }
    }

    /// Offers picks, when none is left.
    ///
    /// The backend's lock is held.
    func open(_ picks: [Int32]) {
        let start = UInt32(truncatingIfNeeded: bounds.load(ordering: .relaxed))
        for (offset, pick) in picks.enumerated() {
            ring[Int(start &+ UInt32(offset)) % Self.batch].store(pick, ordering: .relaxed)
        }
        let end = start &+ UInt32(picks.count)
        bounds.store(UInt64(end) << 32 | UInt64(start), ordering: .releasing)
    }
}
