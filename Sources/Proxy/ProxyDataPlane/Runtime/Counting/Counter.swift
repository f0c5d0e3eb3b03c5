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

/// A number of things that are there now, whoever's they are, with the most there ever were and how many came.
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

    /// Forgets the most.
    public func clear() {
        most.set(0)
    }
}
