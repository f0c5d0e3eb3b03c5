/// Things that are there now, counted by the thread that they belong to, with the most that there ever
/// were and how many came.
///
/// The most is that of all threads together, yet a thread looks at the others only when it has more
/// things than it may have without asking: its allowance. The allowances of all threads together
/// are never more than the most there ever was, but where threads share them out at the same moment.
struct OwnedGauge {
    /// How many numbers of a row it takes.
    static let width = 3
    private static let now = 0
    private static let total = 1
    private static let allowance = 2

    let rows: NumberRows
    let thread: Int
    let place: Int

    /// How many of this thread are there.
    var current: Int { rows.own(thread, place + Self.now).current }

    /// One more is there.
    func enter() {
        let now = rows.own(thread, place + Self.now)
        now.add()
        rows.own(thread, place + Self.total).add()
        if now.current > rows.own(thread, place + Self.allowance).current { noteMost() }
    }

    /// One less is there.
    func leave() {
        rows.own(thread, place + Self.now).add(-1)
    }

    private func noteMost() {
        let most = rows.shared(place)
        let sum = rows.sum(place + Self.now)
        most.raise(to: sum)
        // What is left up to the most is shared out anew.
        let share = max(0, most.current - sum) / rows.count
        for each in 0..<rows.count {
            let now = rows.own(each, place + Self.now).current
            rows.own(each, place + Self.allowance).set(now + share)
        }
    }
}

/// A gauge as it is read: the threads together.
public struct GaugeReading {
    let rows: NumberRows
    let place: Int

    /// How many are there.
    public var current: Int { rows.sum(place) }
    /// The most there ever were.
    public var maximum: Int { rows.shared(place).current }
    /// How many came.
    public var total: Int { rows.sum(place + 1) - rows.shared(place + 1).current }

    /// Forgets how many came.
    func clearTotal() {
        rows.shared(place + 1).set(rows.sum(place + 1))
    }

    /// Forgets the most.
    func clearMaximum() {
        rows.shared(place).set(0)
        for thread in 0..<rows.count { rows.own(thread, place + 2).set(0) }
    }
}
