internal import Synchronization

/// A number that every thread adds to and any thread reads.
public final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    /// Zero.
    public init() {}

    /// What it stands at.
    public var current: Int { value.load(ordering: .relaxed) }

    /// Adds to it; returns what it is then.
    @discardableResult
    public func add(_ amount: Int = 1) -> Int {
        value.wrappingAdd(amount, ordering: .relaxed).newValue
    }

    /// Adds to it, not before or after anything that stands before or after it.
    func addInOrder(_ amount: Int) {
        value.wrappingAdd(amount, ordering: .sequentiallyConsistent)
    }

    /// Sets it.
    public func set(_ amount: Int) {
        value.store(amount, ordering: .relaxed)
    }

    /// Raises it to that if it is less.
    public func raise(to amount: Int) {
        if amount > current { value.max(amount, ordering: .relaxed) }
    }
}

/// A number of things that are there now, with the most there ever were and how many came.
public final class Gauge: Sendable {
    private let now = Counter()
    private let most = Counter()
    private let all = Counter()

    /// Nothing is there.
    public init() {}

    /// How many are there.
    public var current: Int { now.current }
    /// The most there ever were.
    public var maximum: Int { most.current }
    /// How many came.
    public var total: Int { all.current }

    /// One more is there.
    public func enter() {
        let current = now.add()
        all.add()
        most.raise(to: current)
    }

    /// One less is there.
    public func leave() {
        now.add(-1)
    }

    /// Forgets the most and, when asked, how many came.
    public func clear(all clearsAll: Bool) {
        most.set(now.current)
        if clearsAll { all.set(0) }
    }
}

/// How many things came in each second.
///
/// Writers and readers use the clock that only goes forward; reading changes nothing.
public final class RateMeter: Sendable {
    private let second = Atomic<Int>(0)
    private let inSecond = Atomic<Int>(0)
    private let inSecondBefore = Atomic<Int>(0)
    private let most = Counter()

    /// Nothing came.
    public init() {}

    /// The most in one second.
    public var maximum: Int { most.current }

    /// One came, at that millisecond of the clock.
    public func note(at milliseconds: Int64) {
        roll(to: Int(milliseconds / 1000))
        let count = inSecond.wrappingAdd(1, ordering: .relaxed).newValue
        most.raise(to: count)
    }

    /// How many came in the last thousand milliseconds, as HAProxy estimates it: those of this
    /// second, and of the one before as large a part as is still within the time.
    public func perSecond(at milliseconds: Int64) -> Int {
        let now = Int(milliseconds / 1000)
        let last = second.load(ordering: .relaxed)
        let count = inSecond.load(ordering: .relaxed)
        let current = last == now ? count : 0
        let before =
            last == now ? inSecondBefore.load(ordering: .relaxed) : last == now - 1 ? count : 0
        // One in a second is one all through the next, so that slow rates do not flicker.
        if current == 0 && before <= 1 { return before }
        return current + before * (1000 - Int(milliseconds % 1000)) / 1000
    }

    /// Forgets the most.
    public func clear() { most.set(0) }

    private func roll(to now: Int) {
        let last = second.load(ordering: .relaxed)
        guard last != now else { return }
        let (exchanged, _) = second.compareExchange(
            expected: last,
            desired: now,
            ordering: .relaxed
        )
        guard exchanged else { return }
        let count = inSecond.exchange(0, ordering: .relaxed)
        inSecondBefore.store(last == now - 1 ? count : 0, ordering: .relaxed)
    }
}
